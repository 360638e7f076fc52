import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { HEALTH_STATES, type HealthRecord, type HealthState } from './record.ts'
import { ballotOf, parseVoteKey, soleKey, type Vote, verdictOf, voteKey, weigh } from './votes.ts'

const anyState = fc.constantFrom(...HEALTH_STATES)
const anyOthers = fc.array(anyState, { maxLength: 6 })
const BADNESS: Record<HealthState, number> = { passing: 0, warning: 1, unknown: 2, critical: 3 }

function record(state: HealthState): HealthRecord {
  const about = { owner: 'p1', incarnation: 1, version: 1, weight: 1, changedMs: 5, output: 'own' }
  return { endpointId: 't', state, ...about }
}

function vote(voter: Vote['voter'], name: string, state: HealthState, ballot = 'b'): Vote {
  return { ballot, voter, peer: name, name, state, output: '', changedMs: 7 }
}

describe('weighing votes', () => {
  it('leaves the owner alone as it is', () => {
    fc.assert(fc.property(anyState, owner => assert.equal(weigh(owner, []), owner)))
  })

  it('does not depend on the order of the observers', () => {
    fc.assert(
      fc.property(anyState, anyOthers, (owner, others) => {
        assert.equal(weigh(owner, others), weigh(owner, others.toReversed()))
      }),
    )
  })

  it('ejects if and only if more than half of those who voted say so', () => {
    fc.assert(
      fc.property(anyState, anyOthers, (owner, others) => {
        const voted = [owner, ...others].filter(state => state !== 'unknown')
        const against = voted.filter(state => state === 'critical').length
        assert.equal(weigh(owner, others) === 'critical', against > voted.length - against)
      }),
    )
  })

  it('never becomes better because a vote became worse', () => {
    fc.assert(
      fc.property(anyState, anyOthers, fc.nat(), (owner, others, pick) => {
        const before = weigh(owner, others)
        const at = pick % (others.length + 1)
        const worse = others.map((state, i) => (i + 1 === at ? 'critical' : state))
        const after = at === 0 ? weigh('critical', others) : weigh(owner, worse)
        const isBetter = BADNESS[after] < BADNESS[before]
        // An owner that concludes votes; one that had not left the endpoint unknown.
        assert(!isBetter || (at === 0 && owner === 'unknown'), `${before} → ${after}`)
      }),
    )
  })

  it('keeps in use what only one of three finds critical, and says so', () => {
    assert.equal(weigh('critical', ['passing', 'passing']), 'warning')
    assert.equal(weigh('passing', ['critical', 'passing']), 'warning')
    assert.equal(weigh('passing', ['critical', 'critical']), 'critical')
    assert.equal(weigh('critical', ['passing']), 'warning', 'a tie ejects nobody')
    assert.equal(weigh('critical', ['unknown']), 'critical', 'who has not concluded has no vote')
    assert.equal(weigh('unknown', ['passing', 'passing']), 'unknown')
  })
})

describe('a verdict', () => {
  it('is the owner’s own word where it wrote no vote', () => {
    const own = record('critical')
    assert.equal(verdictOf(own, []), own)
    assert.equal(verdictOf(own, [vote('observer', 'n2', 'passing')]), own)
  })

  it('names everybody who voted where the votes differ', () => {
    const votes = [
      vote('owner', 'n1', 'critical'),
      vote('observer', 'n2', 'passing'),
      vote('observer', 'n3', 'passing'),
    ]
    const { state, output, changedMs } = verdictOf(record('critical'), votes)
    assert.equal(state, 'warning')
    assert.equal(output, 'n1: critical; n2: passing; n3: passing')
    assert.equal(changedMs, 7)
  })

  it('is the worst of the checks; on those that nobody observes the owner alone decides', () => {
    const observed = [vote('owner', 'n1', 'critical'), vote('observer', 'n2', 'passing')]
    const sole = vote('owner', 'n1', 'critical', '')
    const balancers = vote('balancers', 'n3', 'critical', 'balancers')
    assert.equal(verdictOf(record('critical'), observed).state, 'warning')
    assert.equal(verdictOf(record('critical'), [sole, ...observed]).state, 'critical')
    const well = vote('owner', 'n1', 'passing', '')
    assert.equal(verdictOf(record('passing'), [well, balancers]).state, 'passing')
  })

  it('takes all balancers together for one more observer', () => {
    const ejected = ['n1', 'n2', 'n4'].map(name => vote('balancers', name, 'critical', 'balancers'))
    const alone = [vote('owner', 'n1', 'passing'), vote('observer', 'n2', 'passing')]
    assert.equal(verdictOf(record('passing'), [...alone, ...ejected]).state, 'warning')
    const torn = [vote('owner', 'n1', 'passing'), vote('observer', 'n2', 'critical')]
    const { state, output } = verdictOf(record('passing'), [...torn, ...ejected])
    assert.equal(state, 'critical')
    assert.match(output, /balancers of n1, n2, n4: critical$/)
  })
})

it('the key of a vote names its endpoint and its check', () => {
  const key = voteKey('web.e-1', 'http:3000/up')
  assert.deepEqual(parseVoteKey(key), { endpointId: 'web.e-1', ballot: ballotOf('http:3000/up') })
  assert.deepEqual(parseVoteKey(soleKey('t')), { endpointId: 't', ballot: '' })
  assert.equal(parseVoteKey('t'), undefined)
})
