import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import fc from 'fast-check'
import { Attempts } from './attempts.ts'
import { OUTLIER_BASE_MS } from './config.ts'
import { allocateCounters, Counters } from './counters.ts'
import type { BalancingPolicy } from './policy.ts'
import { ServiceBalancer } from './service-balancer.ts'

const ROW = 0

/** A service of `count` endpoints in rows 1 to `count`; its requests are made by `request`. */
function serviceOf(count: number, policy: BalancingPolicy, threads = 1) {
  const counters = new Counters(allocateCounters(threads, 32), 0)
  const service = { id: 'web', algorithm: 'round-robin', row: ROW, policy } as const
  const balancer = new ServiceBalancer(service, counters, seededRandom(1))
  const slots = Array.from({ length: count }, (_, i) => i + 1)
  balancer.update(
    slots.map(slot => ({ id: `e${slot}`, weight: 1, slot })),
    0,
  )
  const ejected: string[] = []
  let nowMs = 1
  const reports = {
    nowMs: () => nowMs,
    reportEjected: (id: string, reason: string) => ejected.push(`${id} ${reason}`),
    reportReadmitted: (id: string) => ejected.push(`${id} back`),
  }
  const request = () => {
    const attempts = new Attempts(counters, reports)
    attempts.begin(balancer, 0, '', nowMs)
    return attempts
  }
  const inFlight = () => [ROW, ...slots].map(slot => counters.inFlightOf(slot))
  const advance = (ms: number) => {
    nowMs += ms
  }
  return { counters, balancer, ejected, request, inFlight, advance, nowMs: () => nowMs }
}

describe('a circuit breaker', () => {
  it('refuses what is above its bound of requests, counts it, and closes by itself', () => {
    const { counters, request } = serviceOf(2, { circuit: { requests: 2 } })
    const one = request()
    assert.ok(one.next(1) !== undefined)
    const two = request()
    assert.ok(two.next(1) !== undefined)
    const three = request()
    assert.equal(three.next(1), undefined)
    assert.equal(three.refusal, 'requests')
    three.end(true, 0, 0)
    assert.equal(counters.read(ROW).circuitOpen, 1)
    one.end(false, 0, 0)
    two.end(false, 0, 0)
    assert.ok(request().next(1) !== undefined)
  })

  it('does not turn away on the way what it has let in', () => {
    const { counters, request } = serviceOf(3, { circuit: { requests: 1, connections: 1 } })
    const one = request()
    one.next(1)
    counters.begin(ROW)
    assert.equal(one.connectFailed('refused', 1), true)
    assert.ok(one.next(1) !== undefined)
  })

  it('counts requests of the whole node', () => {
    const memory = allocateCounters(2, 32)
    const other = new Counters(memory, 1)
    for (let i = 0; i < 3; i++) other.begin(ROW)
    const counters = new Counters(memory, 0)
    const policy = { circuit: { requests: 3 } }
    const service = { id: 'web', algorithm: 'random', row: ROW, policy } as const
    const balancer = new ServiceBalancer(service, counters, seededRandom(1))
    balancer.update([{ id: 'a', weight: 1, slot: 1 }], 0)
    const reports = {
      nowMs: () => 1,
      reportEjected: () => undefined,
      reportReadmitted: () => undefined,
    }
    const attempts = new Attempts(counters, reports)
    attempts.begin(balancer, 0, '', 1)
    assert.equal(attempts.next(1), undefined)
    assert.equal(attempts.refusal, 'requests')
  })

  it('bounds those that wait for a connection, and those that have one', () => {
    const { request } = serviceOf(2, { circuit: { pending: 1, connections: 2 } })
    const one = request()
    one.next(1)
    const two = request()
    assert.equal(two.next(1), undefined)
    assert.equal(two.refusal, 'pending')
    two.end(true, 0, 0)
    one.sent()
    const three = request()
    assert.ok(three.next(1) !== undefined)
    three.sent()
    const four = request()
    assert.equal(four.next(1), undefined)
    assert.equal(four.refusal, 'connections')
    four.end(true, 0, 0)
    one.answered(1)
    one.end(false, 0, 0)
    assert.ok(request().next(1) !== undefined)
  })

  it('gives back what it counted however a request ends', () => {
    const { request } = serviceOf(3, { circuit: { pending: 1, connections: 1 } })
    for (let i = 0; i < 5; i++) {
      const refused = request()
      refused.next(1)
      refused.connectFailed('refused', 1)
      refused.end(true, 0, 0)
      const cut = request()
      cut.next(1)
      cut.end(true, 0, 0)
      const tunnel = request()
      tunnel.next(1)
      tunnel.answered(1)
      tunnel.end(false, 0, 0)
    }
    assert.ok(request().next(1) !== undefined)
  })

  it('bounds retries', () => {
    const { request } = serviceOf(3, { circuit: { retries: 1 } })
    const [one, two] = [request(), request()]
    for (const attempts of [one, two]) {
      attempts.next(1)
      attempts.sent()
    }
    assert.equal(one.resend(true), true)
    assert.equal(two.resend(true), false)
  })
})

