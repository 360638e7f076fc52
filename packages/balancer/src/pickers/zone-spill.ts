/**
 * The node's own zone first, other zones as far as it is not well (Envoy's priority levels).
 *
 * A zone whose endpoints are 72 % healthy or more takes all of its traffic: it is taken to have
 * 1.4 times the room it needs. Below that, what it has no room for spills over: 71 % → 99/1,
 * 50 % → 70/30, 25 % → 35/65. If the other zones have no room either, both share by health.
 */

import type { Random } from '@polis/base'
import { ZONE_OVERPROVISION } from '../config.ts'
import type { ZonePreference } from '../policy.ts'
import type { Candidate, Picker, PickRequest } from './picker.ts'

export class ZoneSpill implements Picker {
  readonly #near: Picker
  readonly #far: Picker
  readonly #random: Random
  #zone: ZonePreference
  #nearShare = 1

  /** Two pickers of the same algorithm, for the endpoints in the zone and for the others. */
  constructor(near: Picker, far: Picker, zone: ZonePreference, random: Random) {
    this.#near = near
    this.#far = far
    this.#zone = zone
    this.#random = random
  }

  /** Counts of a new table; the shares change with the next `update`. */
  set zone(zone: ZonePreference) {
    this.#zone = zone
  }

  update(candidates: readonly Candidate[]): void {
    const { own, near, far } = this.#zone
    const here = candidates.filter(({ zone }) => zone === own)
    const there = candidates.filter(({ zone }) => zone !== own)
    this.#nearShare = nearShare(healthOf(here.length, near), healthOf(there.length, far))
    this.#near.update(here)
    this.#far.update(there)
  }

  pick(request: PickRequest): Candidate | undefined {
    const share = this.#nearShare
    const isNear = share === 1 || (share > 0 && this.#random.next() < share)
    return (isNear ? this.#near : this.#far).pick(request)
  }
}

/** Usable endpoints of all there are, 0 to 1. */
function healthOf(usable: number, all: number): number {
  return usable === 0 ? 0 : usable / Math.max(usable, all)
}

/** The share of requests for the own zone, 0 to 1, by the health of both sides, 0 to 1 each. */
export function nearShare(nearHealth: number, farHealth: number): number {
  const near = Math.min(1, nearHealth * ZONE_OVERPROVISION)
  const far = Math.min(1 - near, farHealth * ZONE_OVERPROVISION)
  return near + far === 0 ? 1 : near / (near + far)
}
