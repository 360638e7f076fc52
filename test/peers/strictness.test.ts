import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { DataPlane, newService } from '@polis/balancer'
import { AMBIGUOUS_REQUESTS, type AmbiguousRequest } from './ambiguous-requests.ts'
import { requireTools } from './debian-tools.ts'
import { startHaproxy, startNginx } from './proxies.ts'
import { type Record, RecordingOrigin } from './recording-origin.ts'

requireTools('nginx', 'haproxy')

const HOST = '127.0.0.1'
const PROXIES = ['polis', 'nginx', 'haproxy'] as const
type Proxy = (typeof PROXIES)[number]

/** A peer that takes what is refused, and then says nothing for this long, waits for more. */
const QUIET_MS = 250
const ANSWER_TIMEOUT_MS = 5_000

/** What a client and the origin saw of one case through one proxy. */
type Outcome = Record & { readonly statuses: readonly number[]; readonly isClosed: boolean }

describe('ambiguous requests through Polis, nginx and HAProxy', () => {
  const stops: (() => Promise<void> | void)[] = []
  const owner = { after: (stop: () => Promise<void> | void) => stops.unshift(stop) }
  const ports = new Map<Proxy, number>()
  const origins = new Map<Proxy, RecordingOrigin>()

  before(async () => {
    for (const proxy of PROXIES) {
      const origin = await RecordingOrigin.start()
      origins.set(proxy, origin)
      owner.after(() => origin.stop())
    }
    const servers = (proxy: Proxy) => [{ port: origins.get(proxy)!.port, weight: 1 }]
    const plane = await DataPlane.start({ workers: 1 })
    owner.after(() => plane.stop())
    const endpoints = [{ id: 'o', address: HOST, ...servers('polis')[0]! }]
    const services = [newService({ id: 's', name: 's', endpoints })]
    const listener = { host: HOST, port: 0, protocol: 'http', services } as const
    ports.set(
      'polis',
      (await plane.apply({ version: 1, listeners: [listener] })).listeners[0]!.port,
    )
    ports.set('nginx', await startNginx(owner, [{ name: 'all', servers: servers('nginx') }]))
    ports.set('haproxy', await startHaproxy(owner, [{ name: 'all', servers: servers('haproxy') }]))
  })
  after(async () => {
    for (const stop of stops) await stop()
  })

  async function outcome(proxy: Proxy, { bytes, refusal }: AmbiguousRequest): Promise<Outcome> {
    const mayWait = proxy !== 'polis' && refusal !== undefined
    const seen = await exchange(ports.get(proxy)!, bytes, mayWait ? QUIET_MS : ANSWER_TIMEOUT_MS)
    // A request of somebody else must get its own answer, whatever came before it.
    const probe = await fetch(`http://${HOST}:${ports.get(proxy)}/probe`)
    assert.match(await probe.text(), /"target":"\/probe"/, `${proxy} answers somebody else`)
    const record = origins.get(proxy)!.take()
    return {
      ...seen,
      begun: record.begun.filter(target => target !== '/probe'),
      whole: record.whole.filter(({ target }) => target !== '/probe'),
      malformed: record.malformed,
    }
  }

  for (const given of AMBIGUOUS_REQUESTS) {
    const verb = given.refusal === undefined ? 'mean the same' : `are refused with ${given.refusal}`
    it(`${verb}: ${given.title}`, async t => {
      const [polis, nginx, haproxy] = (await Promise.all(
        PROXIES.map(proxy => outcome(proxy, given)),
      )) as [Outcome, Outcome, Outcome]
      t.diagnostic(`polis ${shown(polis)}, nginx ${shown(nginx)}, haproxy ${shown(haproxy)}`)
      judgePolis(polis, given)
      if (given.refusal !== undefined) return
      judgePeer('nginx', nginx, given)
      judgePeer('haproxy', haproxy, given)
    })
  }
})

function judgePolis(polis: Outcome, { means, refusal, isBodyFault }: AmbiguousRequest): void {
  assert.deepEqual(polis.whole, means, 'what the origin received')
  assert.deepEqual(polis.malformed, [], 'what is forwarded is HTTP')
  const begun = polis.begun.slice(means.length)
  assert.deepEqual(begun, isBodyFault === true ? begun.slice(0, 1) : [], 'and nothing more')
  assert.ok(!polis.begun.includes('/smuggled'))
  const answers = [...means.map(() => 200), ...(refusal === undefined ? [] : [refusal])]
  assert.deepEqual([polis.statuses, polis.isClosed], [answers, true])
}

/**
 * What is in order means the same to a peer; one that is known to let less through adds nothing.
 */
function judgePeer(name: 'nginx' | 'haproxy', { whole }: Outcome, given: AmbiguousRequest): void {
  const { means, less } = given
  if (less?.[name] === undefined) {
    assert.deepEqual(whole, means, `as ${name} understands it`)
  } else {
    assert.ok(whole.length < means.length, `${name} lets less through`)
    const known = new Set(means.map(meaning => JSON.stringify(meaning)))
    assert.ok(
      whole.every(meaning => known.has(JSON.stringify(meaning))),
      `${name} adds nothing`,
    )
  }
}

function shown({ statuses, whole, isClosed }: Outcome): string {
  const requests = whole.map(({ method, target, length }) => `${method} ${target}+${length}`)
  return `${statuses.join(' ') || 'silent'}${isClosed ? ', closes' : ''} [${requests.join(', ')}]`
}

/** Sends `bytes` and reads until the proxy closes, or has said nothing more for `quietMs`. */
function exchange(
  port: number,
  bytes: string,
  quietMs: number,
): Promise<{ statuses: readonly number[]; isClosed: boolean }> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: HOST, noDelay: true })
    let text = ''
    let quiet: NodeJS.Timeout | undefined
    const finish = (isClosed: boolean) => {
      clearTimeout(quiet)
      clearTimeout(deadline)
      socket.destroy()
      const found = text.matchAll(/HTTP\/1\.[01] (\d{3}) /g)
      resolve({ statuses: [...found].map(([, status]) => Number(status)), isClosed })
    }
    const deadline = setTimeout(() => finish(false), ANSWER_TIMEOUT_MS)
    socket.on('connect', () => socket.write(bytes, 'latin1'))
    socket.on('data', part => {
      text += part.toString('latin1')
      clearTimeout(quiet)
      quiet = setTimeout(() => finish(false), quietMs)
    })
    socket.on('end', () => finish(true))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') finish(true)
      else reject(error)
    })
  })
}
