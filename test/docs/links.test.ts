/**
 * What the documentation points to is there: files, scripts, commands, sources.
 */

import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..')

const PAGES = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...globSync(['docs/**/*.md', 'packages/*/README.md'], { cwd: ROOT }).sort(),
]

/** A file below the root as text. */
function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** `text` without what is between fences. */
function prose(text: string): string {
  return text.replaceAll(/^```[^\n]*\n[\s\S]*?^```/gm, '')
}

/** The anchor that a heading gets: lower case, hyphens for spaces, no punctuation. */
function anchors(text: string): string[] {
  return [...prose(text).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

test('every relative link of the documentation leads to a file, and to a heading of it', () => {
  const broken: string[] = []
  let links = 0
  for (const page of PAGES) {
    for (const [, target] of prose(read(page)).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target!)) continue
      links++
      const [path, anchor] = target!.split('#')
      const file = path === '' ? page : join(dirname(page), path!)
      const isThere = existsSync(join(ROOT, file))
      if (!isThere || (anchor !== undefined && !anchors(read(file)).includes(anchor))) {
        broken.push(`${page}: ${target}`)
      }
    }
  }
  assert.ok(links > 10, `${links} links`)
  assert.deepEqual(broken, [])
})

test('every npm script that the documentation names exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const named = PAGES.flatMap(page => [
    ...[...read(page).matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map(([, name]) => [page, name!]),
    ...[...read(page).matchAll(/\bnpm (test|start)\b/g)].map(([, name]) => [page, name!]),
  ])
  assert.ok(named.length > 5, `${named.length} scripts`)
  assert.deepEqual(
    named.filter(([, name]) => scripts[name!] === undefined),
    [],
  )
})

test('every polis command that the documentation names exists', () => {
  const source = globSync('packages/cli/src/*.ts', { cwd: ROOT }).map(read).join('\n')
  const commands = new Set(
    [...source.matchAll(/(?:\.command\(|^ {4}\[)['`]([\w-]+|\$\{verb\})/gm)].map(
      ([, name]) => name,
    ),
  )
  const named = [...PAGES, 'docker-compose.yml'].flatMap(page =>
    codeOf(read(page)).flatMap(code =>
      [...code.matchAll(/(?:^|[$ ])polis(?: --)? ([a-z][\w-]*)(?: ([a-z]+))?/gm)].map(
        ([, name, sub]) => ({ page, name: name!, sub }),
      ),
    ),
  )
  assert.ok(named.length > 5, `${named.length} commands`)
  const hasSubcommands = new Set(['autoscale', 'node', 'kv'])
  const unknown = named.filter(
    ({ name, sub }) =>
      !commands.has(name) || (hasSubcommands.has(name) && sub !== undefined && !commands.has(sub)),
  )
  assert.deepEqual(unknown, [])
})

/** What is set as code: between fences, and between single backticks. */
function codeOf(text: string): string[] {
  const fenced = [...text.matchAll(/^```(?!ts)[^\n]*\n([\s\S]*?)^```/gm)].map(([, code]) => code!)
  const inline = [...prose(text).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!)
  const comments = [...text.matchAll(/^# {3}(.*)$/gm)].map(([, code]) => code!)
  return [...fenced, ...inline, ...comments]
}

test('every source that the documentation names exists', () => {
  const missing: string[] = []
  let names = 0
  for (const page of PAGES) {
    const owner = /^packages\/[^/]+/.exec(page)?.[0] ?? 'packages/*'
    for (const [, name] of prose(read(page)).matchAll(/`([^`\s]+)`/g)) {
      if (!isSource(name!)) continue
      names++
      const path = name!.replace(/^\//, '')
      const places = [path, `packages/${path}`, `${owner}/${path}`, `${owner}/src/${path}`]
      if (!path.includes('/')) places.push(`${owner}/src/*/${path}`)
      if (globSync(places, { cwd: ROOT }).length === 0) missing.push(`${page}: ${name}`)
    }
  }
  assert.ok(names > 20, `${names} sources`)
  assert.deepEqual(missing, [])
})

/** True for what reads as a file or folder of this repository. */
function isSource(name: string): boolean {
  const isFolder = /^\/?(?:[\w.*-]+\/)+$/.test(name)
  const isBelowRoot = /^\/?(?:bench|docs|examples|packages|proto|scripts|test)\/[\w./*-]+$/.test(
    name,
  )
  return isFolder || isBelowRoot || /^\/?(?:[\w.*-]+\/)*[\w.*-]+\.(?:ts|md|proto)$/.test(name)
}

test('the map of packages names each package once', () => {
  const rows = [...read('ARCHITECTURE.md').matchAll(/^\| `([a-z]+)` \|/gm)].map(([, name]) => name)
  const packages = globSync('packages/*/package.json', { cwd: ROOT }).map(
    path => path.split('/')[1],
  )
  assert.deepEqual(rows.toSorted(), packages.toSorted())
})
