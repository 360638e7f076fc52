/**
 * The data directory of one member: LevelDB's log, the tail ring beside it, and the snapshots.
 *
 *     DIR/raft/log    LevelDB, synced        ┐ every write goes to both at the same time
 *     DIR/raft/tail   the ring, synced       ┘ and counts once both are on the disk
 *     DIR/state       LevelDB, snapshots
 *
 * A write that fails leaves the disk in an unknown state, and a second fsync may claim success for
 * pages that were dropped (Rebello et al., ATC 2020). So the first failure is final.
 */

import { encodeConfChange } from '../confchange/change.ts'
import { type RaftError, raftStopped, storageFailed } from '../errors.ts'
import {
  type ConfChange,
  type Entry,
  type HardState,
  NONE,
  type Snapshot,
  type SnapshotMetadata,
} from '../message.ts'
import type { Head } from '../storage/head.ts'
import type { EntriesBetween, LogWrite } from '../storage/log-writer.ts'
import {
  openStorageParts,
  type Recovered,
  type StorageOptions,
  type StorageParts,
} from './open-storage.ts'
import type { SnapshotWriter } from './snapshot-store.ts'

/** What one append stores. `entries` follow the snapshot, if there is one. */
export type StorageAppend = {
  readonly entries: readonly Entry[]
  readonly hardState: HardState | undefined
  readonly snapshot: Snapshot | undefined
}

/** A snapshot of the leader on its way to the disk; all but `summary` as `SnapshotWriter` has it. */
export type StagedSnapshot = Pick<SnapshotWriter, 'summary' | 'add' | 'finish' | 'abandon'>

/** The open data directory. Calls are carried out one after another. */
export class RaftStorage {
  readonly recovered: Recovered
  readonly #dataDir: string
  readonly #parts: StorageParts
  #last: Promise<unknown> = Promise.resolve()
  /** What goes on beside the writes that are in order: snapshots. */
  readonly #aside = new Set<Promise<unknown>>()
  #failure: RaftError | undefined

  private constructor(dataDir: string, parts: StorageParts, recovered: Recovered) {
    this.#dataDir = dataDir
    this.#parts = parts
    this.recovered = recovered
  }

  /**
   * Opens `dataDir`, judges what is there and mends what can be mended. Throws `raft/data-damaged`,
   * `raft/data-dir-in-use`, `raft/data-of-another-member`, `raft/data-unreadable` and
   * `raft/data-too-new`.
   */
  static async open(options: StorageOptions): Promise<RaftStorage> {
    const { parts, recovered } = await openStorageParts(options)
    return new RaftStorage(options.dataDir, parts, recovered)
  }

  /**
   * What to start from. A founder's empty directory gets its first entries, `changes`, which are
   * committed as they are (etcd's raft, `bootstrap.go`); any other keeps what it has.
   */
  async found(changes: readonly ConfChange[]): Promise<Recovered> {
    if (this.recovered.kind !== 'blank' || changes.length === 0) return this.recovered
    const entries = changes.map((change, i): Entry => {
      return { term: 1, index: i + 1, type: 'conf-change-v2', data: encodeConfChange(change) }
    })
    const hardState = { term: 1, vote: NONE, commit: entries.length }
    await this.append({ entries, hardState, snapshot: undefined }, () => [])
    return { ...this.recovered, kind: 'clean', hardState, entries }
  }

  /** First index of the stored log. */
  get firstIndex(): number {
    return this.#parts.writer.firstIndex
  }

  /** What the directory notes about the membership applied last. */
  get isSoleVoter(): boolean {
    return this.#parts.writer.head.isSoleVoter
  }

  /** Bytes of the stored log. */
  get logBytes(): number {
    return this.#parts.writer.byteLength
  }

