/**
 * Linearizable reads that wait for their index (thesis §6.4).
 *
 *     waiting ──► one round at the leader for all of them ──► confirmed at an index ──► applied
 *
 * A read may only join a round that starts after it arrived, so what arrives while a round is under
 * way waits for the next. A round that got lost, or whose leader is gone, is asked again under a
 * new name: a name that was used twice could be answered by an old, stale answer (etcd issue
 * 20418).
 */

import { viewOf, writeU64 } from '../storage/integers.ts'

/** Names one caller's read; given by the caller, never reused. */
export type ReadId = number

/** Reads that are safe now: everything up to `index` is applied. */
export type ReadsReady = { readonly ids: readonly ReadId[]; readonly index: number }

type Round = { readonly key: string; readonly ids: Set<ReadId>; readonly startTick: number }

/** The reads of one node. */
export class PendingReads {
  readonly #nonce: number
  readonly #retryTicks: number
  #rounds = 0
  #waiting = new Set<ReadId>()
  #round: Round | undefined
  /** True from a refusal to the next tick or leader: asking on would only be refused on. */
  #isHeld = false
  #confirmed: ReadsReady[] = []

  /** `nonce` tells the rounds of this life from those of earlier ones; below 2^53. */
  constructor(nonce: number, retryTicks: number) {
    this.#nonce = nonce
    this.#retryTicks = retryTicks
  }

  /** True if a round should be asked for. */
  get wantsRound(): boolean {
    return this.#waiting.size > 0 && this.#round === undefined && !this.#isHeld
  }

  add(id: ReadId): void {
    this.#waiting.add(id)
  }

  /** Forgets a read whose caller gave up. */
  cancel(id: ReadId): void {
    this.#waiting.delete(id)
    this.#round?.ids.delete(id)
  }

  /** Puts everything that waits into one round; answers its name, to be asked for. */
  startRound(tick: number): Uint8Array {
    const context = new Uint8Array(16)
    const view = viewOf(context)
    writeU64(view, 0, this.#nonce)
    writeU64(view, 8, ++this.#rounds)
    this.#round = { key: keyOf(context), ids: this.#waiting, startTick: tick }
    this.#waiting = new Set()
    return context
  }

  /** The machine refused the round: its reads wait for the next tick, or for another leader. */
  holdRound(): void {
    this.refuseRound()
    this.#isHeld = true
  }

  /** The round is given up: its reads wait for the next one. */
  refuseRound(): void {
    this.#isHeld = false
    if (this.#round === undefined) return
    this.#waiting = new Set([...this.#round.ids, ...this.#waiting])
    this.#round = undefined
  }

  /** The round named `context` is safe at `index`; other names are of rounds long given up. */
  confirm(context: Uint8Array, index: number): void {
    if (this.#round === undefined || keyOf(context) !== this.#round.key) return
    const ids = [...this.#round.ids]
    this.#round = undefined
    if (ids.length > 0) this.#confirmed.push({ ids, index })
  }

  /** Gives up a round that has waited too long, so that it is asked again. */
  expire(tick: number): void {
    this.#isHeld = false
    if (this.#round !== undefined && tick - this.#round.startTick >= this.#retryTicks) {
      this.refuseRound()
    }
  }

  /** Takes the reads whose index is applied. */
  takeReady(appliedIndex: number): ReadsReady[] {
    if (this.#confirmed.length === 0) return []
    const ready = this.#confirmed.filter(({ index }) => index <= appliedIndex)
    if (ready.length > 0) {
      this.#confirmed = this.#confirmed.filter(({ index }) => index > appliedIndex)
    }
    return ready
  }
}

function keyOf(context: Uint8Array): string {
  return context.join(',')
}
