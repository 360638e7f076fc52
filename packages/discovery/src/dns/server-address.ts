/** Addresses of DNS servers as people write them: `IP`, `IP:PORT`, `[IPv6]:PORT`. */

import { PolisError } from '@polis/base'
import { addressBytes } from '../address.ts'

/** Where a DNS server listens. */
export type ServerAddress = { readonly host: string; readonly port: number }

const DNS_PORT = 53

/** Parses one address. Throws `discovery/bad-server`. */
export function parseServer(text: string): ServerAddress {
  const match =
    /^\[([^\]]+)\](?::(\d+))?$/.exec(text) ??
    /^([\d.]+)(?::(\d+))?$/.exec(text) ??
    /^([\da-fA-F:.]+)$/.exec(text)
  const host = match?.[1]
  const port = match?.[2] === undefined ? DNS_PORT : Number(match[2])
  const isAddress = host !== undefined && addressBytes(host) !== undefined
  if (isAddress && port >= 1 && port <= 65_535) return { host, port }
  throw new PolisError('discovery/bad-server', {
    message: `'${text}' is not the address of a DNS server`,
    hint: 'use IP, IP:PORT or [IPv6]:PORT',
    fields: { server: text },
  })
}
