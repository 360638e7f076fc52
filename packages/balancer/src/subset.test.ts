import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { labelled, partOf } from './subset.ts'

const endpointsOf = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `e${i}` }))

describe('a subset by size', () => {
  it('leaves no endpoint to nobody, and gives every balancer enough', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 30 }),
        (count, size, clients) => {
          const endpoints = endpointsOf(count)
          const used = new Set<string>()
          for (let client = 0; client < clients; client++) {
            const part = partOf(endpoints, size, client, clients)
            assert.ok(part.length >= Math.min(size, count))
            for (const { id } of part) used.add(id)
          }
          assert.equal(used.size, count)
        },
      ),
    )
  })

  it('gives endpoints the same number of balancers, to within one a round', () => {
    const counts = new Map<string, number>()
    for (let client = 0; client < 300; client++) {
      for (const { id } of partOf(endpointsOf(12), 3, client, 300)) {
        counts.set(id, (counts.get(id) ?? 0) + 1)
      }
    }
    // 12 endpoints in 4 parts: 75 rounds, and in each every endpoint has one balancer.
    assert.deepEqual([...new Set(counts.values())], [75])
  })

  it('does not depend on the order of the list, and shifts by one when an endpoint goes', () => {
    const endpoints = endpointsOf(20)
    const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).sort()
    for (let client = 0; client < 5; client++) {
      const before = partOf(endpoints, 4, client, 5)
      assert.deepEqual(ids(partOf([...endpoints].reverse(), 4, client, 5)), ids(before))
    }
    const rest = endpoints.filter(({ id }) => id !== 'e7')
    for (let client = 0; client < 4; client++) {
      const before = new Set(ids(partOf(endpoints, 4, client, 4)))
      const fresh = ids(partOf(rest, 4, client, 4)).filter(id => !before.has(id))
      assert.ok(fresh.length <= 1, `${client}: ${fresh}`)
    }
  })
})

describe('a subset by labels', () => {
  const endpoints = [
    { id: 'a', labels: { tier: 'gold', zone: 'x' } },
    { id: 'b', labels: { tier: 'gold', zone: 'y' } },
    { id: 'c', labels: { tier: 'iron', zone: 'x' } },
  ]
  const labelOf = (endpoint: (typeof endpoints)[number], key: string) =>
    endpoint.labels[key as 'tier' | 'zone']
  const found = (labels: Record<string, string>, fallback?: 'none' | 'any') =>
    labelled(endpoints, { labels, ...(fallback === undefined ? {} : { fallback }) }, labelOf)
      .map(({ id }) => id)
      .join('')

  it('holds the endpoints that carry all of them', () => {
    assert.equal(found({ tier: 'gold' }), 'ab')
    assert.equal(found({ tier: 'gold', zone: 'x' }), 'a')
    assert.equal(found({}), 'abc')
  })

  it('is empty when nobody does, unless any will do', () => {
    assert.equal(found({ tier: 'lead' }), '')
    assert.equal(found({ tier: 'lead' }, 'any'), 'abc')
  })
})