describe('outliers that requests meet', () => {
  it('are ejected, reported and counted for the endpoint and the service', () => {
    const { counters, ejected, request, inFlight } = serviceOf(3, { outliers: {} })
    for (let i = 0; i < 15; i++) {
      const attempts = request()
      const { id } = attempts.next(1)!
      attempts.sent()
      if (id === 'e2') attempts.end(true, 0, 0)
      else {
        attempts.answered(1, 200)
        attempts.end(false, 0, 0)
      }
    }
    assert.deepEqual(ejected, ['e2 gateway-failures'])
    assert.deepEqual([counters.read(ROW).ejections, counters.read(2).ejections], [1, 1])
    const picks = Array.from({ length: 10 }, () => request().next(2)!.id)
    assert.equal(picks.includes('e2'), false)
    assert.equal(inFlight()[0], 10)
  })

  it('are said to be back with their first good answer', () => {
    const { ejected, request, advance, nowMs } = serviceOf(1 + 1, { outliers: {} })
    const ask = (status: number) => {
      const attempts = request()
      const { id } = attempts.next(nowMs())!
      attempts.answered(nowMs(), id === 'e2' ? status : 200)
      attempts.end(false, 0, 0)
    }
    for (let i = 0; i < 10; i++) ask(502)
    advance(OUTLIER_BASE_MS)
    for (let i = 0; i < 2; i++) ask(502)
    assert.deepEqual(ejected, ['e2 gateway-failures'])
    for (let i = 0; i < 6; i++) ask(200)
    assert.deepEqual(ejected, ['e2 gateway-failures', 'e2 back'])
  })

  it('are used again where too few would be left beside those that refuse', () => {
    const { balancer, request } = serviceOf(4, { outliers: {} })
    for (let i = 0; i < 40; i++) {
      const attempts = request()
      const { slot } = attempts.next(1)!
      attempts.answered(1, slot <= 2 ? 502 : 200)
      attempts.end(slot <= 2, 0, 0)
    }
    assert.equal(balancer.usableCount, 2)
    balancer.failed({ id: 'e3', weight: 1, slot: 3 }, 'refused', 1)
    assert.equal(balancer.usableCount, 3)
  })

  it('are not blamed for what was no fault of theirs', () => {
    const { ejected, request } = serviceOf(2, { outliers: {} })
    for (let i = 0; i < 30; i++) {
      const attempts = request()
      attempts.next(1)
      attempts.sent()
      attempts.end(true, 0, 0, false)
    }
    assert.deepEqual(ejected, [])
  })
})

describe('hedging', () => {
  const hedge = { delayMs: 50 }

  it('is off unless it is asked for', () => {
    const attempts = serviceOf(3, {}).request()
    attempts.next(1)
    assert.equal(attempts.hedgeDelayMs(), Number.POSITIVE_INFINITY)
    assert.equal(attempts.hedge(1), undefined)
  })

  it('goes to another endpoint, and whichever wins, everything is given back', () => {
    for (const isWon of [true, false]) {
      const { counters, request, inFlight } = serviceOf(3, { hedge })
      const attempts = request()
      const first = attempts.next(1)!
      attempts.sent()
      assert.equal(attempts.hedgeDelayMs(), 50)
      const second = attempts.hedge(51)!
      assert.notEqual(second.slot, first.slot)
      assert.deepEqual([inFlight()[first.slot], inFlight()[second.slot]], [1, 1])
      assert.equal(attempts.hedge(52), undefined, 'one is enough')
      if (isWon) attempts.hedgeWon(false)
      assert.equal(attempts.candidate, isWon ? second : first)
      attempts.answered(60, 200)
      attempts.end(false, 0, 0)
      assert.deepEqual(inFlight(), [0, 0, 0, 0])
      assert.equal(counters.read(ROW).hedges, 1)
    }
  })

  it('keeps to its budget, and has it back', () => {
    const { request } = serviceOf(3, { hedge: { delayMs: 50, budgetShare: 0.1 } })
    const all = Array.from({ length: 21 }, () => {
      const attempts = request()
      attempts.next(1)
      attempts.sent()
      return attempts
    })
    assert.equal(all.filter(attempts => attempts.hedge(51) !== undefined).length, 2)
    all[0]!.end(false, 0, 0)
    assert.ok(all[5]!.hedge(52) !== undefined)
  })

  it('waits as long as all but a few requests take', () => {
    const { request, nowMs, advance } = serviceOf(3, { hedge: { quantile: 0.95 } })
    const once = (tookMs: number) => {
      const attempts = request()
      attempts.next(nowMs())
      attempts.sent()
      const delayMs = attempts.hedgeDelayMs()
      advance(tookMs)
      attempts.answered(nowMs(), 200)
      attempts.end(false, 0, 0)
      return delayMs
    }
    assert.equal(once(10), Number.POSITIVE_INFINITY, 'nothing is known yet')
    for (let i = 0; i < 400; i++) once(i % 10 === 0 ? 40 : 10)
    const delayMs = once(10)
    assert.ok(delayMs > 35 && delayMs < 46, `${delayMs}`)
  })
})

