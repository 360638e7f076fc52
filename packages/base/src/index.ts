/** The vocabulary that every other package shares. */

export { AssertionError, assert, safeInteger, unreachable } from './assert.ts'
export { Ewma, quantile } from './averages.ts'
export { type Clock, ManualClock } from './clock.ts'
export { crc32c } from './crc32c.ts'
export { cpuMillicores, type Duration, durationMs, memoryBytes } from './duration.ts'
export { compareEpochs, type Epoch, type EpochOrder, FIRST_EPOCH } from './epoch.ts'
export { type ErrorDetails, hasCode, messageOf, PolisError } from './errors.ts'
export {
  createLogger,
  LOG_LEVELS,
  type LogFormat,
  type Logger,
  type LogLevel,
  quietLogger,
} from './io/logger.ts'
export { systemClock } from './io/system-clock.ts'
export { newId, systemRandom } from './io/system-random.ts'
export type { Machine } from './machine.ts'
export { BoundedQueue } from './queue.ts'
export { type Random, seededRandom, shuffled } from './random.ts'
