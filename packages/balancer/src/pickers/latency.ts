/**
 * The smoothed latency of an endpoint, as the threads of a node share it (peak EWMA, Finagle).
 *
 * A rise counts in full at once and a fall with the weight of the time passed, so a slow endpoint
 * is known after one slow answer. Without samples it decays, so the endpoint is tried again.
 */

import { LATENCY_DEFAULT_MS, LATENCY_TAU_MS } from '../config.ts'
import type { Loads } from './picker.ts'

/** The latency of `slot` as of `nowMs`, milliseconds. */
export function smoothedLatencyMs(loads: Loads, slot: number, nowMs: number): number {
  const atMs = loads.latencyAtMs[slot]!
  if (atMs === 0) return LATENCY_DEFAULT_MS
  return loads.latencyMs[slot]! * Math.exp(-Math.max(0, nowMs - atMs) / LATENCY_TAU_MS)
}

/** Takes a sample: a rise counts in full at once, a fall with the weight of the time passed. */
export function recordLatency(loads: Loads, slot: number, sampleMs: number, nowMs: number): void {
  const atMs = loads.latencyAtMs[slot]!
  const before = loads.latencyMs[slot]!
  if (atMs === 0 || sampleMs > before) {
    loads.latencyMs[slot] = sampleMs
  } else {
    const keep = Math.exp(-Math.max(0, nowMs - atMs) / LATENCY_TAU_MS)
    loads.latencyMs[slot] = before * keep + sampleMs * (1 - keep)
  }
  loads.latencyAtMs[slot] = nowMs
}
