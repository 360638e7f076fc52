import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { createPicker, DataPlane, newService } from '@polis/balancer'
import { seededRandom } from '@polis/base'
import { requireTools } from './debian-tools.ts'
import { type Route, startHaproxy, startNginx } from './proxies.ts'

requireTools('nginx', 'haproxy')

const HOST = '127.0.0.1'
const NAMES = ['a', 'b', 'c', 'd']
const CYCLES = 3

/** Weights by server, in the order of the configuration. */
const WEIGHTS: readonly (readonly number[])[] = [
  [5, 1, 1],
  [4, 2, 1],
  [3, 2, 1],
  [4, 2, 2],
  [1, 1, 1],
  [7, 5, 3, 2],
]

describe('weighted round robin, judged by nginx and HAProxy', () => {
  const stops: (() => Promise<void> | void)[] = []
  const owner = { after: (stop: () => Promise<void> | void) => stops.unshift(stop) }
  const ports: number[] = []
  let nginxPort = 0
  let haproxyPort = 0

  before(async () => {
    for (const name of NAMES) {
      const server = createServer((_, response) => response.end(name))
      await new Promise<void>(resolve => server.listen(0, HOST, resolve))
      owner.after(() => {
        server.close()
        server.closeAllConnections()
      })
      ports.push((server.address() as { port: number }).port)
    }
    const routes = WEIGHTS.map((weights): Route => {
      const servers = weights.map((weight, i) => ({ port: ports[i]!, weight }))
      return { name: nameOf(weights), servers }
    })
    nginxPort = await startNginx(owner, routes)
    haproxyPort = await startHaproxy(owner, routes)
  })
  after(async () => {
    for (const stop of stops) await stop()
  })

  for (const weights of WEIGHTS) {
    it(`chooses in nginx's very order, and in HAProxy's shares: ${weights.join(':')}`, async t => {
      const count = CYCLES * weights.reduce((sum, weight) => sum + weight, 0)
      const path = `/${nameOf(weights)}`
      const judged = await chosen(nginxPort, path, count)
      t.diagnostic(`nginx: ${judged}`)
      assert.equal(picked(weights, count), judged)
      assert.equal(await served(weights, ports, count), judged)
      assert.deepEqual(shares(await chosen(haproxyPort, path, count)), shares(judged))
    })
  }
})

function nameOf(weights: readonly number[]): string {
  return `w${weights.join('-')}`
}

/** The servers that answered `count` requests, one after the other, a letter each. */
async function chosen(port: number, path: string, count: number): Promise<string> {
  let names = ''
  for (let i = 0; i < count; i++) {
    const response = await fetch(`http://${HOST}:${port}${path}`)
    names += await response.text()
  }
  return names
}

/** The choices of the picker alone. */
function picked(weights: readonly number[], count: number): string {
  const loads = {
    inFlight: new Int32Array(weights.length),
    latencyMs: new Float64Array(weights.length),
    latencyAtMs: new Float64Array(weights.length),
  }
  const picker = createPicker('weighted-round-robin', loads, seededRandom(1))
  picker.update(weights.map((weight, slot) => ({ id: NAMES[slot]!, weight, slot })))
  const request = { hash: 0, nowMs: 0, attempt: 0 }
  return Array.from({ length: count }, () => picker.pick(request)!.id).join('')
}

/** The choices of a data plane with one thread. */
async function served(
  weights: readonly number[],
  ports: readonly number[],
  count: number,
): Promise<string> {
  const plane = await DataPlane.start({ workers: 1 })
  try {
    const endpoints = weights.map((weight, i) => {
      return { id: NAMES[i]!, address: HOST, port: ports[i]!, weight }
    })
    const algorithm = 'weighted-round-robin'
    const services = [newService({ id: 's', name: 's', algorithm, endpoints })]
    const listener = { host: HOST, port: 0, protocol: 'http', services } as const
    const { listeners } = await plane.apply({ version: 1, listeners: [listener] })
    return await chosen(listeners[0]!.port, '/', count)
  } finally {
    await plane.stop()
  }
}

function shares(names: string): Record<string, number> {
  return Object.fromEntries(NAMES.map(name => [name, names.split(name).length - 1]))
}
