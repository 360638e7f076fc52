/**
 * Addresses that a health check never dials.
 *
 * Whoever may define a check could otherwise make every node ask its cloud for the machine's
 * credentials (CVE-2022-29153 and its kin). Refused are the link-local networks, where metadata
 * services live, AWS's IPv6 one, multicast and the unspecified address; also in IPv4-mapped form.
 */

import { BlockList, isIP } from 'node:net'

const REFUSED = new BlockList()
REFUSED.addSubnet('169.254.0.0', 16, 'ipv4')
REFUSED.addSubnet('224.0.0.0', 4, 'ipv4')
REFUSED.addSubnet('0.0.0.0', 8, 'ipv4')
REFUSED.addAddress('255.255.255.255', 'ipv4')
REFUSED.addSubnet('fe80::', 10, 'ipv6')
REFUSED.addSubnet('ff00::', 8, 'ipv6')
REFUSED.addAddress('fd00:ec2::254', 'ipv6')
REFUSED.addAddress('::', 'ipv6')

/** True if a check may dial `ip`; false also for what is no IP address. */
export function mayProbe(ip: string): boolean {
  const family = isIP(ip)
  if (family === 0) return false
  // A BlockList applies its IPv4 rules to IPv4-mapped IPv6 addresses as well.
  return !REFUSED.check(ip, family === 4 ? 'ipv4' : 'ipv6')
}

/** Networks that an operator has named, as `10.0.0.0/8`, `fd00::/8` or single addresses. */
export class AllowedNetworks {
  readonly #list = new BlockList()

  /** Throws a `RangeError` that names the first that is no network. */
  constructor(networks: readonly string[]) {
    for (const network of networks) {
      const [address = '', bits, ...rest] = network.split('/')
      const version = isIP(address)
      const most = version === 4 ? 32 : 128
      const prefix = bits === undefined ? most : Number(bits)
      const isGood = version !== 0 && rest.length === 0 && bits !== '' && prefix <= most
      if (!isGood || !Number.isInteger(prefix) || prefix < 0) {
        throw new RangeError(`'${network}' is no network such as 10.0.0.0/8`)
      }
      this.#list.addSubnet(address, prefix, version === 4 ? 'ipv4' : 'ipv6')
    }
  }

  has(ip: string): boolean {
    return this.#list.check(ip, isIP(ip) === 4 ? 'ipv4' : 'ipv6')
  }
}