  /**
   * Stores entries, term and vote, synced in both places before it resolves; a snapshot replaces
   * the log before. `stored` gives entries of earlier appends. Rejects with `raft/storage-failed`.
   */
  append(append: StorageAppend, stored: EntriesBetween): Promise<void> {
    const { entries, hardState, snapshot } = append
    return this.#inOrder(async ({ writer, snapshots }) => {
      if (snapshot !== undefined) {
        // The leader's is staged already, unless it was overtaken and removed meanwhile.
        if (!snapshots.has(snapshot.metadata.index)) await snapshots.save(snapshot)
        await this.#write(writer.install(snapshot.metadata, hardState))
        await snapshots.keepOnly(snapshot.metadata.index)
        if (entries.length === 0) return
      }
      for (const write of writer.append(entries, hardState, stored)) await this.#write(write)
    })
  }

  /**
   * Begins to store a snapshot of the leader, beside the appends. It counts once an append names
   * it. Its methods reject with `raft/storage-failed`, which is the end of this storage, too.
   */
  stage(metadata: SnapshotMetadata): StagedSnapshot {
    const writer = this.#parts.snapshots.begin(metadata)
    return {
      get summary() {
        return writer.summary
      },
      add: chunk => this.#beside(() => writer.add(chunk)),
      finish: () => this.#beside(() => writer.finish()),
      abandon: () => writer.abandon(),
    }
  }

  /** Notes the commit index without a sync. */
  noteCommit(commit: number): Promise<void> {
    return this.#inOrder(({ log }) => log.writeCommit(commit))
  }

  /** Notes whether this node is the only voter, and whether it is recovering; synced. */
  note(facts: Partial<Pick<Head, 'isSoleVoter' | 'isRecovering'>>): Promise<void> {
    return this.#inOrder(({ writer }) => this.#write(writer.note(facts)))
  }

  /**
   * Stores a snapshot of this node's own state and drops the log before it, but for about
   * `trailingEntries` or `trailingBytes`. Appends go on meanwhile. Resolves to the first index that
   * is still there.
   */
  async compact(
    snapshot: Snapshot,
    trailingEntries: number,
    trailingBytes: number,
  ): Promise<number> {
    const { metadata } = snapshot
    await this.#beside(({ snapshots }) => snapshots.save(snapshot))
    return this.#inOrder(async ({ writer, snapshots }) => {
      // A snapshot is overtaken when the leader's was installed while it was being written.
      if (metadata.index > writer.head.snapshotIndex) {
        const keepFrom = writer.keepFrom(metadata.index, trailingEntries, trailingBytes)
        await this.#write(writer.compact(metadata, keepFrom))
      }
      await snapshots.keepOnly(writer.head.snapshotIndex)
      return writer.firstIndex
    })
  }

  /** Waits for what is under way and closes the files. */
  async close(): Promise<void> {
    const { log, tail, snapshots } = this.#parts
    this.#failure ??= raftStopped()
    await Promise.allSettled([this.#last, ...this.#aside])
    await Promise.all([log.close(), tail.close(), snapshots.close()])
  }

  async #write(write: LogWrite): Promise<void> {
    const { log, tail } = this.#parts
    await Promise.all([log.write(write), tail.write(write.tail.offset, write.tail.bytes)])
  }

  #beside<T>(task: (parts: StorageParts) => Promise<T>): Promise<T> {
    const result = this.#guarded(task)
    const forget = () => this.#aside.delete(result)
    this.#aside.add(result)
    result.then(forget, forget)
    return result
  }

  #inOrder<T>(task: (parts: StorageParts) => Promise<T>): Promise<T> {
    const result = this.#last.then(() => this.#guarded(task))
    // Whoever called hears of the failure; the next call finds it in `#failure`.
    this.#last = result.catch(() => {})
    return result
  }

  /** Runs `task` unless something failed before; its own failure is the last word. */
  async #guarded<T>(task: (parts: StorageParts) => Promise<T>): Promise<T> {
    if (this.#failure !== undefined) throw this.#failure
    try {
      return await task(this.#parts)
    } catch (error) {
      this.#failure ??= storageFailed(this.#dataDir, error)
      throw this.#failure
    }
  }
}
