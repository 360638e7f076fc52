/**
 * Makes `docs/errors.md` from the error tables of the packages, so that every code is documented.
 *
 *     node scripts/generate-errors.ts           writes it
 *     node scripts/generate-errors.ts --check   fails if it is stale
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const TARGET = 'docs/errors.md'

const sections: string[] = []
for (const name of readdirSync('packages').sort()) {
  const path = join('packages', name, 'src/errors.ts')
  if (!existsSync(path)) continue
  const module = (await import(resolve(path))) as Record<string, unknown>
  const tables = Object.entries(module).filter(([key]) => key.endsWith('_ERRORS'))
  for (const [, table] of tables) {
    const rows = Object.entries(table as Record<string, string>).map(
      ([code, meaning]) => `| \`${code}\` | ${meaning} |`,
    )
    sections.push(`## ${name}\n\n| code | meaning |\n|---|---|\n${rows.join('\n')}\n`)
  }
}
const text = `# Errors

Every operating error has a code that a program can rely on. The API sends it in \`code\` of a
problem (RFC 9457), the command line turns it into an exit code (\`polis help exit-codes\`).
Made by \`node scripts/generate-errors.ts\` from the packages' \`errors.ts\`.

${sections.join('\n')}`

if (!process.argv.includes('--check')) writeFileSync(TARGET, text)
else if (!existsSync(TARGET) || readFileSync(TARGET, 'utf8') !== text) {
  console.error(`${TARGET} is stale: run node scripts/generate-errors.ts`)
  process.exitCode = 1
}
