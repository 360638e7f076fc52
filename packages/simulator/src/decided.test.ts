import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Decided } from './decided.ts'

type Fields = Readonly<Record<string, unknown>>

/** As much of a state as is looked at. */
function state(deployment: Fields, tasks: readonly Fields[], memoryBytes = 100): never {
  const workload = { reservations: { memoryBytes: 60 } }
  const observed = { phase: 'running' }
  const all = tasks.map((task, i) => ({
    ...{ id: `t${i}`, name: `t${i}`, deploymentId: 'd', desired: 'running', slot: 1 },
    ...{ workload, observed, ...task },
  }))
  const rollout = { id: 'r', rollbackStartedMs: null }
  const one = { id: 'd', name: 'd', spec: {}, specRevision: 1, rollout, ...deployment }
  const members = [{ id: 'p1', name: 'n1', raftId: 1, memoryBytes }]
  const tables: Readonly<Record<string, unknown>> = { member: members, deployment: [one] }
  return {
    sorted: (kind: string) => tables[kind],
    tasksOfNode: () => all,
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
    assert.throws(() => look(state({}, [{}, {}])), /over-committed: n1 has 120 of 100/)
    look(state({}, [{}, { observed: { phase: 'exited' } }, { observed: { phase: 'lost' } }]))
  })

  it('may not have a task of a global service on a node other than its own', () => {
    const global = { spec: { mode: { kind: 'global' } } }
    look(state(global, [{}]))
    assert.throws(() => look(state(global, [{ slot: 2 }])), /misplaced: t0 is on n1/)
  })

  it('may not have two tasks in one slot of a job', () => {
    look(state({ spec: JOB }, [{}, { slot: 2 }], 1_000))
    look(state({ spec: JOB }, [{ run: 1 }, { run: 2 }], 1_000))
    assert.throws(() => look(state({ spec: JOB }, [{}, {}], 1_000)), /twice: d: t0,t1/)
  })

  it('may not turn a rollback again', () => {
    const back = (specRevision: number) =>
      state({ specRevision, rollout: { id: 'r', rollbackStartedMs: 5 } }, [])
    look(state({ specRevision: 9 }, []), back(4), back(4))
    assert.throws(() => look(back(4), back(9)), /rolled-back: d went back to 4 and then on/)
  })
})
