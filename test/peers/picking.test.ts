import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { crc32 } from 'node:zlib'
import { createPicker } from '@polis/balancer'
import { seededRandom } from '@polis/base'
import { requireTools } from './debian-tools.ts'
import { type Route, startHaproxy, startNginx } from './proxies.ts'

requireTools('nginx', 'haproxy')

const HOST = '127.0.0.1'
const WEIGHTS = [1, 2, 1, 3] as const
const KEYS = 500
/** Requests that are held at a time; HAProxy's own limit is 256. */
const HELD = 42

const stops: (() => Promise<void> | void)[] = []
const owner = { after: (stop: () => Promise<void> | void) => stops.unshift(stop) }
const ports: number[] = []
/** Responses to requests for `…/hold`, by server. */
const held: ServerResponse[][] = WEIGHTS.map(() => [])
let nginxPort = 0
let haproxyPort = 0

before(async () => {
  for (const i of WEIGHTS.keys()) {
    const server = createServer((request, response) => {
      if (request.url?.endsWith('hold') === true) held[i]!.push(response)
      else response.end(String(i))
    })
    await new Promise<void>(resolve => server.listen(0, HOST, resolve))
    owner.after(() => {
      server.close()
      server.closeAllConnections()
    })
    ports.push((server.address() as { port: number }).port)
  }
  const servers = WEIGHTS.map((weight, i) => ({ port: ports[i]!, weight }))
  const routes: Route[] = [
    { name: 'ketama', servers, nginx: 'hash $arg_key consistent;' },
    { name: 'least', servers, nginx: 'least_conn;', haproxy: 'balance leastconn' },
  ]
  nginxPort = await startNginx(owner, routes)
  haproxyPort = await startHaproxy(owner, routes)
})
after(async () => {
  for (const stop of stops) await stop()
})

const loads = () => ({
  inFlight: new Int32Array(WEIGHTS.length),
  latencyMs: new Float64Array(WEIGHTS.length),
  latencyAtMs: new Float64Array(WEIGHTS.length),
})

async function textOf(port: number, path: string): Promise<string> {
  return (await fetch(`http://${HOST}:${port}${path}`)).text()
}

describe('the hash ring, judged by nginx', () => {
  it(`sends each of ${KEYS} keys where nginx' ketama sends it, weights included`, async () => {
    const picker = createPicker('consistent-hash', loads(), seededRandom(1))
    // What nginx makes the points of: host, a zero byte, port.
    picker.update(WEIGHTS.map((weight, slot) => ({ id: `${HOST}\0${ports[slot]}`, weight, slot })))
    const counts = WEIGHTS.map(() => 0)
    for (let i = 0; i < KEYS; i++) {
      const key = `user-${i * 7_919}`
      const judged = await textOf(nginxPort, `/ketama?key=${key}`)
      const { slot } = picker.pick({ hash: crc32(key), nowMs: 0, attempt: 0 })!
      assert.equal(String(slot), judged, key)
      counts[slot]!++
    }
    assert.ok(
      counts.every(count => count > 0),
      `all servers have keys: ${counts}`,
    )
  })
})

describe('least connections, judged by nginx and HAProxy', () => {
  it('chooses in nginx’s very order where nobody is busy', async t => {
    const picker = createPicker('least-connections', loads(), seededRandom(1))
    picker.update(WEIGHTS.map((weight, slot) => ({ id: String(slot), weight, slot })))
    let [own, judged] = ['', '']
    for (let i = 0; i < 21; i++) {
      own += picker.pick({ hash: 0, nowMs: 0, attempt: 0 })!.id
      judged += await textOf(nginxPort, '/least')
    }
    t.diagnostic(`nginx: ${judged}`)
    assert.equal(own, judged)
  })

  it('shares requests that are held as both do', async t => {
    const own = loads()
    const picker = createPicker('least-connections', own, seededRandom(1))
    picker.update(WEIGHTS.map((weight, slot) => ({ id: String(slot), weight, slot })))
    for (let i = 0; i < HELD; i++) {
      own.inFlight[picker.pick({ hash: 0, nowMs: 0, attempt: 0 })!.slot]!++
    }
    const counts = [...own.inFlight]
    for (const [name, port] of [
      ['nginx', nginxPort],
      ['HAProxy', haproxyPort],
    ] as const) {
      const judged = await heldBy(port)
      t.diagnostic(`${name}: ${judged}, we: ${counts}`)
      judged.forEach((count, slot) => {
        assert.ok(Math.abs(count - counts[slot]!) <= 1, `${name}: ${judged}, we: ${counts}`)
      })
    }
  })
})

/** How many of `HELD` requests each server has when they come one after the other and stay. */
async function heldBy(port: number): Promise<number[]> {
  const answers: Promise<unknown>[] = []
  for (let i = 1; i <= HELD; i++) {
    answers.push(textOf(port, '/least/hold'))
    while (held.flat().length < i) await new Promise(resolve => setImmediate(resolve))
  }
  const counts = held.map(responses => responses.length)
  for (const responses of held) for (const response of responses.splice(0)) response.end('held')
  await Promise.all(answers)
  return counts
}
