/**
 * A binary heap of nodes for one service: the node with the fewest of its tasks is on top.
 *
 * Placing a task changes only the top, so a decision costs O(log nodes) a task.
 */

import { type NodeLoad, reservedShare } from './ledger.ts'

/** Nodes ordered for `serviceId` by its tasks, then all tasks, then reserved share, then order. */
export class NodeHeap {
  readonly #serviceId: string
  readonly #loads: NodeLoad[] = []

  constructor(serviceId: string) {
    this.#serviceId = serviceId
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
    const byService =
      (a.byService.get(this.#serviceId) ?? 0) - (b.byService.get(this.#serviceId) ?? 0)
    if (byService !== 0) return byService
    if (a.tasks !== b.tasks) return a.tasks - b.tasks
    const byShare = reservedShare(a) - reservedShare(b)
    return byShare !== 0 ? byShare : a.order - b.order
  }
}
