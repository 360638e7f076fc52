/**
 * A snapshot of the leader on its way into this node.
 *
 *     stage ──► chunks on the disk ──► append names it ──► read ──► finish: the state is replaced
 *
 * It is read chunk by chunk beside whatever else this node does, into a state that nobody sees yet;
 * what replaces the old one is a single step.
 */

import { setImmediate as nextTurn } from 'node:timers/promises'
import { assert } from '@polis/base'
import { applyFailed } from '../errors.ts'
import type { Snapshot, SnapshotMetadata } from '../message.ts'
import type { SnapshotReader, StateMachine } from '../state-machine.ts'
import type { RaftStorage, StagedSnapshot } from './raft-storage.ts'

/** Installs the snapshots of one node. */
export class SnapshotInstall {
  readonly #storage: RaftStorage
  readonly #stateMachine: StateMachine
  readonly #onFailed: (error: unknown) => void
  #reader: SnapshotReader | undefined

  /** `onFailed` hears of a disk that fails while a snapshot is staged. */
  constructor(
    storage: RaftStorage,
    stateMachine: StateMachine,
    onFailed: (error: unknown) => void,
  ) {
    this.#storage = storage
    this.#stateMachine = stateMachine
    this.#onFailed = onFailed
  }

  /** Begins to store one. */
  stage(metadata: SnapshotMetadata): StagedSnapshot {
    const staged = this.#storage.stage(metadata)
    const heard = <T>(write: Promise<T>) => {
      write.catch(this.#onFailed)
      return write
    }
    return {
      get summary() {
        return staged.summary
      },
      add: chunk => heard(staged.add(chunk)),
      finish: () => heard(staged.finish()),
      abandon: () => staged.abandon(),
    }
  }

  /** Reads one that is stored. Rejects with `raft/apply-failed`; gives up once `isOver`. */
  async read({ data, metadata }: Snapshot, isOver: () => boolean): Promise<void> {
    const { index, term, confState } = metadata
    try {
      const reader = this.#stateMachine.restore(index, term, confState)
      for (const chunk of data) {
        reader.add(chunk)
        await nextTurn()
        if (isOver()) return
      }
      this.#reader = reader
    } catch (error) {
      throw applyFailed(index, error)
    }
  }

  /** Replaces the state by the one that was read. Throws `raft/apply-failed`. */
  finish(index: number): void {
    assert(this.#reader !== undefined, 'a snapshot is read before it counts as stored')
    try {
      this.#reader.finish()
    } catch (error) {
      throw applyFailed(index, error)
    }
    this.#reader = undefined
  }
}
