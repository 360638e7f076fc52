/**
 * `npm run example -- NAME`: runs `examples/NAME/main.ts`, and names the examples there are.
 */

import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../examples')
const name = process.argv[2] ?? ''
const names = readdirSync(FOLDER).filter(entry => existsSync(join(FOLDER, entry, 'main.ts')))

if (names.includes(name)) {
  await import(join(FOLDER, name, 'main.ts'))
} else {
  console.error(`npm run example -- NAME, where NAME is one of: ${names.join(', ')}`)
  process.exitCode = 2
}
