/**
 * Which tasks this node stops by itself while it is cut off (`x-disconnect: {stopAfter}`).
 *
 * The leader replaces such a task only when it must have been stopped, so the promise is kept here:
 * a node that has been without a living leader for that long stops it, without asking anybody.
 */

import type { ClusterState, Task } from '@polis/cluster'

export class CutOff {
  /** When a living leader was last known. */
  #contactMs: number

  constructor(nowMs: number) {
    this.#contactMs = nowMs
  }

  /** Ids of the tasks of `running` that must not run on. */
  overdue(
    hasContact: boolean,
    running: readonly { readonly task: Task }[],
    state: Pick<ClusterState, 'deployments'>,
    nowMs: number,
  ): string[] {
    if (hasContact) this.#contactMs = nowMs
    const cutOffMs = nowMs - this.#contactMs
    if (cutOffMs === 0) return []
    return running.flatMap(({ task: { id, deploymentId } }) => {
      const limitMs = state.deployments.get(deploymentId)?.spec.disconnect?.stopAfterMs
      return limitMs !== undefined && cutOffMs >= limitMs ? [id] : []
    })
  }
}
