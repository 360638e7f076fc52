/** The default `send` of `LoadBalancer`: one HTTP request to the endpoint, its response read whole. */

import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http'
import type { Endpoint } from '../routes.ts'
import type { BalancedRequest, SentResponse } from './load-balancer.ts'

/** Sends `request` to `endpoint`; rejects with a system error if it cannot connect. */
export function sendOverHttp(
  endpoint: Endpoint,
  request: BalancedRequest,
  signal: AbortSignal,
): Promise<SentResponse> {
  return new Promise((resolve, reject) => {
    const headers: OutgoingHttpHeaders = {
      ...request.headers,
      'x-forwarded-for': request.clientIp,
    }
    const { address: host, port } = endpoint
    const options = { host, port, method: request.method, path: request.path, headers, signal }
    const outgoing = httpRequest(options, response => {
      const parts: Buffer[] = []
      response.on('data', part => parts.push(part))
      response.on('error', reject)
      response.on('end', () => {
        const fields = Object.entries(response.headersDistinct).map(([name, values]) => [
          name,
          values?.join(', ') ?? '',
        ])
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(fields),
          body: Buffer.concat(parts),
        })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(request.body)
  })
}
