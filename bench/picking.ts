/**
 * Nanoseconds of CPU for one pick among 1,000 endpoints, for every algorithm. A pick waits for
 * nobody, so that is its time, and other programs on the machine are not in it.
 *
 * The load under which a pick is made changes all the time: what was picked counts as in flight
 * until 64 further picks have been made, weights and latencies differ, and every request has
 * another hash. What that costs, some nanoseconds, is part of the figure.
 */

import {
  ALGORITHMS,
  type Algorithm,
  createPicker,
  HASH_ALGORITHMS,
  type PickerOptions,
  type PickRequest,
} from '@polis/balancer'
import { systemRandom } from '@polis/base'
import { type Measurements, OURS } from './report.ts'

/** Endpoints to pick from. */
const ENDPOINTS = 1_000
const SAMPLES = 5
const PICKS = 200_000
const WARM_UP_PICKS = 50_000
/** Picks that are in flight at any time; a power of two. */
const IN_FLIGHT = 64

/** Where the service itself counts. */
const SERVICE_SLOT = ENDPOINTS
const BOUND = 1.25
/** Picks that are in flight with bounded loads: so many that a fifth of the owners are full. */
const BOUNDED_IN_FLIGHT = 4_096

type Variant = { readonly inFlight: number; readonly options: PickerOptions }

const PLAIN: Variant = { inFlight: IN_FLIGHT, options: {} }
const BOUNDED: Variant = {
  inFlight: BOUNDED_IN_FLIGHT,
  options: { boundedLoad: BOUND, serviceSlot: SERVICE_SLOT },
}
const ZONED: Variant = {
  inFlight: IN_FLIGHT,
  options: { zone: { own: 'a', near: ENDPOINTS / 2, far: ENDPOINTS / 2 } },
}

/** Nanoseconds a pick, of every algorithm. */
export function measurePicks(measurements: Measurements): void {
  for (let sample = 0; sample < SAMPLES; sample++) {
    for (const [algorithm, ns] of samplePicks()) {
      const name = `pick of ${ENDPOINTS}: ${algorithm}`
      measurements.add({ name, unit: 'ns', goal: { most: 1_000 } }, OURS, ns)
    }
  }
}

/** One sample for each algorithm, and for what may be asked beyond it; nanoseconds a pick. */
function samplePicks(): ReadonlyMap<string, number> {
  return new Map<string, number>([
    ...ALGORITHMS.map(algorithm => [algorithm, nsPerPick(algorithm, PLAIN)] as const),
    ...HASH_ALGORITHMS.map(
      algorithm => [`${algorithm}, loads ≤ ${BOUND}`, nsPerPick(algorithm, BOUNDED)] as const,
    ),
    ['peak-ewma, own zone first', nsPerPick('peak-ewma', ZONED)],
  ])
}

function nsPerPick(algorithm: Algorithm, { inFlight, options }: Variant): number {
  const loads = {
    inFlight: new Int32Array(new SharedArrayBuffer((ENDPOINTS + 1) * 4)),
    latencyMs: Float64Array.from({ length: ENDPOINTS }, (_, slot) => 1 + (slot % 37)),
    latencyAtMs: new Float64Array(ENDPOINTS).fill(1),
  }
  loads.inFlight[SERVICE_SLOT] = inFlight + 1
  const picker = createPicker(algorithm, loads, systemRandom(), options)
  picker.update(
    Array.from({ length: ENDPOINTS }, (_, slot) => ({
      id: `endpoint-${slot}`,
      weight: 1 + (slot % 5),
      slot,
      zone: slot % 2 === 0 ? 'a' : 'b',
    })),
  )
  const request: PickRequest = { hash: 0, nowMs: 2, attempt: 0 }
  const recent = new Int32Array(inFlight).fill(-1)
  const run = (picks: number) => {
    for (let i = 0; i < picks; i++) {
      request.hash = Math.imul(i, 0x9e3779b1) >>> 0
      const { slot } = picker.pick(request)!
      const ended = recent[i & (inFlight - 1)]!
      if (ended >= 0) Atomics.sub(loads.inFlight, ended, 1)
      Atomics.add(loads.inFlight, slot, 1)
      recent[i & (inFlight - 1)] = slot
    }
  }
  run(WARM_UP_PICKS)
  const before = process.cpuUsage()
  run(PICKS)
  const { user, system } = process.cpuUsage(before)
  return ((user + system) * 1_000) / PICKS
}
