import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import { STICKY_PARTS } from './config.ts'
import { allocateCounters, Counters } from './counters.ts'
import { hash32 } from './hash.ts'
import type { Candidate } from './pickers/picker.ts'
import { ServiceBalancer } from './service-balancer.ts'
import { StickyCookies, setCookie } from './sticky.ts'

const HOUR_MS = 3_600_000
const START_MS = 1_800_000_000_000

const CANDIDATES: readonly Candidate[] = ['a', 'b.c', 'd:80'].map((id, slot) => ({
  id,
  weight: 1,
  slot: slot + 1,
}))

function cookies(key = 'key', maxAgeMs?: number): StickyCookies {
  const sticky = { cookie: 'polis', key, ...(maxAgeMs === undefined ? {} : { maxAgeMs }) }
  const result = new StickyCookies(sticky, 'web')
  result.update([...CANDIDATES].reverse())
  return result
}

describe('a sticky cookie', () => {
  for (const maxAgeMs of [undefined, HOUR_MS]) {
    const kind = maxAgeMs === undefined ? 'of a session' : 'with an expiry'

    it(`${kind} names the same endpoint on every node, whatever the order of endpoints`, () => {
      const [one, two] = [cookies('key', maxAgeMs), cookies('key', maxAgeMs)]
      two.update(CANDIDATES)
      for (const candidate of CANDIDATES) {
        const value = one.valueFor(candidate, START_MS)
        assert.equal(two.find(value, START_MS)?.id, candidate.id)
      }
    })

    it(`${kind} is worth nothing under another key, or changed`, () => {
      const value = cookies('key', maxAgeMs).valueFor(CANDIDATES[0]!, START_MS)
      const other = cookies('other', maxAgeMs)
      assert.equal(other.find(value, START_MS), undefined)
      const same = cookies('key', maxAgeMs)
      assert.equal(same.find(value.replace(/^a/, 'd:80'), START_MS), undefined)
      for (const bad of ['', '.', 'a', 'a.', `${value}x`, value.slice(0, -1), 'a..', '...']) {
        assert.equal(same.find(bad, START_MS), undefined, bad)
      }
    })

    it(`${kind} is worth nothing once its endpoint has gone`, () => {
      const jar = cookies('key', maxAgeMs)
      const value = jar.valueFor(CANDIDATES[0]!, START_MS)
      jar.update(CANDIDATES.slice(1))
      assert.equal(jar.find(value, START_MS), undefined)
    })
  }

  it('lives as long as it says and not much longer', () => {
    const jar = cookies('key', HOUR_MS)
    const value = jar.valueFor(CANDIDATES[0]!, START_MS)
    assert.equal(jar.find(value, START_MS + HOUR_MS - 1_000)?.id, 'a')
    assert.equal(jar.find(value, START_MS + HOUR_MS * (1 + 1 / STICKY_PARTS) + 1), undefined)
  })

  it('cannot be given a longer life', () => {
    const jar = cookies('key', HOUR_MS)
    const value = jar.valueFor(CANDIDATES[0]!, START_MS)
    const [id, expiry, signature] = value.split('.') as [string, string, string]
    const step = Math.ceil(HOUR_MS / STICKY_PARTS / 1_000)
    const later = (Number.parseInt(expiry, 36) + step).toString(36)
    assert.equal(jar.find(`${id}.${later}.${signature}`, START_MS), undefined)
    // Nor is a value of the right key believed whose time no node would give.
    const far = jar.valueFor(CANDIDATES[0]!, START_MS + 10 * HOUR_MS)
    assert.equal(jar.find(far, START_MS), undefined)
  })

  it('is renewed once in each sixteenth of its life', () => {
    const jar = cookies('key', HOUR_MS)
    const values = new Set<string>()
    for (let ms = 0; ms < HOUR_MS; ms += 10_000) {
      values.add(jar.valueFor(CANDIDATES[0]!, START_MS + ms))
    }
    assert.ok(values.size >= STICKY_PARTS && values.size <= STICKY_PARTS + 1, `${values.size}`)
  })

  it('tells the browser its age, if it has one', () => {
    assert.equal(setCookie('p', 'v', '/'), 'p=v; Path=/; HttpOnly; SameSite=Lax')
    assert.match(setCookie('p', 'v', '/', HOUR_MS), /; Max-Age=3600;/)
  })
})

describe('keeping a client by a hash', () => {
  function balancerOf(candidates: readonly Candidate[], seed: number) {
    const counters = new Counters(allocateCounters(1, 64), 0)
    const policy = { affinity: { source: true } } as const
    const service = { id: 'web', algorithm: 'least-connections', row: 0, policy } as const
    const balancer = new ServiceBalancer(service, counters, seededRandom(seed))
    balancer.update(candidates, 0)
    return balancer
  }
  const many: readonly Candidate[] = Array.from({ length: 7 }, (_, i) => ({
    id: `e${i}`,
    weight: 1,
    slot: i + 1,
  }))
  const clients = Array.from({ length: 200 }, (_, i) => hash32(`10.0.${i}.1`))

  it('gives the same answer on every node and after a restart, whatever the order', () => {
    const one = balancerOf(many, 1)
    const two = balancerOf([...many].reverse(), 2)
    for (const client of clients) {
      const first = one.acquirePinned(client, [], 1)!
      assert.equal(two.acquirePinned(client, [], 1)!.id, first.id)
      assert.equal(one.acquirePinned(client, [], 2), first, 'however loaded')
    }
  })

  it('moves only the clients of an endpoint that is gone, and all nodes to the same one', () => {
    const [one, two] = [balancerOf(many, 1), balancerOf([...many].reverse(), 2)]
    const before = clients.map(client => one.acquirePinned(client, [], 1)!.id)
    one.failed(many[3]!, 'refused', 1)
    two.update(
      many.filter(({ id }) => id !== 'e3'),
      1,
    )
    clients.forEach((client, i) => {
      const now = one.acquirePinned(client, [], 2)!.id
      assert.equal(two.acquirePinned(client, [], 2)!.id, now)
      if (before[i] === 'e3') assert.notEqual(now, 'e3')
      else assert.equal(now, before[i])
    })
  })

  it('leaves an endpoint that this request has failed on to the algorithm', () => {
    const balancer = balancerOf(many, 1)
    const owner = balancer.acquirePinned(clients[0]!, [], 1)!
    assert.equal(balancer.acquirePinned(clients[0]!, [owner.slot], 1), undefined)
  })
})
