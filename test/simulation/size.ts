/**
 * How much of the simulation a test run does: `npm test`, `npm run test:full`, `npm run test:long`
 * set POLIS_TEST_SIZE.
 */

const size = process.env['POLIS_TEST_SIZE']

/** One of the three values, by the size of the test run. */
export function bySize<T>(values: { usual: T; full: T; long: T }): T {
  return size === 'full' || size === 'long' ? values[size] : values.usual
}
