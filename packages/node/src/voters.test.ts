import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { voterCount } from './config.ts'
import { decideVoters, type VoterCandidate, type VoterDecision, type VoterInput } from './voters.ts'

const STABILITY_MS = 60_000

function member(raftId: number, changes: Partial<VoterCandidate> = {}): VoterCandidate {
  const forMs = changes.liveness === 'unsure' ? 0 : STABILITY_MS
  return {
    ...{ raftId, zone: '', liveness: 'alive', forMs, matchIndex: 1_000, isDraining: false },
    ...changes,
  }
}

function members(count: number): VoterCandidate[] {
  return Array.from({ length: count }, (_, i) => member(i + 1))
}

const dead = { liveness: 'dead' } as const

function decide(
  given: readonly VoterCandidate[],
  voters: readonly number[],
  options: Partial<VoterInput> = {},
): VoterDecision {
  const base = { leaving: new Set<number>(), leader: voters[0] ?? 0, stabilityMs: STABILITY_MS }
  return decideVoters({ ...base, members: given, voters, lastIndex: 1_000, ...options })
}

/** Promoted and demoted ids; fails if there is no change. */
function change(decision: VoterDecision): [readonly number[], readonly number[]] {
  assert(decision.kind === 'change', JSON.stringify(decision))
  return [decision.promoted, decision.demoted]
}

test('voters are one, three or five, never an even number', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 9].map(voterCount), [1, 1, 3, 3, 5, 5])
})

describe('a cluster that grows', () => {
  test('two members keep one voter', () => {
    assert.deepEqual(decide(members(2), [1]), { kind: 'steady' })
  })

  test('the third member makes both learners voters in one step', () => {
    assert.deepEqual(change(decide(members(3), [1])), [[2, 3], []])
  })

  test('five members get five voters in one step', () => {
    assert.deepEqual(change(decide(members(5), [1])), [[2, 3, 4, 5], []])
    assert.deepEqual(change(decide(members(5), [1, 2, 3])), [[4, 5], []])
  })

  test('missing votes are filled at once, without waiting for the stability window', () => {
    const fresh = [member(1), member(2, { forMs: 10 }), member(3, { forMs: 10 })]
    assert.deepEqual(change(decide(fresh, [1])), [[2, 3], []])
  })

  test('nobody is promoted until an odd number is alive and has the log', () => {
    for (const flaw of [dead, { liveness: 'unsure' } as const, { matchIndex: 0 }]) {
      assert.equal(decide([...members(2), member(3, flaw)], [1]).kind, 'wait')
    }
    const lagging = [...members(2), member(3, { matchIndex: 900 })]
    assert.equal(decide(lagging, [1]).kind, 'wait')
    assert.deepEqual(change(decide(lagging, [1], { lastIndex: 964 })), [[2, 3], []])
  })

  test('a draining member keeps its vote and is given none', () => {
    const draining = [...members(2), member(3, { isDraining: true })]
    assert.equal(decide(draining, [1]).kind, 'wait')
    assert.equal(decide(draining, [1, 2, 3]).kind, 'steady')
  })

  test('of more learners than are needed the oldest members vote', () => {
    assert.deepEqual(change(decide(members(4), [1])), [[2, 3], []])
  })

  test('of more learners than are needed those in other zones vote', () => {
    const zones = ['a', 'a', 'a', 'b', 'b', 'c']
    const given = zones.map((zone, i) => member(i + 1, { zone }))
    assert.deepEqual(change(decide(given.slice(0, 4), [1])), [[2, 4], []])
    assert.deepEqual(change(decide(given, [1])), [[2, 4, 5, 6], []])
  })
})

