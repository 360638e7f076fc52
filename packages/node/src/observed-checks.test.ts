import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { balancersKey, ballotOf, soleKey, type Vote, voteKey } from '@polis/gossip'
import { type CheckSpec, type CheckStatus, parseCheck } from '@polis/health'
import { hasObservers, observed, ownerVotes, votesOn } from './observed-checks.ts'

function check(fields: object): CheckSpec {
  const parsed = parseCheck({ type: 'http', port: 80, ...fields })
  assert(parsed.kind === 'ok', JSON.stringify(parsed))
  return parsed.check
}

const UP = check({ id: 'up', observers: 2 })
const DEEP = check({ id: 'deep', observers: 4 })
const LOCAL = check({ id: 'local' })
const NODES = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6']

/** A hundred tasks of a service on `n1`, and one registered endpoint that `n2` owns. */
function cluster(checks: readonly CheckSpec[], phase = 'running') {
  const ports = [{ name: 'http', target: 80, port: 20_001 }]
  const observedState = { phase, ports, sinceMs: 5 }
  const tasks = Array.from({ length: 100 }, (_, i) => {
    return { id: `t${i}`, nodeId: 'n1', desired: 'running', observed: observedState }
  })
  const endpoint = { id: 's.e', ownerNodeId: 'n2', address: '192.0.2.1', port: 443, createdMs: 3 }
  return {
    services: new Map([['s', { id: 's', spec: { checks, ports: [{ target: 80 }] } }]]),
    members: new Map(NODES.map(id => [id, { host: `${id}.example` }])),
    tasksOfService: () => tasks,
    endpointsOfService: () => [endpoint],
  } as never
}

/** Who observes what, as every node works it out for itself. */
function observersOf(state: never, living: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const self of living) {
    for (const { key, checks } of observed(state, self, living)) {
      for (const { id } of checks) {
        found.set(`${key} ${id}`, [...(found.get(`${key} ${id}`) ?? []), self])
      }
    }
  }
  return found
}

describe('the observers of a check', () => {
  it('are as many other living nodes as it asks for, spread over all of them', () => {
    const found = observersOf(cluster([UP, DEEP, LOCAL]), NODES)
    assert.equal(found.size, 2 * 101)
    const counts = new Map<string, number>()
    for (const [what, nodes] of found) {
      assert.equal(nodes.length, what.endsWith(' up') ? 2 : 4)
      assert.equal(nodes.includes(what.startsWith('s.e') ? 'n2' : 'n1'), false)
      if (what.endsWith(' up'))
        for (const node of nodes) counts.set(node, (counts.get(node) ?? 0) + 1)
    }
    for (const node of NODES.slice(1)) assert(counts.get(node)! > 20, `${node} has its share`)
  })

  it('are fewer where there are fewer nodes, and nobody alone', () => {
    const two = observersOf(cluster([DEEP]), ['n1', 'n2'])
    assert.deepEqual(two.get('t0 deep'), ['n2'])
    assert.deepEqual(
      observed(cluster([DEEP]), 'n1', ['n1']).map(({ key }) => key),
      ['s.e'],
    )
  })

  it('stay when another node dies', () => {
    const state = cluster([UP])
    const before = observersOf(state, NODES)
    const after = observersOf(
      state,
      NODES.filter(id => id !== 'n4'),
    )
    for (const [what, nodes] of before) {
      for (const node of nodes) assert(node === 'n4' || after.get(what)!.includes(node), what)
    }
  })

  it('dial what the owner advertises; what is registered elsewhere needs permission', () => {
    const all = NODES.flatMap(self => observed(cluster([UP]), self, NODES))
    const task = all.find(({ key }) => key === 't0')!
    assert.deepEqual(
      [task.address, task.ports[0]?.port, task.isForeign],
      ['n1.example', 20_001, undefined],
    )
    const endpoint = all.find(({ key }) => key === 's.e')!
    assert.deepEqual(
      [endpoint.address, endpoint.ports[0]?.port, endpoint.isForeign],
      ['192.0.2.1', 443, true],
    )
  })

  it('have nothing to do without an observed check or before the task runs', () => {
    assert.equal(hasObservers(cluster([LOCAL])), false)
    assert.equal(hasObservers(cluster([LOCAL, UP])), true)
    assert.equal(observersOf(cluster([LOCAL]), NODES).size, 0)
    assert.deepEqual([...observersOf(cluster([UP], 'starting'), NODES).keys()], ['s.e up'])
  })
})

describe('the votes of an owner', () => {
  const status = (checkId: string, state: string, purpose = 'readiness') =>
    ({ checkId, state, purpose, output: `${checkId} is ${state}` }) as CheckStatus
  const target = (checks: readonly CheckSpec[]) =>
    ({ key: 't', endpointId: 't', address: '', ports: [], checks, startedAtMs: 0 }) as const

  it('are one on each observed check, and one for all that it decides alone', () => {
    const live = check({ id: 'live', purpose: 'liveness' })
    const votes = ownerVotes(target([UP, LOCAL, live]), [
      status('up', 'critical'),
      status('local', 'passing'),
      status('live', 'critical', 'liveness'),
    ])
    assert.deepEqual(votes, [
      { endpointId: voteKey('t', 'up'), state: 'critical', output: 'up is critical', weight: 1 },
      { endpointId: soleKey('t'), state: 'passing', output: 'local is passing', weight: 1 },
    ])
    assert.equal(ownerVotes(target([UP]), [status('up', 'passing')]).length, 1)
  })

  it('have keys that differ from each other and from that of the balancers', () => {
    const keys = [voteKey('t', 'up'), voteKey('t', 'deep'), soleKey('t'), balancersKey('t')]
    assert.equal(new Set(keys).size, 4)
  })
})

it('a report of a check says who voted what, and what they come to', () => {
  const vote = (
    name: string,
    voter: Vote['voter'],
    state: Vote['state'],
    ballot = ballotOf('up'),
  ) => ({ name, peer: name, voter, state, ballot, output: 'x', changedMs: 1 }) as const
  const votes = [
    vote('n1', 'owner', 'passing'),
    vote('n2', 'observer', 'critical'),
    vote('n1', 'owner', 'critical', ballotOf('deep')),
    vote('n3', 'balancers', 'critical', 'balancers'),
    vote('n4', 'balancers', 'critical', 'balancers'),
  ]
  const { votes: told = [], verdict } = votesOn('up', votes)
  assert.deepEqual(
    told.map(({ node, voter }) => `${node} ${voter}`),
    ['n1 owner', 'n2 observer', 'n3 balancers', 'n4 balancers'],
  )
  assert.equal(verdict, 'critical')
  assert.deepEqual(votesOn('local', votes), {})
})
