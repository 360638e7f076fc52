/**
 * From a report of ill health at one node of a cluster to another node's DNS no longer naming the
 * endpoint: through the owner, gossip, the catalog, and the answers that are kept.
 *
 * Each endpoint falls once, since one that falls again and again is held.
 */

import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { ADMIN_TOKEN } from './kv-client.ts'
import { CLUSTERS, type ClusterNode, until } from './raft-clusters.ts'

/** Endpoints, each of a service of its own. */
const ENDPOINTS = 100
/** So far apart that each goes its way alone. */
const APART_MS = 60
const ANSWER_MS = 1_000

/** Milliseconds for each endpoint, sorted. */
export async function samplePropagation(): Promise<number[]> {
  const cluster = await CLUSTERS['polis']!()
  const sockets: Socket[] = []
  try {
    const { nodes } = cluster
    for (const node of nodes) sockets.push(await dnsOf(node))
    for (let i = 0; i < ENDPOINTS; i++) await register(nodes[0]!, i)
    for (const socket of sockets) {
      for (let i = 0; i < ENDPOINTS; i++) {
        await until(`${nameOf(i)} is answered`, async () => (await answers(socket, i)) === 1)
      }
    }
    const times: number[] = []
    for (let i = 0; i < ENDPOINTS; i++) {
      await sleep(APART_MS)
      const startedMs = performance.now()
      await put(nodes[i % nodes.length]!, `${nameOf(i)}/endpoints/one/report`, {
        state: 'critical',
      })
      const asked = sockets[(i + 1) % sockets.length]!
      while ((await answers(asked, i)) > 0) await sleep(0)
      times.push(performance.now() - startedMs)
    }
    return times.sort((a, b) => a - b)
  } finally {
    for (const socket of sockets) socket.close()
    await cluster.stop()
  }
}

function nameOf(i: number): string {
  return `service-${i}`
}

async function register(node: ClusterNode, i: number): Promise<void> {
  await put(node, nameOf(i), {})
  const [address, port] = [`10.1.${i >> 8}.${i & 255}`, 80]
  await put(node, `${nameOf(i)}/endpoints/one`, { address, port, ttl: '1h' })
}

async function put({ host, httpPort }: ClusterNode, path: string, body: object): Promise<void> {
  const answer = await fetch(`http://${host}:${httpPort}/v1/services/${path}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${path}: ${text}`)
}

/** A socket to a node's DNS; where that is stands in what it printed when it was ready. */
async function dnsOf(node: ClusterNode): Promise<Socket> {
  const [, host, port] = /dns=([\d.]+):(\d+)/.exec(await node.running.firstLine) ?? []
  const socket = createSocket('udp4')
  socket.connect(Number(port), host!)
  await once(socket, 'connect')
  return socket
}

/** How many addresses the name of a service has there now. */
async function answers(socket: Socket, i: number): Promise<number> {
  const labels = [nameOf(i), 'polis'].map(label =>
    Buffer.from([label.length, ...Buffer.from(label)]),
  )
  const head = Buffer.from([0, i, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0])
  socket.send(Buffer.concat([head, ...labels, Buffer.from([0, 0, 1, 0, 1])]))
  const signal = AbortSignal.timeout(ANSWER_MS)
  const [reply] = (await once(socket, 'message', { signal })) as [Buffer]
  return reply.readUInt16BE(6)
}
