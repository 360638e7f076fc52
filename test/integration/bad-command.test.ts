/**
 * Commands that cannot work: one line on standard error, the documented exit code, nothing changed.
 */

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { ServiceView } from '@polis/api'
import { TestCluster } from './cluster-process.ts'
import { type CommandResult, polis } from './polis-command.ts'

const cluster = await TestCluster.start(1)
const node = cluster.nodes[0]!

function assertRefused(result: CommandResult, code: number, line: RegExp): void {
  assert.match(result.stderr, /^polis: [^\n]+\n$/, 'one line')
  assert.match(result.stderr, line)
  assert.equal(result.code, code, result.stderr)
}

async function services(): Promise<string[]> {
  const { value } = await node.client.call<ServiceView[]>('GET', '/v1/services')
  return value.map(service => `${service.name}@${service.revision}`)
}

function manifest(name: string, text: string): string {
  const path = join(cluster.folder, name)
  writeFileSync(path, text)
  return path
}

let unchanged: string[] = []
before(async () => {
  await node.client.call('PUT', '/v1/services/standing', { body: { ports: [{ target: 80 }] } })
  unchanged = await services()
  assert.equal(unchanged.length, 1)
})
after(async () => {
  try {
    assert.deepEqual(await services(), unchanged)
  } finally {
    await cluster.stop()
  }
})

test('an unknown key of a manifest is named with its line and the nearest key', async () => {
  const text = 'services:\n  web:\n    x-runtime: process\n    comand: ["true"]\n'
  const path = manifest('key.yaml', text)
  for (const command of ['deploy', 'plan']) {
    const result = await node.polis(command, '-f', path)
    assertRefused(result, 2, new RegExp(`${path}:4:5: .*comand.*command`))
  }
  const planned = await node.polis('plan', '--exit-code', '-f', path)
  assertRefused(planned, 255, /comand/)
})

test('the API checks a manifest as the command does', async () => {
  const body = 'services:\n  web:\n    x-runtime: process\n    comand: ["true"]\n'
  const refused = node.client.call('PUT', '/v1/stacks/web', { body })
  await assert.rejects(refused, { code: 'api/invalid', message: /line 4.*comand/ })
})

test('text that is no YAML, and a file that is not there, are named', async () => {
  const path = manifest('broken.yaml', 'services: {web: [}\n')
  assertRefused(await node.polis('deploy', '-y', '-f', path), 2, /broken\.yaml:1:/)
  const missing = join(cluster.folder, 'missing.yaml')
  assertRefused(await node.polis('deploy', '-y', '-f', missing), 2, /missing\.yaml/)
})

test('a container without a driver for it cannot be placed, and is told why', async () => {
  const path = manifest('image.yaml', 'services:\n  box:\n    image: busybox:1.37\n')
  assertRefused(await node.polis('deploy', '-y', '-f', path), 9, /box.*docker/)
})

test('what does not exist is not found', async () => {
  const commands = [
    ['scale', 'nothing=3'],
    ['rm', 'nothing'],
    ['restart', 'nothing'],
    ['resolve', 'nothing'],
    ['logs', 'nothing'],
    ['inspect', 'nothing'],
    ['kv', 'get', 'nothing'],
    ['node', 'cordon', 'nothing'],
  ]
  await Promise.all(
    commands.map(async command => assertRefused(await node.polis(...command), 3, /nothing/)),
  )
})

test('wrong arguments are named', async () => {
  const valid = manifest('ok.yaml', 'services: {web: {x-runtime: process, command: ["true"]}}\n')
  const commands: [string[], RegExp][] = [
    [['scale', 'web'], /'web'.*SERVICE=N/],
    [['ps', '-o', 'xml'], /'xml'/],
    [['completion', 'tcsh'], /'tcsh'.*bash, zsh, fish/],
    [['kv', 'put', 'only-a-key'], /value/],
    [['deploy', '-y', '--timeout', 'soon', '-f', valid], /soon/],
    [['status', '--addr', 'http://'], /http:\/\//],
  ]
  await Promise.all(
    commands.map(async ([args, line]) => assertRefused(await node.polis(...args), 2, line)),
  )
})

test('over TCP the API wants the admin token', async () => {
  const addr = ['--addr', `http://${node.host}:7070`]
  assertRefused(await polis(['ls', ...addr]), 4, /token/)
  assertRefused(await polis(['ls', ...addr, '--token', 'guessed']), 4, /token/)
  assertRefused(await polis(['kv', 'put', 'a', 'b', ...addr]), 4, /token/)
  const file = join(node.dataDir, 'admin-token')
  const allowed = await polis(['ls', '-o', 'name', ...addr, '--token', `@${file}`])
  assert.equal(allowed.code, 0, allowed.stderr)
  assert.equal(allowed.stdout, 'standing\n')
  const token = readFileSync(file, 'utf8').trim()
  for (const open of ['/livez', '/readyz']) {
    assert.equal((await fetch(`http://${node.host}:7070${open}`)).status, 200)
  }
  assert.equal((await fetch(`http://${node.host}:7070/v1/status`)).status, 401)
  const headers = { authorization: `Bearer ${token}` }
  assert.equal((await fetch(`http://${node.host}:7070/v1/status`, { headers })).status, 200)
})

test('a node that does not answer cannot be reached', async () => {
  const result = await polis(['ls', '--addr', `http://${cluster.nextHost}:7070`])
  assertRefused(result, 6, new RegExp(cluster.nextHost))
})
