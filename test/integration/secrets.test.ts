/**
 * Configs and secrets on a cluster of three: every node opens what one has sealed, no disk holds
 * them in clear, and a change rolls out the services that use it and goes back with them.
 */

import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { removeAbandoned } from '@polis/runtime'
import { type NodeProcess, TestCluster } from './cluster-process.ts'
import { idsOf, settled, tasksOf } from './cluster-view.ts'
import { eventually } from './eventually.ts'

const cluster = await TestCluster.create()
after(async () => {
  await cluster.stop()
  // Nodes that are killed leave their tmpfs for a next start, which these will not have.
  await removeAbandoned('/dev/shm')
})
const [n1, n2, n3] = [cluster.add(), cluster.add(), cluster.add()] as const

const [SECRET, NEXT] = ['correct-horse-battery', 'staple-of-another-day']
const MANIFEST = join(cluster.folder, 'secrets.yaml')
const KEY_FILE = join(cluster.folder, 'key.txt')
writeFileSync(
  MANIFEST,
  `
name: vault
services:
  uses:
    x-runtime: process
    command: [sh, -c, 'echo "read $$(cat $$POLIS_SECRETS/key)"; exec sleep 600']
    secrets: [key]
    deploy: {mode: global, update_config: {monitor: 100ms, parallelism: 0}}
  other:
    x-runtime: process
    command: [sleep, "600"]
    deploy: {update_config: {monitor: 100ms}}
secrets: {key: {file: ./key.txt}}
`,
)

async function deploy(node: NodeProcess, secret: string): Promise<void> {
  writeFileSync(KEY_FILE, secret)
  const { code, stderr } = await node.polis('deploy', '-y', '-f', MANIFEST)
  assert.equal(code, 0, stderr)
}

/** The tasks of a service, once there are that many, running, and no other; none has a check. */
async function running(node: NodeProcess, service: string, count: number) {
  const { value } = await eventually(`${service} runs ${count} times`, 40_000, async () => {
    const tasks = await tasksOf(node, service)
    const isReached = tasks.every(({ status }) => status.phase === 'running')
    return isReached && tasks.length === count ? tasks : undefined
  })
  return value
}

/** The tasks of a service, which all have read this. */
async function readBy(node: NodeProcess, secret: string): Promise<string[]> {
  const tasks = await running(node, 'uses', 3)
  const { stdout } = await node.polis('logs', 'uses')
  const read = stdout.split('\n').filter(line => line.includes('read '))
  assert.equal(read.filter(line => line.endsWith(`read ${secret}`)).length, 3, stdout)
  return idsOf(tasks)
}

/** Files of the data directories that contain a text. */
function filesWith(text: string): string[] {
  return cluster.nodes.flatMap(({ dataDir }) =>
    readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
      .map(name => join(dataDir, name))
      .filter(path => statSync(path).isFile() && !path.endsWith('output.log'))
      .filter(path => readFileSync(path).includes(text)),
  )
}

cluster.story('a secret is read on every node and on no disk', async () => {
  await n1.start([])
  await Promise.all([n2, n3].map(node => node.start(cluster.joinFlags())))
  await settled(cluster, 3)
  await deploy(n2, SECRET)
  await readBy(n3, SECRET)
  assert.deepEqual(filesWith(SECRET), [])
  assert.equal(filesWith('vault_key').length > 0, true, 'what is looked through has its name')
  const keys = cluster.nodes.map(({ dataDir }) =>
    readFileSync(join(dataDir, 'cluster-key'), 'utf8'),
  )
  assert.equal(new Set(keys).size, 1)
})

cluster.story(
  'a new secret replaces the tasks that use it alone, and undo brings it back',
  async () => {
    const others = await running(n1, 'other', 1)
    await deploy(n3, NEXT)
    await readBy(n1, NEXT)
    assert.equal((await n1.polis('rollout', 'undo', 'uses')).code, 0)
    await readBy(n2, SECRET)
    assert.deepEqual(idsOf(await running(n1, 'other', 1)), idsOf(others))
    for (const node of cluster.nodes) {
      for (const command of [
        ['inspect', 'uses', '-o', 'json'],
        ['explain', 'uses'],
        ['kv', 'ls'],
      ]) {
        const { stdout } = await node.polis(...command)
        assert.ok(!stdout.includes(SECRET) && !stdout.includes(NEXT), command.join(' '))
      }
    }
  },
)
