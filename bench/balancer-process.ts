/**
 * The data plane in a process of its own, so that its CPU time and memory are its own too.
 *
 *     node bench/balancer-process.ts HTTP_PORT GRPC_PORT CERTIFICATE KEY
 *
 * The arguments are the ports of the backends and files. One data thread and the control thread
 * beside it, both counted. Prints one line of JSON, the ports it serves by what they speak, and
 * runs until it is told to end.
 */

import { readFileSync } from 'node:fs'
import { DataPlane, listenerProtocol, newService, type Service } from '@polis/balancer'
import { ENDPOINT_ADDRESSES } from './endpoint-addresses.ts'

const HOST = '127.0.0.1'

const [httpPort, grpcPort] = process.argv.slice(2, 4).map(Number)
const [certificate, key] = process.argv.slice(4).map(path => ({ pem: readFileSync(path, 'utf8') }))

function serviceOf(name: string, port: number, more: Partial<Service>): Service {
  const endpoints = ENDPOINT_ADDRESSES.map((address, i) => ({
    id: `${name}-${i}`,
    address,
    port,
    weight: 1,
  }))
  return newService({ id: name, name, endpoints, ...more })
}

const services: Record<string, Service> = {
  http: serviceOf('http', httpPort!, {}),
  tcp: serviceOf('tcp', httpPort!, { protocol: 'tcp' }),
}
if (certificate !== undefined && key !== undefined) {
  services['tls'] = serviceOf('tls', httpPort!, { http: { certificates: [{ certificate, key }] } })
}
if (grpcPort !== undefined) services['grpc'] = serviceOf('grpc', grpcPort, { protocol: 'grpc' })

const plane = await DataPlane.start({ workers: 1 })
const { listeners } = await plane.apply({
  version: 1,
  listeners: Object.values(services).map(service => ({
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
const ports: Record<string, number> = {}
for (const [i, name] of Object.keys(services).entries()) ports[name] = listeners[i]!.port
console.log(JSON.stringify({ ...ports, h2: ports['tls'] }))
