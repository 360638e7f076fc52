/**
 * Opening a data directory: read everything, judge it, and make both places agree again.
 *
 * Nothing of ours is written before the verdict, so a directory that is refused keeps what it has.
 * What is mended is mended in LevelDB first and then in the ring, as every write may be found.
 */

import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { assert, PolisError, type Random } from '@polis/base'
import type { RaftConfig } from '../config.ts'
import { dataDamaged, dataOfAnotherMember, dataUnreadable } from '../errors.ts'
import type { RaftId, Snapshot } from '../message.ts'
import { emptyHead, type Head } from '../storage/head.ts'
import { LogWriter } from '../storage/log-writer.ts'
import { type LogStart, mendedHead, startOf } from '../storage/mend.ts'
import { type Findings, type RecoveredLog, type Recovery, recover } from '../storage/recovery.ts'
import { formatTail, scanTail, TailRing, type TailScan } from '../storage/tail-ring.ts'
import { type LevelContents, LevelLog } from './level-log.ts'
import { SnapshotStore } from './snapshot-store.ts'
import { TailFile } from './tail-file.ts'

/** What the last life left behind. */
export type Recovered = LogStart & {
  /** Nothing, a whole log, or one that the peers must refill first. */
  readonly kind: 'blank' | 'clean' | 'recovering'
  /** Why it is recovering; empty otherwise. */
  readonly reason: string
  readonly snapshot: Snapshot | undefined
}

/** Where and whose the directory is. */
export type StorageOptions = {
  readonly dataDir: string
  readonly raftId: RaftId
  readonly config: RaftConfig
  readonly random: Random
}

/** The open files, and the writer that continues them. */
export type StorageParts = {
  readonly log: LevelLog
  readonly tail: TailFile
  readonly snapshots: SnapshotStore
  readonly writer: LogWriter
}

/** Something to be closed. */
export type Closable = { close(): Promise<void> }

/** Everything found in the directory. */
type Contents = {
  readonly findings: Findings
  readonly log: LevelLog | undefined
  readonly snapshots: SnapshotStore | undefined
  readonly level: LevelContents
  readonly tail: TailScan
  readonly recovery: Recovery
}

const UNREADABLE: LevelContents = {
  head: undefined,
  commit: 0,
  blocks: [],
  garbledKeys: [],
  isHeadGarbled: true,
}

/** Opens the directory; whatever it opened is closed again if it throws. */
export async function openStorageParts(
  options: StorageOptions,
): Promise<{ parts: StorageParts; recovered: Recovered }> {
  const opened: Closable[] = []
  try {
    await mkdir(join(options.dataDir, 'raft'), { recursive: true, mode: 0o700 })
    const contents = await readContents(options, opened)
    const found = acceptable(contents.recovery, options)
    return await mend(options, contents, found, opened)
  } catch (error) {
    for (const part of opened) await part.close()
    throw error instanceof PolisError ? error : dataUnreadable(options.dataDir, error)
  }
}

/** Reads everything there is; what it opens is added to `opened`, for the caller to close. */
export async function readContents(
  options: Pick<StorageOptions, 'dataDir' | 'config'>,
  opened: Closable[],
): Promise<Contents> {
  const { dataDir, config } = options
  const log = track(opened, await LevelLog.open(logDirOf(dataDir)))
  const snapshots = track(opened, await openSnapshots(dataDir, config))
  const level = (await log?.read()) ?? UNREADABLE
  const tail = scanTail(await TailFile.read(tailPathOf(dataDir)))
  const findings: Findings = {
    head: level.head,
    blocks: level.blocks,
    garbledValues: level.garbledKeys.length + (level.isHeadGarbled ? 1 : 0),
    tail,
    snapshots: (await snapshots?.list()) ?? [],
  }
  return { findings, log, snapshots, level, tail, recovery: recover(findings) }
}

/** The log to start from. Throws if there is none that this node may start from. */
function acceptable(recovery: Recovery, { dataDir, raftId }: StorageOptions): RecoveredLog {
  if (recovery.kind === 'damaged') throw dataDamaged(dataDir, recovery.reason, false)
  if (recovery.kind === 'blank') {
    return { head: emptyHead(raftId), blocks: [], snapshot: { index: 0, term: 0 } }
  }
  const { head } = recovery
  if (head.raftId !== raftId) throw dataOfAnotherMember(dataDir, raftId, head.raftId)
  if (recovery.kind === 'recovering' && head.isSoleVoter) {
    throw dataDamaged(dataDir, recovery.reason, true)
  }
  return recovery
}

