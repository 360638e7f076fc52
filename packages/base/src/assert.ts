/**
 * Assertions that stay on in production.
 *
 * A failed assertion is a bug in Polis, never a user's mistake: the process stops and the cluster
 * heals. Expected outcomes are values, operating errors are `PolisError`s.
 */

/** A bug: something that must hold did not. Nothing catches it. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

/** Throws `AssertionError` unless `condition` holds; `expectation` says what should hold. */
export function assert(condition: unknown, expectation: string): asserts condition {
  if (!condition) throw new AssertionError(`should hold: ${expectation}`)
}

/** Marks a branch that the types rule out, and names the value that got there all the same. */
export function unreachable(value: never): never {
  throw new AssertionError(`should be impossible: ${JSON.stringify(value)}`)
}

/** Checks that a 64-bit value off the wire is exact as a `number`, and returns it. */
export function safeInteger(value: number, name: string): number {
  assert(Number.isSafeInteger(value) && value >= 0, `${name} is an integer in [0, 2^53)`)
  return value
}