describe('whatever becomes of requests', () => {
  const policy: BalancingPolicy = {
    circuit: { requests: 4, connections: 3, pending: 2, retries: 1 },
    outliers: { gatewayFailures: 2, baseMs: 5 },
    hedge: { delayMs: 5, budgetShare: 1 },
    slowStart: { windowMs: 10 },
  }
  const STEPS = [
    'next',
    'sent',
    'answered',
    'failed',
    'died',
    'hedge',
    'won',
    'lost',
    'end',
  ] as const

  it('nothing stays counted, and there is room again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 4 }), fc.constantFrom(...STEPS)), { maxLength: 200 }),
        script => {
          const { request, inFlight, advance, nowMs } = serviceOf(3, policy)
          const requests = new Map<number, Attempts>()
          for (const [number, step] of script) {
            advance(1)
            const attempts = requests.get(number) ?? request()
            requests.set(number, attempts)
            if (!carryOut(attempts, step, nowMs())) requests.delete(number)
          }
          for (const attempts of requests.values()) attempts.end(false, 0, 0)
          assert.deepEqual(inFlight(), [0, 0, 0, 0])
          advance(1_000)
          const last = request()
          assert.ok(last.next(nowMs()) !== undefined, `${last.refusal}`)
        },
      ),
      { numRuns: 300 },
    )
  })

  /** Does what the data plane may do at this point, if it may; false once the request is over. */
  function carryOut(attempts: Attempts, step: (typeof STEPS)[number], nowMs: number): boolean {
    const isPlaced = attempts.candidate !== undefined
    let isOver = step === 'end'
    if (step === 'next' && !isPlaced) isOver = attempts.next(nowMs) === undefined
    else if (step === 'sent' && isPlaced) attempts.sent()
    else if (step === 'answered' && isPlaced) attempts.answered(nowMs, nowMs % 2 === 0 ? 200 : 502)
    else if (step === 'failed' && isPlaced) isOver = !attempts.connectFailed('timeout', nowMs)
    else if (step === 'died' && isPlaced) isOver = !attempts.resend(true)
    else if (step === 'hedge' && isPlaced && hedged.get(attempts) !== true) {
      hedged.set(attempts, attempts.hedge(nowMs) !== undefined)
    } else if (step === 'won' && isPlaced && hedged.get(attempts) === true) {
      attempts.hedgeWon(nowMs % 2 === 0)
      hedged.set(attempts, false)
    } else if (step === 'lost') {
      attempts.hedgeLost()
      hedged.set(attempts, false)
    }
    if (isOver) attempts.end(true, 0, 0)
    return !isOver
  }

  const hedged = new WeakMap<Attempts, boolean>()
})

describe('a policy that changes under way', () => {
  const service = { id: 'web', algorithm: 'round-robin', row: ROW } as const
  const candidates = [1, 2, 3].map(slot => ({ id: `e${slot}`, weight: 1, slot }))

  it('finds the requests that are under way in its bounds', () => {
    const { balancer, request } = serviceOf(3, {})
    const [first, second] = [request(), request()]
    first.next(1)
    second.next(1)
    balancer.configure({ ...service, policy: { circuit: { connections: 2 } } })
    balancer.update(candidates, 1)
    const third = request()
    assert.equal(third.next(1), undefined)
    assert.equal(third.refusal, 'connections')
    first.end(false, 0, 0)
    assert.ok(request().next(1) !== undefined)
  })

  it('leaves retries and hedges counted where they were taken', () => {
    const { balancer, request, inFlight } = serviceOf(3, { hedge: { delayMs: 5 } })
    const [retried, hedged] = [request(), request()]
    retried.next(1)
    retried.sent()
    assert.equal(retried.resend(true), true)
    hedged.next(1)
    hedged.sent()
    assert.ok(hedged.hedge(1) !== undefined)
    balancer.configure({ ...service, algorithm: 'random', policy: { hedge: { delayMs: 9 } } })
    balancer.update(candidates, 1)
    assert.equal(balancer.budget.retrying, 1)
    assert.ok(retried.next(1) !== undefined)
    retried.end(false, 0, 0)
    hedged.end(false, 0, 0)
    assert.equal(balancer.budget.retrying, 0)
    assert.deepEqual(inFlight(), [0, 0, 0, 0])
    assert.equal(balancer.hedging?.take(), true)
    assert.equal(balancer.hedging?.take(), false, 'one hedge at a time, no more than before')
  })
})
