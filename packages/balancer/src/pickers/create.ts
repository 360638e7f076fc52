/** From the name of an algorithm, and what else the service asks for, to its picker. */

import { type Random, unreachable } from '@polis/base'
import type { ZonePreference } from '../policy.ts'
import { type Algorithm, type HashAlgorithm, isHashing } from '../routes.ts'
import { BoundedLoads } from './bounded-loads.ts'
import { HashRing } from './hash-ring.ts'
import { LeastConnections } from './least-connections.ts'
import { PeakEwma, PowerOfTwoChoices } from './load.ts'
import { Maglev } from './maglev.ts'
import type { HashPicker, Loads, Picker } from './picker.ts'
import { Prequal } from './prequal.ts'
import { RandomChoice } from './random.ts'
import { Rendezvous } from './rendezvous.ts'
import { RoundRobin, WeightedRoundRobin } from './round-robin.ts'
import { ZoneSpill } from './zone-spill.ts'

/** Starts of rotation are drawn below this, so that threads do not walk in step. */
const START_RANGE = 0x1_0000

/** What a service asks for beyond its algorithm. */
export type PickerOptions = {
  /** For hashes: no endpoint holds more than this many times the mean; 1 or more. */
  readonly boundedLoad?: number | undefined
  /** Where the service itself counts, its request in hand included; needed by `boundedLoad`. */
  readonly serviceSlot?: number
  /** True if weights may change by themselves, so that plain round robin has to heed them. */
  readonly isRamped?: boolean
  /** For all but hashes, which every node has to answer alike. */
  readonly zone?: ZonePreference | undefined
}

/** A picker for `algorithm` that reads `loads` and draws from `random`. */
export function createPicker(
  algorithm: Algorithm,
  loads: Loads,
  random: Random,
  options: PickerOptions = {},
): Picker {
  const { boundedLoad, serviceSlot, isRamped = false, zone } = options
  if (isHashing(algorithm)) {
    const hash = hashPicker(algorithm)
    const isBounded = boundedLoad !== undefined && serviceSlot !== undefined
    return isBounded ? new BoundedLoads(hash, loads, serviceSlot, boundedLoad) : hash
  }
  const create = () => plainPicker(algorithm, loads, random, isRamped)
  return zone === undefined ? create() : new ZoneSpill(create(), create(), zone, random)
}

/** The picker of an algorithm that goes by the hash. */
function hashPicker(algorithm: HashAlgorithm): HashPicker {
  if (algorithm === 'consistent-hash') return new HashRing()
  if (algorithm === 'rendezvous') return new Rendezvous()
  return new Maglev()
}

function plainPicker(
  algorithm: Exclude<Algorithm, HashAlgorithm>,
  loads: Loads,
  random: Random,
  isRamped: boolean,
): Picker {
  switch (algorithm) {
    case 'round-robin':
      return isRamped ? new WeightedRoundRobin() : new RoundRobin(random.int(START_RANGE))
    case 'weighted-round-robin':
      return new WeightedRoundRobin()
    case 'least-connections':
      return new LeastConnections(loads, random.int(START_RANGE))
    case 'random':
      return new RandomChoice(random)
    case 'power-of-two-choices':
      return new PowerOfTwoChoices(loads, random)
    case 'peak-ewma':
      return new PeakEwma(loads, random)
    case 'prequal':
      return new Prequal(loads, random)
    default:
      return unreachable(algorithm)
  }
}
