/**
 * `npm run check`: types, lint and format, unused code, generated code up to date.
 *
 * Runs all of them even if one fails, prints how long each took, and fails if any did.
 */

import { spawnSync } from 'node:child_process'

const CHECKS: readonly (readonly [string, readonly string[]])[] = [
  ['types', ['node_modules/typescript-7/bin/tsc', '-p', '.']],
  ['lint and format', ['node_modules/.bin/biome', 'ci', '.']],
  ['unused code', ['node_modules/.bin/knip', '--no-progress', '--no-config-hints']],
  ['generated code', ['scripts/generate-proto.ts', '--check']],
  ['generated docs', ['scripts/generate-errors.ts', '--check']],
  ['generated manifest docs', ['scripts/generate-manifest-docs.ts', '--check']],
]

const failed: string[] = []
for (const [name, args] of CHECKS) {
  const startedMs = Date.now()
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${Date.now() - startedMs} ms)`)
  if (status !== 0) failed.push(name)
}
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`)
  process.exitCode = 1
}
