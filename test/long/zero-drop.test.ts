/** Twenty turns of every change that must drop nothing; see the test that does it once. */

process.env['POLIS_ZERO_DROP_TURNS'] ??= '20'
await import('../integration/zero-drop-traffic.test.ts')
