/**
 * `polis up` that cannot work: one line that names the thing, the documented exit code, and nothing
 * lost or half applied.
 */

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { NodeView } from '@polis/api'
import { type NodeProcess, TestCluster } from './cluster-process.ts'
import { seconds } from './eventually.ts'
import { type CommandResult, polis } from './polis-command.ts'

const cluster = await TestCluster.start(1)
after(() => cluster.stop())
const member = cluster.nodes[0]!
const joinFlags = cluster.joinFlags()

/** A node that is not expected to come up. */
function up(node: NodeProcess, ...flags: string[]): Promise<CommandResult> {
  return polis([
    ...['up', '--name', node.name, '--bind', node.host, '--data-dir', node.dataDir],
    ...['--log-level', 'error', ...flags],
  ])
}

/** Exactly one line to standard error, the code, and no `ready`. */
function assertRefused(result: CommandResult, code: number, line: RegExp): void {
  assert.match(result.stderr, /^polis: [^\n]+\n$/, 'one line')
  assert.match(result.stderr, line)
  assert.equal(result.code, code, result.stderr)
  assert.equal(result.stdout, '')
}

async function memberNames(): Promise<string[]> {
  const { value } = await member.client.call<NodeView[]>('GET', '/v1/nodes')
  return value.map(({ name }) => name)
}

const WRONG_FLAGS: readonly (readonly [string[], RegExp])[] = [
  [['up', '--nmae', 'x'], /--nmae.*--name/],
  [['up', '--cluster-port', '70000'], /--cluster-port 70000/],
  [['up', '--bind', 'here'], /--bind here/],
  [['up', '--name', 'not_a_label'], /not_a_label/],
  [['up', '--join-timeout', 'soon'], /soon/],
  [['up', '--label', 'zone'], /--label zone/],
  [['up', '--task-ports', '9-1'], /--task-ports 9-1/],
  [['up', '--dev', '--bind', '0.0.0.0'], /--dev/],
  [['up', '--log-level', 'loud'], /--log-level/],
  [['up', '--join-token', '@/nowhere/token'], /\/nowhere\/token/],
  [['dpeloy'], /dpeloy/],
]

test('a wrong flag is named and nothing is started', async () => {
  const place = cluster.add()
  await Promise.all(
    WRONG_FLAGS.map(async ([args, line]) => {
      const isUp = args[0] === 'up'
      const result = await polis(isUp ? [...args, '--data-dir', place.dataDir] : args)
      assertRefused(result, 2, line)
    }),
  )
  assert.equal(existsSync(place.dataDir), false)
})

test('a port that is taken is named, whichever it is', async () => {
  const places = await Promise.all(
    [7_070, 7_071, 7_053].map(async port => {
      const place = cluster.add()
      const taken = createServer()
      await new Promise<void>(resolve => taken.listen(port, place.host, resolve))
      const result = await up(place)
      taken.close()
      assertRefused(result, 5, new RegExp(`\\b${port}\\b`))
      return place
    }),
  )
  const [place] = places
  await place!.start()
  assert.deepEqual(await place!.kill('SIGTERM'), { code: 0, signal: null })
})

test('a member that cannot be reached is named within --join-timeout', async t => {
  const place = cluster.add()
  const result = await up(
    place,
    ...['--join', `${cluster.nextHost}:7071`, '--join-timeout', '2s', '--join-token', 'any'],
  )
  assertRefused(result, 6, new RegExp(`within 2 s.*${cluster.nextHost}:7071`))
  t.diagnostic(`gave up after ${seconds(result.tookMs)}`)
  assert.ok(result.tookMs < 10_000)
})

test('joining without a token says where the token is', async () => {
  assertRefused(await up(cluster.add(), '--join', `${member.host}:7071`), 4, /join-secret/)
})

test('a second node with the name of a member is refused', async () => {
  const place = cluster.add(member.name)
  assertRefused(await up(place, ...joinFlags), 5, new RegExp(`'${member.name}'`))
  assert.deepEqual(await memberNames(), [member.name])
})

test('a data directory in use is not touched', async () => {
  const place = cluster.add()
  const before = readFileSync(join(member.dataDir, 'node.json'), 'utf8')
  const result = await polis([
    ...['up', '--name', place.name, '--bind', place.host, '--data-dir', member.dataDir],
    ...['--log-level', 'error'],
  ])
  assertRefused(result, 5, new RegExp(`${member.pid}.*${member.dataDir}`))
  assert.equal(readFileSync(join(member.dataDir, 'node.json'), 'utf8'), before)
  assert.ok(existsSync(join(member.dataDir, 'node.lock')), 'the lock is still there')
})

test('a data directory of another cluster, or with a damaged record, stays what it is', async () => {
  const place = cluster.add()
  await place.start()
  await place.client.call('PUT', '/v1/kv/mine', { body: 'kept' })
  await place.kill('SIGTERM')
  const result = await up(place, ...joinFlags)
  assertRefused(result, 5, new RegExp(`${place.dataDir} belongs to another cluster`))
  assert.deepEqual(await memberNames(), [member.name])
  // A damaged record of the node is refused as well, and mending it brings everything back.
  const record = join(place.dataDir, 'node.json')
  const whole = readFileSync(record, 'utf8')
  writeFileSync(record, whole.slice(0, whole.length / 2))
  assertRefused(await up(place), 1, new RegExp(record))
  writeFileSync(record, whole)
  await place.start([])
  const { bytes } = await place.client.bytes('GET', '/v1/kv/mine')
  assert.equal(bytes.toString(), 'kept')
  await place.kill('SIGTERM')
})

test('a single voter with a damaged log refuses to start and loses nothing more', async () => {
  const place = cluster.add()
  await place.start()
  for (let i = 0; i < 20; i++) {
    await place.client.call('PUT', `/v1/kv/record-number-${i}-`, { body: 'x'.repeat(100) })
  }
  await place.kill('SIGKILL')
  const files = raftFiles(place.dataDir)
  const flipped = flipBytes(files, 'record-number-7-')
  assert.ok(flipped > 0, 'the record was found in the log')
  const result = await up(place)
  assertRefused(result, 1, new RegExp(place.dataDir))
  assert.match(result.stderr, /damaged/)
  const bytes = raftFiles(place.dataDir).map(path => readFileSync(path))
  for (let i = 0; i < 20; i++) {
    const isThere = bytes.some(file => file.includes(`record-number-${i}-`))
    assert.equal(isThere, i !== 7, `record ${i}`)
  }
})

function raftFiles(dataDir: string): string[] {
  return readdirSync(join(dataDir, 'raft'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
}

/** Flips a bit of every occurrence of `text` in the files; answers how many there were. */
function flipBytes(paths: readonly string[], text: string): number {
  let count = 0
  for (const path of paths) {
    const bytes = readFileSync(path)
    for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + text.length)) {
      bytes[at] = bytes[at]! ^ 1
      count++
    }
    writeFileSync(path, bytes)
  }
  return count
}
