/**
 * A proxy of the npm package `http-proxy`, as its documentation shows it, with connections to the
 * endpoints kept open.
 *
 *     node bench/http-proxy-process.ts HTTP_PORT GRPC_PORT CERTIFICATE KEY
 *
 * It speaks HTTP/1.1 alone. Prints one line of JSON, the ports it serves, and runs until it ends.
 */

import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import {
  Agent,
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
// @ts-expect-error: the package brings no types
import untyped from 'http-proxy'
import { ENDPOINT_ADDRESSES } from './endpoint-addresses.ts'

/** What is used of the package, which brings no types. */
type HttpProxy = {
  createProxyServer(options: { xfwd: boolean; agent: Agent }): {
    web(request: IncomingMessage, response: ServerResponse, options: { target: string }): void
    on(event: 'error', listener: (error: Error) => void): void
  }
}

const httpProxy = untyped as HttpProxy
const [backendPort, , certificate, key] = process.argv.slice(2)
const targets = ENDPOINT_ADDRESSES.map(address => `http://${address}:${backendPort}`)
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })
const proxy = httpProxy.createProxyServer({ xfwd: true, agent })
// A client of the load generator that goes at the end of a run.
proxy.on('error', () => undefined)

let turn = 0
const forward: RequestListener = (request, response) => {
  proxy.web(request, response, { target: targets[turn++ % targets.length]! })
}
const keepAlive = { keepAliveTimeout: 75_000 }
const files = { cert: readFileSync(certificate!), key: readFileSync(key!) }
const servers = {
  http: createServer(keepAlive, forward),
  tls: createTlsServer({ ...keepAlive, ...files }, forward),
}
const ports: Record<string, number> = {}
for (const [name, server] of Object.entries(servers)) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ports[name] = (server.address() as AddressInfo).port
}
console.log(JSON.stringify(ports))
