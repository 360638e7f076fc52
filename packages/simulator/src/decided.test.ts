import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Decided } from './decided.ts'

type Fields = Readonly<Record<string, unknown>>

/** As much of a state as is looked at. */
function state(deployment: Fields, tasks: readonly Fields[], more: Fields = {}): never {
  const { memoryBytes = 100, waiting = [], events = [], changes = [], index = 1 } = more
  const workload = { reservations: { memoryBytes: 60, cpuMillicores: 1 } }
  const observed = { phase: 'running' }
  const all = tasks.map((task, i) => ({
    ...{ id: `t${i}`, name: `t${i}`, deploymentId: 'd', desired: 'running', slot: 1 },
    ...{ workload, observed, ...task },
  }))
  const rollout = { id: 'r', rollbackStartedMs: null }
  const one = { id: 'd', name: 'd', spec: {}, specRevision: 1, rollout, ...deployment }
  const members = [{ id: 'p1', name: 'n1', raftId: 1, memoryBytes, cpuMillicores: 9 }]
  const tables: Readonly<Record<string, unknown>> = { member: members, deployment: [one] }
  return {
    index,
    sorted: (kind: string) => tables[kind],
    tasksOfNode: (id: string) => (id === '' ? waiting : all),
    eventsSince: () => ({ kind: 'events', events }),
    changesSince: () => ({ kind: 'changes', changes }),
    tasksOfDeployment: () => all,
    deployments: new Map([['d', one]]),
  } as never
}

const JOB = { mode: { kind: 'job' } }

describe('what a leader decides on', () => {
  const look = (...states: never[]) => {
    const decided = new Decided()
    for (const one of states) decided.look(one)
  }

  it('may not reserve more than a node has; what has ended or is lost reserves nothing', () => {
    assert.throws(() => look(state({}, [{}, {}])), /over-committed: n1 has 120 of 100 memoryBytes/)
    look(state({}, [{}, { observed: { phase: 'exited' } }, { observed: { phase: 'lost' } }]))
  })

  it('may not have a task of a global service on a node other than its own', () => {
    const global = { spec: { mode: { kind: 'global' } } }
    look(state(global, [{}]))
    assert.throws(() => look(state(global, [{ slot: 2 }])), /misplaced: t0 is on n1/)
  })

  it('may not have two tasks in one slot of a job', () => {
    const roomy = { memoryBytes: 1_000 }
    look(state({ spec: JOB }, [{}, { slot: 2 }], roomy))
    look(state({ spec: JOB }, [{ run: 1 }, { run: 2 }], roomy))
    assert.throws(() => look(state({ spec: JOB }, [{}, {}], roomy)), /twice: d: t0,t1/)
  })

  it('may not leave a change or a task that waits without a reason', () => {
    const event = { id: '1.0', topic: 'task', name: 't0', action: 'removed', reason: '' }
    look(state({}, [], { events: [{ ...event, reason: 'scaled down' }] }))
    look(state({}, [], { events: [{ ...event, topic: 'kv' }] }))
    const silent = () => look(state({}, [], { events: [event] }))
    assert.throws(silent, /unexplained: task t0 was removed at 1.0 without a reason/)
    const changes = [{ kind: 'task', id: 't0' }]
    look(state({}, [], { changes, events: [{ ...event, objectId: 't0', reason: 'lost' }] }))
    look(state({}, [], { changes: [{ kind: 'kv', id: 'k' }] }))
    const unsaid = () => look(state({}, [], { changes }))
    assert.throws(unsaid, /unexplained: task t0 changed up to 1 in silence/)
    const waits = (pendingReason: string) =>
      state({}, [], { waiting: [{ name: 't0', pendingReason }] })
    look(waits('no node has room'))
    assert.throws(() => look(waits('')), /unexplained: t0 waits and does not say why/)
  })

  it('may not turn a rollback again', () => {
    const back = (specRevision: number, rollbackStartedMs = 5) =>
      state({ specRevision, rollout: { id: 'r', rollbackStartedMs } }, [])
    look(state({ specRevision: 9 }, []), back(4), back(4))
    assert.throws(
      () => look(back(4), back(9)),
      /rolled-back: d went back to 4 at 5 and then to 9 at 5/,
    )
    assert.throws(() => look(back(4), back(4, 7)), /to 4 at 5 and then to 4 at 7/)
  })
})