describe('a voter that dies', () => {
  const withDead = (forMs: number, learner: Partial<VoterCandidate> = {}) => [
    ...members(2),
    member(3, { ...dead, forMs }),
    member(4, learner),
  ]

  test('is replaced by a learner in one step, once it has been dead for the window', () => {
    assert.deepEqual(change(decide(withDead(STABILITY_MS), [1, 2, 3])), [[4], [3]])
    assert.equal(decide(withDead(STABILITY_MS - 1), [1, 2, 3]).kind, 'wait')
  })

  test('is not replaced by a learner that came a moment ago', () => {
    const decision = decide(withDead(STABILITY_MS, { forMs: STABILITY_MS - 1 }), [1, 2, 3])
    assert.equal(decision.kind, 'wait')
  })

  test('is not replaced while it may come back: suspected or restarting', () => {
    const given = [...members(2), member(3, { liveness: 'unsure', forMs: 1e9 }), member(4)]
    assert.equal(decide(given, [1, 2, 3]).kind, 'steady')
  })

  test('stays a learner when it comes back, and moves nothing', () => {
    assert.deepEqual(decide(members(4), [1, 2, 4]), { kind: 'steady' })
  })

  test('keeps its vote while nobody can take it', () => {
    const given = [...members(2), member(3, dead)]
    const decision = decide(given, [1, 2, 3])
    assert(decision.kind === 'wait')
    assert.match(decision.reason, /dead voters \(3\) are kept/)
  })

  test('is replaced together with another one', () => {
    const given = [...members(3), member(4, dead), member(5, dead), member(6), member(7)]
    assert.deepEqual(change(decide(given, [1, 2, 3, 4, 5])), [
      [6, 7],
      [4, 5],
    ])
  })

  test('is replaced in its own zone where that keeps the zones even', () => {
    const zones = ['a', 'b', 'c', 'a', 'c']
    const given = zones.map((zone, i) => member(i + 1, { zone, ...(i === 2 ? dead : {}) }))
    const six = [...given, member(6, { zone: 'b' })]
    assert.deepEqual(change(decide(six, [1, 2, 3, 4, 6])), [[5], [3]])
  })

  test('is not replaced without a living majority, which could not decide it', () => {
    const given = [member(1), member(2, dead), member(3, dead), member(4), member(5)]
    const decision = decide(given, [1, 2, 3])
    assert(decision.kind === 'wait')
    assert.equal(decision.reason, 'only 1 of 3 voters are alive')
  })
})

describe('a member that leaves', () => {
  const leaving = (raftId: number) => ({ leaving: new Set([raftId]) })

  test('hands its vote to a learner in the same step', () => {
    assert.deepEqual(change(decide(members(4), [1, 2, 3], leaving(3))), [[4], [3]])
  })

  test('leaves one voter of three, so that the number stays odd', () => {
    assert.deepEqual(change(decide(members(3), [1, 2, 3], leaving(2))), [[], [2, 3]])
  })

  test('leaves three voters of five, and the dead one goes first', () => {
    const given = [member(1), member(2, { ...dead, forMs: 1 }), ...members(5).slice(2)]
    assert.deepEqual(change(decide(given, [1, 2, 3, 4, 5], leaving(5))), [[], [2, 5]])
  })

  test('as the only voter hands its vote to a learner that has the log', () => {
    assert.deepEqual(change(decide(members(2), [1], leaving(1))), [[2], [1]])
    const without = decide([member(1), member(2, { matchIndex: 0 })], [1], leaving(1))
    assert.equal(without.kind, 'wait')
    assert.equal(decide(members(1), [1], leaving(1)).kind, 'wait')
  })

  test('changes no vote as a learner', () => {
    assert.deepEqual(decide(members(4), [1, 2, 3], leaving(4)), { kind: 'steady' })
  })
})

describe('zones', () => {
  test('a stable learner of an empty zone takes a vote of a crowded one, never the leader’s', () => {
    const zones = ['a', 'a', 'a', 'b']
    const given = zones.map((zone, i) => member(i + 1, { zone }))
    assert.deepEqual(change(decide(given, [1, 2, 3])), [[4], [3]])
    assert.deepEqual(change(decide(given, [1, 2, 3], { leader: 3 })), [[4], [2]])
    const fresh = [...given.slice(0, 3), member(4, { zone: 'b', forMs: 1 })]
    assert.equal(decide(fresh, [1, 2, 3]).kind, 'steady')
  })
})

const candidate = fc.record({
  zone: fc.constantFrom('', 'a', 'b', 'c'),
  liveness: fc.constantFrom<VoterCandidate['liveness'][]>(
    'alive',
    'alive',
    'alive',
    'unsure',
    'dead',
  ),
  forMs: fc.constantFrom(0, STABILITY_MS - 1, STABILITY_MS, 10 * STABILITY_MS),
  matchIndex: fc.constantFrom(0, 900, 990, 1_000),
  isDraining: fc.constantFrom(false, false, false, true),
})

/** Any cluster that a leader can be in: it is a voter and alive itself. */
const situation = fc
  .tuple(fc.array(candidate, { minLength: 1, maxLength: 9 }), fc.infiniteStream(fc.boolean()))
  .map(([candidates, votes]): VoterInput => {
    const given = candidates.map((each, i) => ({ ...each, raftId: i + 1 }))
    given[0] = { ...given[0]!, liveness: 'alive', matchIndex: 1_000 }
    const ids = given.slice(1).map(({ raftId }) => raftId)
    const voters = [1, ...ids.filter(() => votes.next().value)].slice(0, 5)
    const base = { leaving: new Set<number>(), leader: 1, stabilityMs: STABILITY_MS }
    return { ...base, members: given, voters, lastIndex: 1_000 }
  })

