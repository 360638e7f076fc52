/** How a node's DNS server is set up, out of the options of the node. */

import { type DnsServerOptions, systemUpstreams } from '@polis/discovery'
import type { NodeOptions } from '../options.ts'

type FromOptions = Pick<
  DnsServerOptions,
  'host' | 'port' | 'upstreams' | 'upstreamOrder' | 'allowedClients'
>

/** Servers of single zones stand beside the system's resolvers, others in their place. */
export function dnsOptions(options: NodeOptions): FromOptions {
  const given = options.dnsUpstreams ?? []
  const hasGeneral = given.some(text => !text.includes('='))
  return {
    host: options.bind,
    port: options.dnsPort,
    upstreams: hasGeneral ? given : [...given, ...systemUpstreams()],
    upstreamOrder: options.isDnsRacing === true ? 'race' : 'in-order',
    allowedClients: options.dnsAllowed ?? [],
  }
}