/** Makes LevelDB and the ring hold the same, and opens what could not be opened. */
async function mend(
  options: StorageOptions,
  contents: Contents,
  found: RecoveredLog,
  opened: Closable[],
): Promise<{ parts: StorageParts; recovered: Recovered }> {
  const { dataDir, config } = options
  const reopenLog = () => LevelLog.open(logDirOf(dataDir))
  const reopenSnapshots = () => openSnapshots(dataDir, config)
  const log = contents.log ?? track(opened, await recreate(logDirOf(dataDir), reopenLog))
  const snapshots =
    contents.snapshots ?? track(opened, await recreate(stateDirOf(dataDir), reopenSnapshots))
  assert(log !== undefined && snapshots !== undefined, 'a new database opens')
  const head = mendedHead(contents.recovery.kind, contents.level, contents.tail, found)
  const mended = { ...found, head }
  const mendLog = () => log.replace(contents.level, found.blocks, head)
  const isMended = head !== found.head
  // The place that lags catches up first. Otherwise a second crash, right here, would leave the two
  // further apart than a crash can, or the ring without a block that only it has.
  const isRingBehind = isRingBehindLog(contents)
  if (isMended && !isRingBehind) await mendLog()
  const { tail, ring } = await openTail(options, contents.tail, head)
  opened.push(tail)
  if (isMended && contents.tail.kind === 'readable') {
    const place = ring.place(head, undefined)
    await tail.write(place.offset, place.bytes)
  }
  if (isMended && isRingBehind) await mendLog()
  // What a crash left half done, and what was overtaken but not removed yet.
  await snapshots.keepOnly(found.snapshot.index, head.snapshotIndex)
  const writer = new LogWriter(ring, Math.min(config.blockBytesMax, ring.blockBytesMax), mended)
  const recovered = await summarize(contents, mended, snapshots)
  return { parts: { log, tail, snapshots, writer }, recovered }
}

function isRingBehindLog({ tail, level }: Contents): boolean {
  if (tail.kind !== 'readable') return false
  return (tail.records.at(-1)?.head.sequence ?? 0) < (level.head?.sequence ?? 0)
}

/** Opens the ring, or makes a new one that begins with `head`. */
async function openTail(
  { dataDir, config, random }: StorageOptions,
  scan: TailScan,
  head: Head,
): Promise<{ tail: TailFile; ring: TailRing }> {
  const path = tailPathOf(dataDir)
  if (scan.kind === 'readable') {
    return { tail: await TailFile.open(path), ring: new TailRing(scan) }
  }
  const empty = { size: config.tailBytes, salt: random.int(2 ** 32), records: [] }
  const ring = new TailRing(empty)
  const content = formatTail(empty.size, empty.salt)
  if (head.sequence > 0) {
    const place = ring.place(head, undefined)
    content.set(place.bytes, place.offset)
  }
  return { tail: await TailFile.create(path, content), ring }
}

async function summarize(
  { recovery, level }: Contents,
  mended: RecoveredLog,
  snapshots: SnapshotStore,
): Promise<Recovered> {
  assert(recovery.kind !== 'damaged', 'a damaged directory is not opened')
  const { index } = mended.snapshot
  return {
    kind: recovery.kind,
    reason: recovery.kind === 'recovering' ? recovery.reason : '',
    ...startOf(mended, level.commit),
    snapshot: index === 0 ? undefined : await snapshots.load(index),
  }
}

/** Moves a database that LevelDB cannot open aside, once, and opens a new one in its place. */
async function recreate<T>(directory: string, open: () => Promise<T>): Promise<T> {
  const aside = `${directory}.damaged`
  await rm(aside, { recursive: true, force: true })
  await rename(directory, aside)
  return open()
}

function openSnapshots(dataDir: string, config: RaftConfig): Promise<SnapshotStore | undefined> {
  return SnapshotStore.open(stateDirOf(dataDir), config)
}

function logDirOf(dataDir: string): string {
  return join(dataDir, 'raft', 'log')
}

function stateDirOf(dataDir: string): string {
  return join(dataDir, 'state')
}

function tailPathOf(dataDir: string): string {
  return join(dataDir, 'raft', 'tail')
}

function track<T extends Closable>(opened: Closable[], part: T | undefined): T | undefined {
  if (part !== undefined) opened.push(part)
  return part
}
