/** From the name of an algorithm to its picker. */

import { type Random, unreachable } from '@polis/base'
import type { Algorithm } from '../routes.ts'
import { HashRing } from './hash-ring.ts'
import { LeastConnections, PeakEwma, PowerOfTwoChoices } from './load.ts'
import { Maglev } from './maglev.ts'
import type { Loads, Picker } from './picker.ts'
import { RandomChoice } from './random.ts'
import { RoundRobin, WeightedRoundRobin } from './round-robin.ts'

/** Starts of rotation are drawn below this, so that threads do not walk in step. */
const START_RANGE = 0x1_0000

/** A picker for `algorithm` that reads `loads` and draws from `random`. */
export function createPicker(algorithm: Algorithm, loads: Loads, random: Random): Picker {
  switch (algorithm) {
    case 'round-robin':
      return new RoundRobin(random.int(START_RANGE))
    case 'weighted-round-robin':
      return new WeightedRoundRobin()
    case 'least-connections':
      return new LeastConnections(loads, random.int(START_RANGE))
    case 'random':
      return new RandomChoice(random)
    case 'power-of-two-choices':
      return new PowerOfTwoChoices(loads, random)
    case 'ip-hash':
      return new Maglev()
    case 'consistent-hash':
      return new HashRing()
    case 'peak-ewma':
      return new PeakEwma(loads, random)
    default:
      return unreachable(algorithm)
  }
}
