import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ClusterState, type Operation } from '@polis/cluster'
import type { ObservedEvent } from '@polis/discovery'
import { explanation, filterOf, matches, subjectOf } from './explain.ts'

const endpoint = (service: string, id: string): Operation => ({
  ...{ op: 'endpoint.put', namespace: 'default', service, id },
  ...{ address: '10.0.0.1', port: 80, weight: 1, tags: [], labels: {} },
})

function stateWith(...operations: Operation[]): ClusterState {
  const state = new ClusterState()
  for (const operation of operations) {
    const index = state.index + 1
    const { results } = state.apply(index, {
      requestId: '',
      timeMs: index * 1_000,
      operations: [operation],
    })
    assert.equal(results[0]?.kind, 'done', JSON.stringify(results))
  }
  return state
}

function observed(seq: number, part: Partial<ObservedEvent>): ObservedEvent {
  return {
    ...{ id: `n1-1-${seq}`, seq, revision: 1, topic: 'lb', action: 'changed', objectId: '' },
    ...{ name: '', namespace: 'default', timeMs: seq * 1_000 + 500, reason: 'ejected: refused' },
    details: {},
    ...part,
  }
}

const service = (name: string): Operation => ({
  ...{ op: 'service.put', namespace: 'default', name, id: `id-of-${name}`, expectedRevision: null },
  spec: { version: '1', labels: {}, annotations: {}, ports: [], lb: null, checks: [] } as never,
})

describe('explain', () => {
  const state = stateWith(
    service('web'),
    endpoint('web', 'one'),
    service('other'),
    endpoint('other', 'two'),
  )
  const subject = subjectOf(state, 'web', 'default')!
  const filter = filterOf(state, subject)
  const decided = state.eventsSince(null)
  assert.ok(decided.kind === 'events')
  const endpointId = [...state.endpoints.keys()].find(id => id.includes('one'))!

  test('a service stands for its endpoints, and for nothing of another service', () => {
    const { reasons } = explanation(subject, filter, decided.events, { events: [], unanswered: [] })
    assert.deepEqual(
      reasons.map(({ topic, name }) => `${topic} ${name}`),
      ['endpoint one', 'service web'],
    )
  })

  test('decisions and observations are told together, newest first, with who saw them', () => {
    const event = observed(1, { objectId: endpointId, name: 'one' })
    const journals = { events: [{ node: 'n2', event }], unanswered: ['n4', 'n3'] }
    const told = explanation(subject, filter, decided.events, journals)
    assert.deepEqual(
      told.reasons.map(({ topic, node }) => [topic, node]),
      [
        ['endpoint', null],
        ['lb', 'n2'],
        ['service', null],
      ],
    )
    assert.deepEqual(told.unanswered, ['n3', 'n4'])
  })

  test('why an endpoint was taken away is told of its service', () => {
    const reason = 'critical for more than 1000 ms'
    const remove: Operation = {
      ...{ op: 'endpoint.remove', namespace: 'default', service: 'web', id: 'one', reason },
    }
    const after = stateWith(service('web'), endpoint('web', 'one'), remove, service('other'))
    const web = subjectOf(after, 'web', 'default')!
    const events = after.eventsSince(null)
    assert.ok(events.kind === 'events')
    const none = { events: [], unanswered: [] }
    const { reasons } = explanation(web, filterOf(after, web), events.events, none)
    assert.equal(reasons[0]?.reason, reason)
    const other = subjectOf(after, 'other', 'default')!
    const others = explanation(other, filterOf(after, other), events.events, none)
    assert.equal(others.reasons.length, 1)
  })

  test('an observation of what is gone is found by its service, not by that of another', () => {
    const gone = { objectId: 'gone', details: { service: 'web' } }
    assert.equal(matches(filter, observed(1, gone)), true)
    assert.equal(matches(filter, observed(1, { ...gone, namespace: 'staging' })), false)
    assert.equal(matches(filter, observed(1, { ...gone, details: { service: 'other' } })), false)
  })

  test('an endpoint, by a prefix of its id, is explained alone', () => {
    const one = subjectOf(state, endpointId, 'default')!
    assert.equal(one.kind, 'endpoint')
    const { reasons } = explanation(one, filterOf(state, one), decided.events, {
      events: [],
      unanswered: [],
    })
    assert.deepEqual(
      reasons.map(({ name }) => name),
      ['one'],
    )
  })

  test('nothing is called that', () => {
    assert.equal(subjectOf(state, 'nobody', 'default'), undefined)
    assert.equal(subjectOf(state, 'web', 'staging'), undefined)
  })
})
