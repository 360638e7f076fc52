/**
 * One node of a simulated Raft group through all its lives: it starts, ticks, pauses, crashes and
 * starts again; only the disk is the same afterwards.
 */

import { assert } from '@polis/base'
import type { ConfChange, RaftConfig, RaftId } from '@polis/raft'
import { PAUSED_INPUTS_MAX } from './config.ts'
import type { SimulatedDisk } from './disk.ts'
import { Life, type NodeWorld } from './life.ts'

/** `down` has no process; `paused` has one that does not run. */
export type NodeState = 'up' | 'paused' | 'down'

/** One node through all its lives. */
export class SimulatedNode {
  readonly id: RaftId
  readonly disk: SimulatedDisk
  state: NodeState = 'down'
  /** Counts lives. */
  boot = 0
  /** Ticks of its clock in one tick of true time. */
  clockRate = 1
  /** True if a killed process was its end, so that its address refuses connections. */
  isRefusing = false
  readonly #world: NodeWorld
  readonly #config: RaftConfig
  readonly #founding: readonly ConfChange[]
  #life: Life | undefined
  #paused: (() => void)[] = []

  /** `founding` is what a founder's empty disk begins with; empty for one that joins. */
  constructor(
    id: RaftId,
    disk: SimulatedDisk,
    config: RaftConfig,
    founding: readonly ConfChange[],
    world: NodeWorld,
  ) {
    this.id = id
    this.disk = disk
    this.#config = config
    this.#founding = founding
    this.#world = world
  }

  /** The present life; there is none while the node is down. */
  get life(): Life {
    assert(this.#life !== undefined, 'a node that is down has no life')
    return this.#life
  }

  get isUp(): boolean {
    return this.state === 'up'
  }

  /** Begins a life; false if the disk is damaged beyond what may be started from. */
  start(): boolean {
    assert(this.state === 'down', 'a node starts once a life')
    this.boot++
    const { boot } = this
    const guard = (task: () => void) => this.#run(boot, task)
    const life = Life.open(this.id, this.disk, this.#config, this.#founding, this.#world, guard)
    if (life === undefined) return false
    this.#life = life
    this.state = 'up'
    this.isRefusing = false
    this.#tickFrom(boot)
    life.begin()
    return true
  }

  /** Ends the life at once. */
  stop(isRefusing: boolean): void {
    this.life.close()
    this.#life = undefined
    this.#paused = []
    this.state = 'down'
    this.isRefusing = isRefusing
  }

  pause(): void {
    this.state = 'paused'
  }

  resume(): void {
    this.state = 'up'
    const { boot } = this
    const waiting = this.#paused
    this.#paused = []
    for (const task of waiting) this.#run(boot, task)
  }

  /** Gives the life an input, after the pause if there is one; lost if the node is down. */
  input(give: (life: Life) => void): void {
    this.#run(this.boot, () => give(this.life))
  }

  #tickFrom(boot: number): void {
    const { tickMs } = this.#config
    this.#world.after(tickMs / this.clockRate, () => {
      if (boot !== this.boot || this.state === 'down') return
      // A paused process misses its ticks but for the one that is due when it goes on.
      if (this.state === 'up') this.life.input(driver => driver.tick())
      this.#tickFrom(boot)
    })
  }

  #run(boot: number, task: () => void): void {
    if (boot !== this.boot || this.state === 'down') return
    if (this.state === 'up') task()
    else if (this.#paused.length < PAUSED_INPUTS_MAX) this.#paused.push(task)
  }
}
