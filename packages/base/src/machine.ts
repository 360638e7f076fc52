/**
 * The one shape of a stateful decision: a machine, as in etcd's raft.
 *
 * A machine never acts. `tick` tells it the time, `step` gives it an input, `ready` takes the
 * effects it wants as data, and `advance` tells it that they were carried out. Time, randomness and
 * completions only ever come in as arguments, so the simulator runs the code that production runs.
 *
 *     tick/step ──► [ state ] ──► ready ──► (io carries the effects out) ──► advance
 */

/** A machine that takes `Input`s and wants `Effect`s. */
export type Machine<Input, Effect> = {
  /** Tells the time; `nowMs` never goes backwards. */
  tick(nowMs: number): void
  /** Handles one input at `nowMs`. */
  step(input: Input, nowMs: number): void
  /** Takes the effects wanted since the last call, in order; the caller now owns them. */
  ready(): Effect[]
}
