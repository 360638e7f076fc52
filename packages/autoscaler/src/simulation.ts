/**
 * What a policy would have done: a recorded load, replayed through the `evaluate` that decides in
 * production, with a model of what happens between two decisions.
 *
 *     load of the trace ─► readings ─► evaluate ─► count ─► start-up ─► replicas that serve
 *             └───────────────── more than they can carry? ◄────────────────────┘
 *
 * The load does not depend on the replicas and is not cut off at what they can carry. One replica
 * carries `capacity`; a new one serves `startupMs` after the decision, one that is taken away stops
 * at once. Utilizations are shares of that capacity; totals are the load itself.
 */

import { assert } from '@polis/base'
import { FLAP_WINDOW_MS } from './config.ts'
import type { Decision } from './evaluate.ts'
import { isDemand, type PolicySpec, type Target, targetsOf } from './policy.ts'
import { PolicyMemory } from './policy-memory.ts'
import { type Change, rememberChange } from './rate.ts'
import type { MetricReading } from './recommend.ts'
import type { Trace } from './trace.ts'

/** The world in which a policy is replayed. */
export type SimulationModel = {
  /** Load that one replica carries at full use, in the trace's unit. */
  readonly capacity: number
  /** From a decision to a new replica's first request. */
  readonly startupMs: number
  /** Between two evaluations. */
  readonly intervalMs: number
  /** How old a reading is: half the time that it averages. */
  readonly lagMs: number
}

/** What became of it. Times in which the load is not known count for nothing. */
export type SimulationResult = {
  /** Time that was replayed. */
  readonly totalMs: number
  /** Time in which the load was more than the replicas could carry. */
  readonly underMs: number
  /** Times that this began: breaches of the service level. */
  readonly breaches: number
  /** Replica-milliseconds, counted from the decision. */
  readonly replicaMs: number
  /** Of these, what was beyond the smallest count that would have carried the load. */
  readonly overMs: number
  /** Changes of the count. */
  readonly changes: number
  /** Changes that turned one of the other direction around within `FLAP_WINDOW_MS`. */
  readonly flaps: number
  /** The share of the load that was beyond what the replicas could carry, 0 to 1. */
  readonly unmet: number
  readonly steps: readonly (Change & { readonly reason: string })[]
}

/** Replays `trace` from `replicas` on; `onDecision` sees every one. */
export function simulate(
  policy: PolicySpec,
  trace: Trace,
  model: SimulationModel,
  replicas: number,
  onDecision?: (decision: Decision, atMs: number) => void,
): SimulationResult {
  const run = new Run(policy, trace, model, replicas)
  return run.toEnd(onDecision)
}

class Run {
  readonly #policy: PolicySpec
  readonly #targets: readonly Target[]
  readonly #trace: Trace
  readonly #model: SimulationModel
  readonly #memory = new PolicyMemory()
  readonly #endMs: number
  #count: number
  /** When the replicas that do not serve yet will, in order of time. */
  #starting: number[] = []
  #changes: Change[] = []
  #lastChangeMs: number | undefined
  /** The point whose load holds now. */
  #index = 0
  #wasUnder = false
  readonly #sums = { totalMs: 0, underMs: 0, breaches: 0, replicaMs: 0, overMs: 0, flaps: 0 }
  #loadMs = 0
  #unmetMs = 0
  readonly #steps: (Change & { reason: string })[] = []

  constructor(policy: PolicySpec, trace: Trace, model: SimulationModel, replicas: number) {
    assert(model.capacity > 0 && model.intervalMs > 0, 'a replica carries something, in time')
    this.#policy = policy
    this.#targets = targetsOf(policy).filter(isDemand)
    this.#trace = trace
    this.#model = model
    this.#count = Math.min(policy.max, Math.max(policy.min, replicas))
    this.#endMs = trace.points.at(-1)!.atMs + trace.stepMs
  }

