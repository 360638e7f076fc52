/** Restoring and recovering data directories, without a node that runs on them. */

import assert from 'node:assert/strict'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { hasCode } from '@polis/base'
import { ClusterState } from '@polis/cluster'
import { SnapshotFileWriter } from '../snapshot-file.ts'
import { DataDir, RECOVERY_MARK } from './data-dir.ts'
import { Recovery } from './recovery.ts'
import { restoreSnapshot } from './snapshot-restore.ts'

const folder = mkdtempSync(join(tmpdir(), 'polis-recovery-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'one.snap')
writeFileSync(file, snapshotOf({ key: 'k', value: 'v' }))

/** A snapshot file of a state with one key. */
function snapshotOf({ key, value }: { key: string; value: string }): Buffer {
  const state = new ClusterState()
  state.apply(1, {
    ...{ requestId: '', timeMs: 1 },
    operations: [
      { op: 'cluster.init', clusterId: 'old', adminTokenHash: 'h' },
      { op: 'kv.put', key, value: Buffer.from(value), expectedRevision: null },
    ],
  })
  const writer = new SnapshotFileWriter()
  const pieces = [
    writer.header({
      ...{ clusterId: 'old', epoch: 0, index: 4, term: 2, savedMs: 5, savedBy: 'x', members: [] },
    }),
  ]
  for (const chunk of state.snapshot()) pieces.push(...writer.state(chunk))
  return Buffer.concat([...pieces, writer.end()])
}

async function restored(name: string): Promise<string> {
  const dataDir = join(folder, name)
  await restoreSnapshot({ file, dataDir, name, joinSecret: 's', adminToken: 't' })
  return dataDir
}

async function opened(dataDir: string): Promise<Recovery> {
  const recovery = await Recovery.open({ dataDir, addresses: [] })
  assert(recovery !== null)
  return recovery
}

test('a restored directory holds a founder of a new cluster, behind the index of the file', async () => {
  const dataDir = await restored('founder')
  const dir = DataDir.openStopped(dataDir)
  assert.notEqual(dir.record.clusterId, 'old')
  assert.deepEqual([dir.readSecret('join-secret'), dir.readSecret('admin-token')], ['s', 't'])
  dir.close()
  const recovery = await opened(dataDir)
  const { log, fenced, epoch, objections } = recovery.plan
  recovery.close()
  assert.deepEqual([log.lastIndex, log.lastTerm, log.damage], [5, 3, ''])
  assert.deepEqual([fenced, epoch, objections], [[], 1, []])
})

test('a directory in use is neither restored into nor recovered', async () => {
  const dataDir = await restored('used')
  await assert.rejects(restored('used'), { code: 'node/data-dir-not-empty' })
  writeFileSync(join(dataDir, 'node.lock'), `1 ${startOf(1)}\n`)
  await assert.rejects(opened(dataDir), { code: 'node/data-dir-in-use' })
})

test('looking changes nothing; a recovery keeps the old log beside the new one', async () => {
  const dataDir = await restored('kept')
  ;(await opened(dataDir)).close()
  assert.equal(existsSync(join(dataDir, 'before-recovery-1')), false)
  const recovery = await opened(dataDir)
  await recovery.carryOut(false)
  recovery.close()
  for (const name of ['raft/log', 'raft/tail', 'state']) {
    assert.ok(existsSync(join(dataDir, 'before-recovery-1', name)), name)
    assert.ok(existsSync(join(dataDir, name)), name)
  }
  assert.equal(existsSync(join(dataDir, 'recovering')), false)
  const again = await opened(dataDir)
  again.close()
  assert.deepEqual([again.plan.epoch, again.plan.log.lastIndex], [2, 6])
})

test('a recovery that was cut short is finished by the next, and nothing runs before', async () => {
  for (const isMoved of [false, true]) {
    const dataDir = await restored(`cut-${isMoved}`)
    for (const name of ['raft', 'state']) {
      cpSync(join(dataDir, name), join(dataDir, 'recovering', name), { recursive: true })
    }
    writeFileSync(join(dataDir, RECOVERY_MARK), '{"epoch":{"count":1,"mark":"m"}}')
    if (isMoved) {
      cpSync(join(dataDir, 'raft'), join(dataDir, 'before-recovery-1/raft'), { recursive: true })
      rmSync(join(dataDir, 'raft'), { recursive: true })
    }
    assert.throws(() => DataDir.open(dataDir, 'n'), { code: 'node/recovery-cut-short' })
    assert.equal(await Recovery.open({ dataDir, addresses: [] }), null)
    const dir = DataDir.open(dataDir, 'n')
    assert.deepEqual(dir.record.epoch, { count: 1, mark: 'm' })
    dir.close()
    assert.ok(existsSync(join(dataDir, 'before-recovery-1/raft/tail')))
    ;(await opened(dataDir)).close()
  }
})

test('where nothing is whole, nothing is recovered', async () => {
  const dataDir = await restored('nothing')
  rmSync(join(dataDir, 'state'), { recursive: true })
  truncateSync(join(dataDir, 'raft/tail'), 0)
  await assert.rejects(opened(dataDir), error => hasCode(error, 'node/nothing-to-recover'))
  await assert.rejects(opened(join(folder, 'absent')), { code: 'node/no-data' })
})

/** Start time of a process as the lock has it. */
function startOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.split(') ').at(-1)!.split(' ')[19]!
}
