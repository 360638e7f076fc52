/**
 * Spread over the values of node attributes, such as zones, then racks, then nodes (swarmkit's
 * decision tree).
 *
 * Each level has one branch a value; a task goes down the branch with the fewest tasks of its
 * service, and at the leaf to the best node. Nodes without the label share the branch of the empty
 * value. Every task of the service counts, also on nodes that cannot take another.
 */

import { type Attribute, attributeOf } from './constraint.ts'
import type { NodeLoad } from './ledger.ts'
import { NodeHeap, type Ranked } from './node-heap.ts'

/** A node that was picked, and the count under the branch taken at each level. */
export type Pick = {
  readonly load: NodeLoad
  readonly branches: readonly { readonly value: string; readonly tasks: number }[]
}

type Branch = {
  readonly value: string
  /** Tasks of the service below. */
  tasks: number
  /** Sorted by value; empty at a leaf. */
  readonly children: Branch[]
  readonly heap: NodeHeap
}

/** Picks nodes for the tasks of one service. */
export class SpreadTree {
  readonly #root: Branch
  readonly #levels: readonly Attribute[]
  readonly #ranked: Ranked
  /** The branches of the last pick, leaf first. */
  #path: Branch[] = []

  /** `loads` are all nodes; only those that `canTake` are ever picked. */
  constructor(
    ranked: Ranked,
    levels: readonly Attribute[],
    loads: readonly NodeLoad[],
    canTake: (load: NodeLoad) => boolean,
  ) {
    this.#ranked = ranked
    this.#levels = levels
    this.#root = this.#branch('')
    const byPath = new Map<string, Branch[]>()
    for (const load of loads) {
      const path = this.#pathOf(load, byPath)
      const tasks = load.byService.get(ranked.serviceId) ?? 0
      for (const branch of path) branch.tasks += tasks
      if (canTake(load)) path.at(-1)!.heap.push(load)
    }
    for (const path of byPath.values()) {
      for (const { children } of path) children.sort((a, b) => (a.value < b.value ? -1 : 1))
    }
  }

  /**
   * The best node that still passes `isFit`, or undefined. A node that does not is dropped for
   * good: within one decision loads only grow. The caller places the task, then calls `placed`.
   */
  pick(isFit: (load: NodeLoad) => boolean): Pick | undefined {
    this.#path = []
    const load = descend(this.#root, isFit, this.#path)
    if (load === undefined) return undefined
    const branches = this.#path.slice(0, -1).map(({ value, tasks }) => ({ value, tasks }))
    return { load, branches: branches.reverse() }
  }

  /** Counts the task that the caller placed on the node of the last `pick`. */
  placed(): void {
    for (const branch of this.#path) branch.tasks++
    this.#path[0]?.heap.sink()
  }

  #branch(value: string): Branch {
    return { value, tasks: 0, children: [], heap: new NodeHeap(this.#ranked) }
  }

  #pathOf(load: NodeLoad, byPath: Map<string, Branch[]>): Branch[] {
    const values = this.#levels.map(level => attributeOf(load.node, level))
    const key = JSON.stringify(values)
    const known = byPath.get(key)
    if (known !== undefined) return known
    const path = [this.#root]
    for (const value of values) {
      const { children } = path.at(-1)!
      let child = children.find(one => one.value === value)
      if (child === undefined) {
        child = this.#branch(value)
        children.push(child)
      }
      path.push(child)
    }
    byPath.set(key, path)
    return path
  }
}

/**
 * Finds the best fit below `branch`, least occupied child first; `path` gets the way, leaf first.
 */
function descend(
  branch: Branch,
  isFit: (load: NodeLoad) => boolean,
  path: Branch[],
): NodeLoad | undefined {
  if (branch.children.length === 0) {
    let { top } = branch.heap
    while (top !== undefined && !isFit(top)) {
      branch.heap.pop()
      top = branch.heap.top
    }
    if (top !== undefined) path.push(branch)
    return top
  }
  while (branch.children.length > 0) {
    const least = leastOccupied(branch.children)
    const load = descend(branch.children[least]!, isFit, path)
    if (load !== undefined) {
      path.push(branch)
      return load
    }
    branch.children.splice(least, 1)
  }
  return undefined
}

/** Children are sorted by value, so the first of equals is the same on every node. */
function leastOccupied(children: readonly Branch[]): number {
  let least = 0
  for (let i = 1; i < children.length; i++) {
    if (children[i]!.tasks < children[least]!.tasks) least = i
  }
  return least
}
