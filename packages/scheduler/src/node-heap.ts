/**
 * A binary heap of nodes for one service: the node that suits its next task best is on top.
 *
 * Placing a task changes only the top, so a decision costs O(log nodes) a task.
 */

import { isBusy, missedAffinities, type NodeLoad, reservedShare } from './ledger.ts'
import type { PendingTask } from './snapshot.ts'

/** What the order of nodes depends on. */
export type Ranked = Pick<PendingTask, 'serviceId' | 'strategy' | 'affinities'>

/**
 * Nodes ordered by missed affinities and business; then, to spread, by tasks of the service, all
 * tasks and reserved share; to pack, the largest reserved share first, and most tasks; then order.
 */
export class NodeHeap {
  readonly #ranked: Ranked
  readonly #loads: NodeLoad[] = []

  constructor(ranked: Ranked) {
    this.#ranked = ranked
  }

  /** The best node, or undefined when empty. */
  get top(): NodeLoad | undefined {
    return this.#loads[0]
  }

  push(load: NodeLoad): void {
    const loads = this.#loads
    let at = loads.length
    loads.push(load)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (this.#compare(loads[parent]!, load) <= 0) break
      loads[at] = loads[parent]!
      at = parent
    }
    loads[at] = load
  }

  /** Removes the top. */
  pop(): void {
    const last = this.#loads.pop()
    if (last === undefined || this.#loads.length === 0) return
    this.#loads[0] = last
    this.sink()
  }

  /** Restores the order after the top's load has grown. */
  sink(): void {
    const loads = this.#loads
    const load = loads[0]
    if (load === undefined) return
    let at = 0
    for (;;) {
      let child = at * 2 + 1
      if (child >= loads.length) break
      if (child + 1 < loads.length && this.#compare(loads[child + 1]!, loads[child]!) < 0) child++
      if (this.#compare(load, loads[child]!) <= 0) break
      loads[at] = loads[child]!
      at = child
    }
    loads[at] = load
  }

  #compare(a: NodeLoad, b: NodeLoad): number {
    const { serviceId, strategy, affinities } = this.#ranked
    if (affinities !== undefined) {
      const byAffinity = missedAffinities(a, affinities) - missedAffinities(b, affinities)
      if (byAffinity !== 0) return byAffinity
    }
    // Replicas that stand together fall together, which a busy moment does not outweigh.
    const byService =
      strategy === 'binpack'
        ? 0
        : (a.byService.get(serviceId) ?? 0) - (b.byService.get(serviceId) ?? 0)
    if (byService !== 0) return byService
    const byBusiness = Number(isBusy(a)) - Number(isBusy(b))
    if (byBusiness !== 0) return byBusiness
    if (strategy === 'binpack') {
      const byFullness = reservedShare(b) - reservedShare(a)
      if (byFullness !== 0) return byFullness
      return a.tasks !== b.tasks ? b.tasks - a.tasks : a.order - b.order
    }
    if (a.tasks !== b.tasks) return a.tasks - b.tasks
    const byShare = reservedShare(a) - reservedShare(b)
    return byShare !== 0 ? byShare : a.order - b.order
  }
}
