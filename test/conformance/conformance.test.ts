/**
 * What others judge by, where it is at hand, since it is not part of this repository: etcd's own
 * scripts, and histories whose verdicts are known. Beside etcd's scripts there are ours in the same
 * format for the paths that those do not take; what they expect follows from etcd's sources.
 */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { EMPTY_CONF_STATE, simpleChange, type TraceEvent } from '@polis/raft'
import { ROOT } from '../tidy/source-files.ts'
import { logLine } from './trace-lines.ts'

const SCRIPTS = join(ROOT, '../shared/data/raft-scripts')
const HISTORIES = join(ROOT, '../shared/data/histories')

for (const { title, program, data } of [
  {
    title: "the raft machine passes etcd's scripts byte for byte",
    program: 'raft.ts',
    data: SCRIPTS,
  },
  {
    title: 'the linearizability checker agrees with the known verdict of every history',
    program: 'linearizability.ts',
    data: HISTORIES,
  },
]) {
  test(title, t => {
    if (existsSync(data)) t.diagnostic(judge(program, data))
    else t.skip(`${data} is not there`)
  })
}

test('the raft machine passes our own scripts byte for byte', t => {
  t.diagnostic(judge('raft.ts', join(ROOT, 'test/conformance/scripts')))
})

test('what no script can bring about has its line too', () => {
  const peer = 10
  const limits = { maxInflightMessages: 1, maxInflightBytes: 0 }
  const base = { config: EMPTY_CONF_STATE, progress: new Map(), lastIndex: 5, limits }
  const added = simpleChange(base, [{ type: 'add-voter', raftId: peer }])
  assert.ok(added.kind === 'changed')
  const progress = added.progress.get(peer)!
  const lines: [TraceEvent, string][] = [
    [
      { kind: 'snapshot-succeeded', peer, progress },
      'DEBUG 1 snapshot succeeded, resumed sending replication messages to a [StateProbe match=0 next=5]',
    ],
    [
      { kind: 'snapshot-failed', peer, progress },
      'DEBUG 1 snapshot failed, resumed sending replication messages to a [StateProbe match=0 next=5]',
    ],
    [
      { kind: 'snapshot-unavailable', peer },
      'DEBUG 1 failed to send snapshot to a because snapshot is temporarily unavailable',
    ],
    [
      { kind: 'uncommitted-limit-reached' },
      'WARN 1 appending new entries to log would exceed uncommitted entry size limit; dropping proposal',
    ],
    [
      { kind: 'proposal-not-forwarded', leader: 11, term: 3 },
      'INFO 1 not forwarding to leader b at term 3; dropping proposal',
    ],
    [
      { kind: 'no-leader', type: 'read-index', term: 3 },
      'INFO 1 no leader at term 3; dropping index reading msg',
    ],
    [
      { kind: 'timeout-now-ignored', from: 2, term: 3, role: 'pre-candidate' },
      'DEBUG 1 [term 3 state StatePreCandidate] ignored MsgTimeoutNow from 2',
    ],
    [
      { kind: 'stable-in-snapshot', index: 7 },
      'INFO entry at index 7 matched unstable snapshot; ignoring',
    ],
    [
      { kind: 'stable-missing', index: 7 },
      'INFO entry at index 7 missing from unstable log; ignoring',
    ],
  ]
  for (const [event, line] of lines) {
    const { level, text } = logLine(1, event)!
    assert.equal(`${level} ${text}`, line)
  }
})

/** Runs a judging program on what is below `directory`; returns the totals. */
function judge(program: string, directory: string): string {
  const runner = join(ROOT, 'test/conformance', program)
  const { stdout, status } = spawnSync(process.execPath, [runner, directory], { encoding: 'utf8' })
  const summary = stdout.trim().split('\n').at(-1) ?? ''
  assert.equal(status, 0, stdout)
  assert.match(summary, /^[1-9]\d* passed, 0 failed$/)
  return summary
}
