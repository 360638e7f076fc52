/**
 * Makes the static modules of `packages/proto` from `proto/polis/v1/*.proto`.
 *
 *     node scripts/generate-proto.ts           writes packages/proto/src/generated
 *     node scripts/generate-proto.ts --check   fails if what is committed is stale
 *     node scripts/generate-proto.ts raft      one file alone
 */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

const SOURCES = 'proto/polis/v1'
const TARGET = 'packages/proto/src/generated'

const args = process.argv.slice(2)
const isCheck = args.includes('--check')
const names = args.filter(arg => !arg.startsWith('--'))
const wanted = readdirSync(SOURCES)
  .map(file => basename(file, '.proto'))
  .filter(name => names.length === 0 || names.includes(name))
  .sort()

const workDir = mkdtempSync(join(tmpdir(), 'polis-proto-'))
let stale = 0
try {
  for (const name of wanted) {
    const files = { [`${name}.js`]: moduleOf(name), [`${name}.d.ts`]: typesOf(name) }
    for (const [file, text] of Object.entries(files)) {
      const target = join(TARGET, file)
      if (!isCheck) writeFileSync(target, text)
      else if (read(target) !== text) {
        stale++
        console.error(`${target} is stale: run node scripts/generate-proto.ts`)
      }
    }
  }
} finally {
  rmSync(workDir, { recursive: true })
}
process.exitCode = stale > 0 ? 1 : 0

/** The JavaScript of one .proto file, its imports written so that Node's ESM loader finds them. */
function moduleOf(name: string): string {
  const out = join(workDir, `${name}.js`)
  run('pbjs', [
    ...['--target', 'static-module', '--wrap', 'es6', '--root', `polis-${name}`],
    ...['--force-number', '--no-create', '--no-verify', '--no-convert', '--no-delimited'],
    ...['--no-service', '--no-typeurl', '--es6', '--out', out, `${SOURCES}/${name}.proto`],
  ])
  return read(out).replace(
    /import \S+(?: as \S+)? from "protobufjs\/minimal(?:\.js)?"/,
    'import { $protobuf } from "../protobuf-runtime.js"',
  )
}

/** The TypeScript declarations of one generated module. */
function typesOf(name: string): string {
  const out = join(workDir, `${name}.d.ts`)
  run('pbts', ['--out', out, join(workDir, `${name}.js`)])
  return read(out).replace('import Long = require("long");\n', '')
}

function run(tool: string, toolArgs: string[]): void {
  execFileSync(process.execPath, [`node_modules/.bin/${tool}`, ...toolArgs], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
