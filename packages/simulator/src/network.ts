/**
 * A network that does all that networks do to messages: it delays, loses, doubles and reorders
 * them, parts nodes from each other in one direction or both, and clogs.
 *
 * Cut links lose what is on its way; a clogged node's messages wait, and all come at once when it
 * is unclogged (swizzle-clogging, FoundationDB). The network knows ids and what it carries is
 * opaque to it.
 */

import type { Random } from '@polis/base'
import { CLOGGED_MESSAGES_MAX } from './config.ts'
import { between, chance } from './draw.ts'
import type { VirtualTime } from './virtual-time.ts'

/** How bad it is. */
export type NetworkOptions = {
  readonly delayMsMin: number
  readonly delayMsMax: number
  readonly lossProbability: number
  readonly duplicateProbability: number
  /** Chance that a message takes up to `slowMsMax` longer than the others, and is overtaken. */
  readonly slowProbability: number
  readonly slowMsMax: number
  /** True if each link keeps the order of what it carries, as a TCP connection does. */
  readonly isOrdered: boolean
}

/** Told what arrives. */
export type Deliver<T> = (from: number, to: number, payload: T) => void

/** A network that only takes its time. */
export const CALM_NETWORK: NetworkOptions = {
  delayMsMin: 0.1,
  delayMsMax: 2,
  lossProbability: 0,
  duplicateProbability: 0,
  slowProbability: 0,
  slowMsMax: 0,
  isOrdered: true,
}

/** Carries payloads between numbered nodes. */
export class Network<T> {
  options: NetworkOptions
  /** Messages handed in, and those of them that were lost. */
  readonly counts = { sent: 0, lost: 0, duplicated: 0 }
  readonly #time: VirtualTime
  readonly #random: Random
  readonly #deliver: Deliver<T>
  readonly #cuts = new Set<string>()
  readonly #clogged = new Set<number>()
  readonly #lastArrivalMs = new Map<string, number>()
  #held: { readonly from: number; readonly to: number; readonly payload: T }[] = []

  constructor(time: VirtualTime, random: Random, options: NetworkOptions, deliver: Deliver<T>) {
    this.#time = time
    this.#random = random
    this.options = options
    this.#deliver = deliver
  }

  /** Hands `payload` to the network. */
  send(from: number, to: number, payload: T): void {
    const { lossProbability, duplicateProbability } = this.options
    this.counts.sent++
    if (chance(this.#random, lossProbability)) {
      this.counts.lost++
      return
    }
    this.#carry(from, to, payload)
    if (!chance(this.#random, duplicateProbability)) return
    this.counts.duplicated++
    this.#carry(from, to, payload)
  }

  /** True if nothing gets from `from` to `to`. */
  isCut(from: number, to: number): boolean {
    return this.#cuts.has(`${from}>${to}`)
  }

  /** Cuts one direction. */
  cut(from: number, to: number): void {
    this.#cuts.add(`${from}>${to}`)
  }

  /** Ends every cut. */
  mend(): void {
    this.#cuts.clear()
  }

  /** Holds back all that `node` sends and is sent. */
  clog(node: number): void {
    this.#clogged.add(node)
  }

  /** Lets go what `node`'s clog held back, unless the other end is clogged too. */
  unclog(node: number): void {
    if (!this.#clogged.delete(node)) return
    const held = this.#held
    this.#held = []
    for (const { from, to, payload } of held) this.#arrive(from, to, payload)
  }

  /** Nodes that are clogged, ascending. */
  get clogged(): readonly number[] {
    return [...this.#clogged].sort((a, b) => a - b)
  }

  /** A delay as a message would have it now. */
  delayMs(): number {
    const { delayMsMin, delayMsMax, slowProbability, slowMsMax } = this.options
    const delayMs = between(this.#random, delayMsMin, delayMsMax)
    const isSlow = chance(this.#random, slowProbability)
    return delayMs + (isSlow ? this.#random.next() * slowMsMax : 0)
  }

  #carry(from: number, to: number, payload: T): void {
    const { nowMs } = this.#time
    let arrivalMs = nowMs + this.delayMs()
    if (this.options.isOrdered) {
      const link = `${from}>${to}`
      arrivalMs = Math.max(arrivalMs, this.#lastArrivalMs.get(link) ?? 0)
      this.#lastArrivalMs.set(link, arrivalMs)
    }
    this.#time.after(arrivalMs - nowMs, () => this.#arrive(from, to, payload))
  }

  #arrive(from: number, to: number, payload: T): void {
    if (this.isCut(from, to)) {
      this.counts.lost++
    } else if (this.#clogged.has(from) || this.#clogged.has(to)) {
      if (this.#held.length < CLOGGED_MESSAGES_MAX) this.#held.push({ from, to, payload })
      else this.counts.lost++
    } else {
      this.#deliver(from, to, payload)
    }
  }
}
