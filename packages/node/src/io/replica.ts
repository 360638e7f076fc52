/**
 * What Raft replicates: the cluster's state behind Raft's `StateMachine`.
 */

import { type ClusterState, decodeCommand, decodeMemberChange } from '@polis/cluster'
import type { ConfChange, ConfState, SnapshotData, SnapshotReader, StateMachine } from '@polis/raft'
import type { Proposer } from './proposer.ts'

/** Applies committed entries to `state` and tells whoever waits for the answer. */
export class Replica implements StateMachine {
  readonly #state: ClusterState
  readonly #proposer: () => Proposer | null

  constructor(state: ClusterState, proposer: () => Proposer | null) {
    this.#state = state
    this.#proposer = proposer
  }

  apply(index: number, _term: number, data: Uint8Array): void {
    const command = decodeCommand(data)
    const result = this.#state.apply(index, command)
    this.#proposer()?.applied(command.requestId, result)
  }

  applyConfChange(index: number, _term: number, change: ConfChange, _state: ConfState): void {
    if (change.context.length === 0) this.#state.skipTo(index)
    else this.#state.applyMember(index, decodeMemberChange(change.context))
  }

  snapshot(): SnapshotData {
    return this.#state.snapshot()
  }

  restore(): SnapshotReader {
    return this.#state.restore()
  }
}
