/**
 * The DNS server in a process of its own, so that its CPU time is its own too.
 *
 *     node bench/dns-process.ts
 *
 * Prints its port and runs until it is told to end.
 */

import { Catalog, DnsServer } from '@polis/discovery'
import { ADDRESSES, addressOf, SERVICES, serviceName } from './dns-zone.ts'

const catalog = new Catalog()
const ports = [{ name: 'http', target: 80, protocol: 'http' }]
for (let service = 0; service < SERVICES; service++) {
  const id = serviceName(service)
  catalog.upsertService({ id, name: id, namespace: 'default', tags: [], labels: {}, ports })
  for (let endpoint = 0; endpoint < ADDRESSES; endpoint++) {
    catalog.upsertEndpoint({
      id: `${id}-${endpoint}`,
      serviceId: id,
      nodeId: 'n1',
      nodeName: 'n1',
      address: addressOf(service, endpoint),
      ports: [{ name: 'http', target: 80, port: 8080 }],
      weight: 1,
      tags: [],
      labels: {},
      version: '1',
      state: 'passing',
      isRoutable: true,
      isUp: true,
    })
  }
}
const server = await DnsServer.listen({ catalog, nodeName: 'n1', host: '127.0.0.1', port: 0 })
process.once('SIGTERM', () => server.close().then(() => process.exit(0)))
console.log(server.port)
