/**
 * Makes `docs/compose-support.md` and `docs/compose.schema.json` from what the manifest's readers
 * read, so that neither can be out of date.
 *
 *     node scripts/generate-manifest-docs.ts           writes them
 *     node scripts/generate-manifest-docs.ts --check   fails if one is stale
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { composeSupport, manifestSchema } from '../packages/cluster/src/index.ts'

const TARGETS: readonly (readonly [string, string])[] = [
  ['docs/compose-support.md', composeSupport()],
  ['docs/compose.schema.json', `${JSON.stringify(manifestSchema(), null, 1)}\n`],
]

for (const [path, text] of TARGETS) {
  if (!process.argv.includes('--check')) writeFileSync(path, text)
  else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
    console.error(`${path} is stale: run node scripts/generate-manifest-docs.ts`)
    process.exitCode = 1
  }
}
