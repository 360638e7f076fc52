/**
 * Mutants of orchestration: one at least for each promise about tasks, deployments and reasons, so
 * that none of them is kept only because nobody looks. Those that Polis had itself name their seed.
 */

import type { Mutant } from './mutant.ts'

const TASK = 'packages/cluster/src/apply/task.ts'
const ROOM = 'packages/cluster/src/apply/room.ts'
const FILTERS = 'packages/scheduler/src/filters.ts'
const ROLLING = 'packages/cluster/src/reconcile/rolling-update.ts'
const SLOT = 'packages/cluster/src/reconcile/slot.ts'

const UNASKED_ROOM = {
  ...{ file: ROOM, find: 'sum > member[field]', replace: 'sum > member[field] * 1e9' },
}

const MUTANTS: readonly Omit<Mutant, 'scenario'>[] = [
  {
    name: 'room-not-asked-again',
    bug: 'a placement that was decided on an older state takes room that is gone',
    references: 'Polis itself, seed 344',
    edits: [UNASKED_ROOM],
  },
  {
    name: 'reservations-forgotten',
    bug: 'the scheduler does not count what the tasks of a node reserve',
    references: 'the promise "resources never over-committed"',
    edits: [
      UNASKED_ROOM,
      {
        file: FILTERS,
        find: 'task.reservations.memoryBytes > freeMemoryBytes(load)',
        replace: 'task.reservations.memoryBytes > freeMemoryBytes(load) * 1e9',
      },
      {
        file: FILTERS,
        find: 'task.reservations.cpuMillicores > freeMillicores(load)',
        replace: 'task.reservations.cpuMillicores > freeMillicores(load) * 1e9',
      },
    ],
  },
  {
    name: 'job-slot-begun-twice',
    bug: 'a proposal that was given up begins a slot of a job beside the one that took its place',
    references: 'Polis itself, seed 262',
    edits: [
      { file: TASK, find: 'jobOf(spec) !== undefined && hasTask', replace: 'index < 0 && hasTask' },
      {
        file: TASK,
        find: '  const { store } = context\n',
        replace: '  const { store, index } = context\n',
      },
    ],
  },
  {
    name: 'global-on-any-node',
    bug: 'a task of a global service runs wherever there is room',
    references: 'the promise of `mode: global`',
    edits: [
      {
        file: 'packages/cluster/src/reconcile/global.ts',
        find: "isGlobal(deployment.spec) ? (byRaftId.get(slot)?.id ?? '') : undefined",
        replace:
          "isGlobal(deployment.spec) && slot < 0 ? (byRaftId.get(slot)?.id ?? '') : undefined",
      },
    ],
  },
  {
    name: 'rollback-begins-again',
    bug: 'a rollback whose tasks fail is rolled back, again and again',
    references: 'the promise "a rollback is never rolled back"',
    edits: [
      {
        file: ROLLING,
        find: "if (deployment.rollout.state === 'rolling-back') return 'failed'",
        replace: '',
      },
      {
        file: ROLLING,
        find: "next === 'rolling-back' && rollout.state === 'running' && back",
        replace: "next === 'rolling-back' && back",
      },
      {
        file: 'packages/cluster/src/rollback.ts',
        find: 'if (stable === null || stable.specRevision === specRevision) return undefined',
        replace: 'if (stable === null || specRevision < 0) return undefined',
      },
    ],
  },
  {
    name: 'crashed-task-never-replaced',
    bug: 'the back-off of a slot whose task crashed never ends',
    references: 'the promise "desired equals running within the deadlines"',
    edits: [
      {
        file: SLOT,
        find: 'return last.atMs + Math.min(backoffMaxMs, backoffMs * 2 ** (recent.length - 1))',
        replace: 'return last.atMs + Math.min(Infinity, backoffMs * 2 ** 64 + backoffMaxMs)',
      },
    ],
  },
  {
    name: 'old-stays-beside-new',
    bug: 'an update never takes the old task away, so it never ends',
    references: 'the promise "no task stuck"',
    edits: [
      {
        file: ROLLING,
        find: 'if (isProved || (isUseless && news.length > 0))',
        replace: 'if (isUseless && news.length > 0)',
      },
    ],
  },
  {
    name: 'withdrawn-without-a-reason',
    bug: 'nobody can say why a task was stopped',
    references: 'the promise "explain gives a cause for every state change"',
    edits: [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: text of a source
      { file: TASK, find: 'reason: `withdrawn: ${bounded(reason)}`', replace: "reason: ''" },
    ],
  },
  {
    name: 'changed-in-silence',
    bug: 'the reports of nodes change tasks and nobody is told',
    references: 'the promise "explain gives a cause for every state change"',
    edits: [
      {
        file: 'packages/cluster/src/apply/observe.ts',
        find: 'context.emit({',
        replace: 'void ({',
      },
    ],
  },
  {
    name: 'waits-in-silence',
    bug: 'a task that no node can take does not say why',
    references: 'the promise "nothing stays pending without saying why"',
    edits: [{ file: TASK, find: 'bounded(wanted.pendingReason)', replace: "bounded('')" }],
  },
]

export const ORCHESTRATION_MUTANTS: readonly Mutant[] = MUTANTS.map(mutant => ({
  ...mutant,
  scenario: 'cluster',
}))