  toEnd(onDecision?: (decision: Decision, atMs: number) => void): SimulationResult {
    let nowMs = this.#trace.points[0]!.atMs
    while (nowMs < this.#endMs) {
      const nextMs = Math.min(this.#endMs, nowMs + this.#model.intervalMs)
      this.#advance(nowMs, nextMs)
      nowMs = nextMs
      const decision = this.#decide(this.#loadRead(nowMs), nowMs)
      onDecision?.(decision, nowMs)
      if (decision.kind === 'scale') this.#scale(decision, nowMs)
    }
    return {
      ...this.#sums,
      changes: this.#steps.length,
      unmet: this.#loadMs === 0 ? 0 : this.#unmetMs / this.#loadMs,
      steps: this.#steps,
    }
  }

  /** Lets time pass, in pieces in which nothing changes. */
  #advance(fromMs: number, toMs: number): void {
    const { points } = this.#trace
    let atMs = fromMs
    while (atMs < toMs) {
      while (points[this.#index + 1] !== undefined && points[this.#index + 1]!.atMs <= atMs) {
        this.#index++
      }
      while (this.#starting.length > 0 && this.#starting[0]! <= atMs) this.#starting.shift()
      const untilMs = Math.min(
        toMs,
        points[this.#index + 1]?.atMs ?? toMs,
        this.#starting[0] ?? toMs,
      )
      this.#account(points[this.#index]!.load, untilMs - atMs)
      atMs = untilMs
    }
    while (this.#starting.length > 0 && this.#starting[0]! <= toMs) this.#starting.shift()
  }

  #account(load: number | null, spanMs: number): void {
    if (load === null) {
      this.#wasUnder = false
      return
    }
    const { capacity } = this.#model
    const carried = (this.#count - this.#starting.length) * capacity
    const isUnder = load > carried * (1 + 1e-9)
    const sums = this.#sums
    sums.totalMs += spanMs
    sums.replicaMs += this.#count * spanMs
    sums.overMs += Math.max(0, this.#count - Math.ceil(load / capacity - 1e-9)) * spanMs
    this.#loadMs += load * spanMs
    if (isUnder) {
      sums.underMs += spanMs
      this.#unmetMs += (load - carried) * spanMs
      if (!this.#wasUnder) sums.breaches++
    }
    this.#wasUnder = isUnder
  }

  /** The load that is read at `nowMs`; null while it is not known. */
  #loadRead(nowMs: number): number | null {
    const { points } = this.#trace
    let i = this.#index
    while (i > 0 && points[i]!.atMs >= nowMs - this.#model.lagMs) i--
    return points[i]!.load
  }

  #decide(load: number | null, nowMs: number): Decision {
    const ready = this.#count - this.#starting.length
    const readings = load === null ? [] : this.#targets.map(one => this.#read(one, load, ready))
    return this.#memory.decide(
      this.#policy,
      {
        replicas: this.#count,
        ready,
        readings,
        changes: this.#changes,
        canScaleDown: true,
        ...(this.#lastChangeMs === undefined ? {} : { lastChangeMs: this.#lastChangeMs }),
      },
      nowMs,
    )
  }

  #read({ metric, type }: Target, load: number, ready: number): MetricReading {
    const share = (load / Math.max(1, ready) / this.#model.capacity) * 100
    const value = type === 'total' ? load : share
    return { kind: 'service', metric, value, isComplete: true }
  }

  #scale({ from, to, reason }: Decision, nowMs: number): void {
    const last = this.#steps.at(-1)
    const isTurn = last !== undefined && last.to > last.from !== to > from
    if (isTurn && nowMs - last.atMs < FLAP_WINDOW_MS) this.#sums.flaps++
    for (let i = from; i < to; i++) this.#starting.push(nowMs + this.#model.startupMs)
    // Those that do not serve yet go first.
    if (to < from) this.#starting.splice(Math.max(0, this.#starting.length - (from - to)))
    const change = { atMs: nowMs, from, to }
    this.#steps.push({ ...change, reason })
    this.#changes = rememberChange(this.#changes, change)
    this.#lastChangeMs = nowMs
    this.#count = to
  }
}
