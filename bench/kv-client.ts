/**
 * What the Raft benchmark's load generator speaks to: a key-value store, however it is reached.
 *
 * Every client has one connection to one node, which its logical clients share; the HTTP APIs alone
 * have a connection for each request under way.
 */

import { Agent, request } from 'node:http'
import { PeerClient } from '@polis/node'
import { EtcdClient } from './etcd-client.ts'

/** Where a node of a cluster is reached. */
export type KvNode = {
  readonly kind: 'polis' | 'etcd'
  /** Of the peers' protocol or of gRPC. */
  readonly host: string
  readonly port: number
  /** Of the HTTP API. */
  readonly httpPort: number
}

export type KvClient = {
  put(key: string, value: Buffer): Promise<unknown>
  /** Several writes in one request. */
  putAll(keys: readonly string[], value: Buffer): Promise<unknown>
  get(key: string, isStale: boolean): Promise<unknown>
  close(): Promise<void>
}

/** What proves that the benchmark may use its own clusters. */
export const JOIN_SECRET = 'raft-benchmark'
export const ADMIN_TOKEN = 'raft-benchmark-admin'

/** Connects to one node by its fast protocol. */
export async function connectKv({ kind, host, port }: KvNode): Promise<KvClient> {
  return kind === 'etcd' ? EtcdClient.connect(host, port) : connectPolis(host, port)
}

async function connectPolis(host: string, port: number): Promise<KvClient> {
  const client = await PeerClient.connect({ address: { host, port }, secret: JOIN_SECRET })
  return {
    put: (key, value) => client.put({ key, value }),
    putAll: async (keys, value) => {
      const outcomes = await client.putAll(keys.map(key => ({ key, value })))
      const refused = outcomes.find(({ refusal }) => refusal !== '')
      if (refused !== undefined) throw new Error(refused.refusal)
    },
    get: (key, isStale) => client.get(key, isStale),
    close: () => client.close(),
  }
}

/** Speaks to one node by its HTTP API; writes one key a request. */
export function httpKv({ kind, host, httpPort }: KvNode): KvClient {
  const agent = new Agent({ keepAlive: true })
  const send = (method: string, path: string, body: Buffer | string): Promise<void> =>
    new Promise((resolve, reject) => {
      const headers = {
        // etcd takes a token for a user's, and has no users here.
        ...(kind === 'polis' && { authorization: `Bearer ${ADMIN_TOKEN}` }),
        'content-type': kind === 'etcd' ? 'application/json' : 'application/octet-stream',
        'content-length': Buffer.byteLength(body),
      }
      const options = { agent, host, port: httpPort, method, path, headers }
      const outgoing = request(options, answer => {
        answer.resume()
        answer.once('end', () => {
          if (answer.statusCode === 200) resolve()
          else reject(new Error(`${path} answered ${answer.statusCode}`))
        })
      })
      outgoing.once('error', reject)
      outgoing.end(body)
    })
  const base64 = (bytes: Buffer | string) => Buffer.from(bytes).toString('base64')
  const put =
    kind === 'etcd'
      ? (key: string, value: Buffer) =>
          send('POST', '/v3/kv/put', `{"key":"${base64(key)}","value":"${base64(value)}"}`)
      : (key: string, value: Buffer) => send('PUT', `/v1/kv/${key}`, value)
  const unused = () => Promise.reject(new Error('only writes are measured over HTTP'))
  return {
    put,
    putAll: unused,
    get: unused,
    close: () => {
      agent.destroy()
      return Promise.resolve()
    },
  }
}
