/**
 * The habits of the code base, as a test: what a careful reader would remark on in every review.
 */

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import { LAYERS, ROOT, type SourceFile, sourceFiles } from './source-files.ts'

const LINES_MAX = 500
const TEST_LINES_MAX = 800
const COLUMNS_MAX = 100

/** Files that are started, not imported: threads, programs, programs that tests start. */
const ENTRY_POINT = /\/src\/io\/(?:worker|main)\.ts$|\.peer\.ts$|packages\/cli\/src\/main\.ts$/

const packageFiles = sourceFiles(['packages'])
const allFiles = [...packageFiles, ...sourceFiles(['scripts', 'test', 'examples', 'bench'])]

/** Files whose place promises purity: outside `src/io/`, and not of a package that is all io. */
const pureFiles = packageFiles.filter(
  file => !file.isTest && !file.path.includes('/src/io/') && !file.path.startsWith('packages/cli/'),
)

function offenders(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(file =>
    file.code
      .split('\n')
      .flatMap((line, i) => (pattern.test(line) ? [`${file.path}:${i + 1}: ${line.trim()}`] : [])),
  )
}

test('there are sources to look at', () => {
  assert.ok(packageFiles.length > 50, `${packageFiles.length} files`)
  assert.ok(pureFiles.length > 30, `${pureFiles.length} pure files`)
})

test('nothing is exported as default', () => {
  assert.deepEqual(offenders(allFiles, /\bexport default\b/), [])
})

test('outside io/ there is no clock, no randomness, no timer and no async', () => {
  const pattern =
    /\bMath\.random\b|\bDate\.now\b|\bnew Date\b|\bperformance\.now\b|\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b|\basync\b|\bawait\b/
  assert.deepEqual(offenders(pureFiles, pattern), [])
})

test('no file is longer than an idea', () => {
  const long = allFiles
    .map(file => ({ file, lines: file.text.split('\n').length - 1 }))
    .filter(({ file, lines }) => lines > (file.isTest ? TEST_LINES_MAX : LINES_MAX))
  assert.deepEqual(
    long.map(({ file, lines }) => `${file.path}: ${lines}`),
    [],
  )
})

test('no line is longer than a page is wide', () => {
  const isLink = /https?:\/\/\S+/
  const long = allFiles.flatMap(file =>
    file.text
      .split('\n')
      .flatMap((line, i) =>
        [...line].length > COLUMNS_MAX && !isLink.test(line) && !/['"`/]/.test(line)
          ? [`${file.path}:${i + 1}`]
          : [],
      ),
  )
  assert.deepEqual(long, [])
})

test('no name says nothing', () => {
  const vague =
    /(?:^|\/)(?:utils?|helpers?|common|types|misc)(?:\.test)?\.ts$|\/(?:utils?|helpers?|common|misc)\//
  assert.deepEqual(
    allFiles.map(file => file.path).filter(path => vague.test(path)),
    [],
  )
})

test('no file lies deeper than packages/x/src/folder/file.ts', () => {
  const deep = packageFiles.map(file => file.path).filter(path => path.split('/').length > 5)
  assert.deepEqual(deep, [])
})

test('every file opens by saying what it is', () => {
  const silent = allFiles
    .filter(file => !file.isTest && !/^(?:#![^\n]*\n)?\/\*\*/.test(file.text))
    .map(file => file.path)
  assert.deepEqual(silent, [])
})

test('nothing is left for later', () => {
  const later = new RegExp(
    `\\b(?:${['TO', 'FIX', 'XX', 'HA'].map((a, i) => a + ['DO', 'ME', 'X', 'CK'][i]).join('|')})\\b`,
  )
  const found = allFiles.flatMap(file =>
    file.text.split('\n').flatMap((line, i) => (later.test(line) ? [`${file.path}:${i + 1}`] : [])),
  )
  assert.deepEqual(found, [])
})

test('no test is switched off for good', () => {
  const tests = allFiles.filter(file => file.isTest)
  assert.deepEqual(offenders(tests, /\b(?:test|it|describe)\.(?:skip|only|todo)\b/), [])
})

test('every package has a README and says what it uses', () => {
  const missing = LAYERS.filter(name => !existsSync(join(ROOT, 'packages', name, 'README.md')))
  assert.deepEqual(missing, [])
  assert.deepEqual(readdirSync(join(ROOT, 'packages')).sort(), [...LAYERS].sort())
})

test('imports between packages follow the arrows and are declared', () => {
  const wrong: string[] = []
  for (const file of packageFiles) {
    const name = file.path.split('/')[1]!
    const manifest = JSON.parse(
      readFileSync(join(ROOT, 'packages', name, 'package.json'), 'utf8'),
    ) as { dependencies?: Record<string, string> }
    for (const [, target] of file.text.matchAll(/from '@polis\/([a-z]+)(?:\/[a-z]+)?'/g)) {
      const isDown = LAYERS.indexOf(target as never) > LAYERS.indexOf(name as never)
      const isDeclared = manifest.dependencies?.[`@polis/${target}`] !== undefined
      if (!isDown) wrong.push(`${file.path}: ${name} must not import ${target}`)
      else if (!isDeclared) wrong.push(`${file.path}: ${name} does not declare ${target}`)
    }
  }
  assert.deepEqual(wrong, [])
})

test('every file is imported by somebody', () => {
  const imported = new Set<string>()
  for (const file of allFiles) {
    for (const [, target] of file.text.matchAll(/(?:from|import\(|import) ?'(\.[^']+)'/g)) {
      imported.add(normalize(join(dirname(file.path), target!)))
    }
    for (const [, target] of file.text.matchAll(
      /new URL\([`']([^`']+)[`'], import\.meta\.url\)/g,
    )) {
      imported.add(normalize(join(dirname(file.path), target!)))
    }
  }
  const lonely = packageFiles
    .filter(file => !file.isTest && !file.path.endsWith('/index.ts') && !imported.has(file.path))
    .filter(file => !ENTRY_POINT.test(file.path))
    .map(file => file.path)
  assert.deepEqual(lonely, [])
})

test('protobuf is never interpreted at run time', () => {
  const runtime = packageFiles.filter(file => !file.isTest)
  const found = runtime.filter(file => /from 'protobufjs'/.test(file.text)).map(file => file.path)
  assert.deepEqual(found, [])
})
