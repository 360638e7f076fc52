/**
 * Nanoseconds for one pick among 1,000 endpoints, for every algorithm.
 *
 * The load under which a pick is made changes all the time: what was picked counts as in flight
 * until 64 further picks have been made, weights and latencies differ, and every request has
 * another hash. What that costs, some nanoseconds, is part of the figure.
 */

import { ALGORITHMS, type Algorithm, createPicker, type PickRequest } from '@polis/balancer'
import { systemRandom } from '@polis/base'

/** Endpoints to pick from. */
export const ENDPOINTS = 1_000
const PICKS = 200_000
const WARM_UP_PICKS = 50_000
/** Picks that are in flight at any time; a power of two. */
const IN_FLIGHT = 64

/** One sample for each algorithm, nanoseconds a pick. */
export function samplePicks(): ReadonlyMap<Algorithm, number> {
  return new Map(ALGORITHMS.map(algorithm => [algorithm, nsPerPick(algorithm)]))
}

function nsPerPick(algorithm: Algorithm): number {
  const loads = {
    inFlight: new Int32Array(new SharedArrayBuffer(ENDPOINTS * 4)),
    latencyMs: Float64Array.from({ length: ENDPOINTS }, (_, slot) => 1 + (slot % 37)),
    latencyAtMs: new Float64Array(ENDPOINTS).fill(1),
  }
  const picker = createPicker(algorithm, loads, systemRandom())
  picker.update(
    Array.from({ length: ENDPOINTS }, (_, slot) => ({
      id: `endpoint-${slot}`,
      weight: 1 + (slot % 5),
      slot,
    })),
  )
  const request: PickRequest = { hash: 0, nowMs: 2, attempt: 0 }
  const recent = new Int32Array(IN_FLIGHT).fill(-1)
  const run = (picks: number) => {
    for (let i = 0; i < picks; i++) {
      request.hash = Math.imul(i, 0x9e3779b1) >>> 0
      const { slot } = picker.pick(request)!
      const ended = recent[i & (IN_FLIGHT - 1)]!
      if (ended >= 0) Atomics.sub(loads.inFlight, ended, 1)
      Atomics.add(loads.inFlight, slot, 1)
      recent[i & (IN_FLIGHT - 1)] = slot
    }
  }
  run(WARM_UP_PICKS)
  const startedNs = process.hrtime.bigint()
  run(PICKS)
  return Number(process.hrtime.bigint() - startedNs) / PICKS
}
