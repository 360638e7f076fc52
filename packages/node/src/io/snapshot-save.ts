/**
 * The replicated state as a snapshot file, while the node goes on: a view of one index whose chunks
 * are made as the reader takes them, so a slow reader costs neither memory nor anybody's time.
 */

import { setImmediate as nextTurn } from 'node:timers/promises'
import { assert, systemClock } from '@polis/base'
import type { ClusterState } from '@polis/cluster'
import type { RaftNode } from '@polis/raft'
import { SNAPSHOT_SAVES_MAX } from '../config.ts'
import { nodeError } from '../errors.ts'
import { SnapshotFileWriter } from '../snapshot-file.ts'

export type SnapshotSavesDependencies = {
  readonly state: ClusterState
  readonly nodeName: () => string
}

/** The snapshots that are being saved from this node. */
export class SnapshotSaves {
  readonly #deps: SnapshotSavesDependencies
  #running = 0

  constructor(deps: SnapshotSavesDependencies) {
    this.#deps = deps
  }

  /**
   * The file of the state as `raft` has applied it now; it ends early if `signal` aborts, which
   * must happen sooner or later. Throws `node/overloaded` if too many are under way.
   */
  begin(raft: RaftNode, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    if (this.#running >= SNAPSHOT_SAVES_MAX) {
      throw nodeError('node/overloaded', {
        message: `${this.#running} snapshots are being saved from this node already`,
        hint: 'wait for them, or ask another node with --addr',
        retryable: true,
      })
    }
    this.#running++
    signal.addEventListener('abort', () => this.#running--, { once: true })
    const { state, nodeName } = this.#deps
    const snapshot = raft.takeSnapshot()
    assert(snapshot !== undefined, 'a cluster that answered a read has applied something')
    const { index, term } = snapshot.metadata
    const writer = new SnapshotFileWriter()
    const header = writer.header({
      clusterId: state.clusterId,
      epoch: state.epoch.count,
      ...{ index, term },
      savedMs: systemClock.wallMs(),
      savedBy: nodeName(),
      members: state.sorted('member').map(({ id, name, raftId, isVoter }) => {
        return { id, name, raftId, isVoter }
      }),
    })
    return pieces(writer, header, snapshot.data, signal)
  }
}

async function* pieces(
  writer: SnapshotFileWriter,
  header: Uint8Array,
  chunks: Iterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  yield header
  for (const chunk of chunks) {
    // Heartbeats and sockets come first.
    await nextTurn()
    signal.throwIfAborted()
    yield* writer.state(chunk)
  }
  yield writer.end()
}
