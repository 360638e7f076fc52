/**
 * The data plane in a process of its own, so that its CPU time and memory are its own too.
 *
 *     node bench/balancer-process.ts BACKEND_PORT
 *
 * One data thread and the control thread beside it, both counted. Prints one line of JSON, the
 * ports it serves, and runs until it is told to end.
 */

import { DataPlane, listenerProtocol, newService } from '@polis/balancer'

const HOST = '127.0.0.1'

const backendPort = Number(process.argv[2])
const endpoints = ['127.0.0.1', '127.0.0.2'].map((address, i) => ({
  id: `replica-${i}`,
  address,
  port: backendPort,
  weight: 1,
}))
const http = newService({ id: 'http', name: 'http', endpoints })
const tcpEndpoints = endpoints.map(endpoint => ({ ...endpoint, id: `tcp-${endpoint.id}` }))
const tcp = newService({ id: 'tcp', name: 'tcp', protocol: 'tcp', endpoints: tcpEndpoints })

const plane = await DataPlane.start({ workers: 1 })
const { listeners } = await plane.apply({
  version: 1,
  listeners: [http, tcp].map(service => ({
    host: HOST,
    port: 0,
    protocol: listenerProtocol(service),
    services: [service],
  })),
})
for (const listener of listeners) {
  if (listener.state === 'failed') throw new Error(listener.reason)
}
process.once('SIGTERM', () => plane.stop().then(() => process.exit(0)))
const [httpPort, tcpPort] = listeners.map(listener => listener.port)
console.log(JSON.stringify({ httpPort, tcpPort }))