function living(input: VoterInput, ids: readonly number[]): number {
  return input.members.filter(m => ids.includes(m.raftId) && m.liveness === 'alive').length
}

function applied(input: VoterInput, decision: VoterDecision): VoterInput {
  if (decision.kind !== 'change') return input
  const voters = [
    ...input.voters.filter(id => !decision.demoted.includes(id)),
    ...decision.promoted,
  ]
  return { ...input, voters: voters.sort((a, b) => a - b) }
}

/** Sum of squares of the voters in each zone: the smaller, the more even. */
function unevenness(input: VoterInput, voters: readonly number[]): number {
  const counts = new Map<string, number>()
  for (const { raftId, zone } of input.members) {
    if (voters.includes(raftId)) counts.set(zone, (counts.get(zone) ?? 0) + 1)
  }
  return [...counts.values()].reduce((sum, count) => sum + count * count, 0)
}

function subsets<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]]
  return items.flatMap((item, i) =>
    subsets(items.slice(i + 1), size - 1).map(rest => [item, ...rest]),
  )
}

describe('whatever the cluster is like', () => {
  test('a change leads to an odd number that is not more than wanted, and it can commit', () => {
    fc.assert(
      fc.property(situation, input => {
        const decision = decideVoters(input)
        if (decision.kind !== 'change') return
        const { voters } = applied(input, decision)
        assert.equal(voters.length % 2, 1)
        assert.ok(voters.length <= voterCount(input.members.length))
        assert.ok(living(input, input.voters) > input.voters.length / 2, 'the old voters commit')
        assert.ok(living(input, voters) > voters.length / 2, 'the new voters commit')
        assert.ok(voters.includes(input.leader))
      }),
    )
  })

  test('no majority of living voters loses its vote, unless one voter is wanted', () => {
    fc.assert(
      fc.property(situation, input => {
        const decision = decideVoters(input)
        if (decision.kind !== 'change' || applied(input, decision).voters.length === 1) return
        assert.ok(living(input, decision.demoted) <= living(input, input.voters) / 2)
      }),
    )
  })

  test('only who is alive and has the log is promoted', () => {
    fc.assert(
      fc.property(situation, input => {
        const decision = decideVoters(input)
        if (decision.kind !== 'change') return
        for (const id of decision.promoted) {
          const { liveness, matchIndex, isDraining } = input.members[id - 1]!
          assert.deepEqual([liveness, matchIndex >= 936, isDraining], ['alive', true, false])
        }
      }),
    )
  })

  test('a voter that is replaced has been dead for the window', () => {
    fc.assert(
      fc.property(situation, input => {
        const decision = decideVoters(input)
        if (decision.kind !== 'change' || decision.reason === 'votes are spread over zones') return
        if (applied(input, decision).voters.length < input.voters.length) return
        for (const id of decision.demoted) {
          const { liveness, forMs } = input.members[id - 1]!
          assert.deepEqual([liveness, forMs >= STABILITY_MS], ['dead', true])
        }
      }),
    )
  })

  test('it comes to rest, and what is at rest stays so', () => {
    fc.assert(
      fc.property(situation, input => {
        let current = input
        for (let step = 0; step <= 6; step++) {
          const decision = decideVoters(current)
          if (decision.kind !== 'change') return
          current = applied(current, decision)
        }
        assert.fail(`still changing: ${current.voters}`)
      }),
    )
  })

  test('at rest, with everybody well, no choice would be spread more evenly', () => {
    fc.assert(
      fc.property(situation, input => {
        const well = { liveness: 'alive', forMs: STABILITY_MS, matchIndex: 1_000 } as const
        const given = input.members.map(each => ({ ...each, ...well, isDraining: false }))
        let current: VoterInput = { ...input, members: given }
        for (let step = 0; step < 8; step++) current = applied(current, decideVoters(current))
        const { voters } = current
        assert.equal(voters.length, voterCount(given.length))
        const all = subsets(
          given.map(({ raftId }) => raftId),
          voters.length,
        )
        const best = Math.min(...all.map(ids => unevenness(current, ids)))
        assert.equal(unevenness(current, voters), best)
      }),
    )
  })
})
