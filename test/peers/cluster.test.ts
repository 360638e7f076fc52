/**
 * A cluster of three nodes as its users meet it: deployed to with `polis`, asked with dig and curl.
 */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after } from 'node:test'
import type { TaskView } from '@polis/api'
import { TestCluster } from '../integration/cluster-process.ts'
import { eventually, seconds } from '../integration/eventually.ts'
import { EXAMPLES } from '../integration/polis-command.ts'
import { requireTools, runTool } from './debian-tools.ts'
import { digAt } from './dig.ts'

requireTools('curl', 'dig')

const MANIFEST = join(EXAMPLES, 'hello/compose.yaml')
const DNS_PORT = 7053
/** For what one node has been told and the others hear about. */
const SPREAD_TIMEOUT_MS = 20_000

const cluster = await TestCluster.start(3)
after(() => cluster.stop())
const [n1] = cluster.nodes as [(typeof cluster.nodes)[0]]
const hosts = cluster.nodes.map(node => node.host)

async function tasks(): Promise<TaskView[]> {
  return (await n1.client.call<TaskView[]>('GET', '/v1/tasks')).value
}

/** SRV records of `name` for these tasks, with the addresses of their names, as dig prints them. */
function expectedRecords(name: string, running: readonly TaskView[]) {
  const places = running.map(task => ({ id: task.id, ...hostAndPort(task) }))
  return {
    answer: places.map(({ id, port }) => `${name} 5 SRV 0 1 ${port} ${id}.task.polis.`).sort(),
    additional: places.map(({ id, host }) => `${id}.task.polis. 5 A ${host}`).sort(),
  }
}

function hostAndPort(task: TaskView): { host: string; port: string } {
  const [host, port] = task.status.address!.split(':') as [string, string]
  return { host, port }
}

cluster.story(
  'polis deploys the example, and ps shows a healthy replica on every node',
  async t => {
    const deployed = await n1.polis('deploy', '-y', '-f', MANIFEST)
    assert.equal(deployed.code, 0, deployed.stderr)
    t.diagnostic(`deployed in ${seconds(deployed.tookMs)}`)
    const listed = await n1.polis('ps', '-o', 'json')
    assert.equal(listed.code, 0, listed.stderr)
    const shown = (JSON.parse(listed.stdout) as TaskView[]).map(
      ({ service, node, status, desired }) => {
        return `${service} on ${node}: ${desired}, ${status.phase}, ${status.health}`
      },
    )
    assert.deepEqual(
      shown.sort(),
      ['n1', 'n2', 'n3'].map(node => `hello on ${node}: running, running, passing`),
    )
  },
)

cluster.story('curl reaches every replica on the published port of every node', async () => {
  const expected = (await tasks()).map(({ id, node }) => `${id} on ${node}`).sort()
  for (const host of hosts) {
    await eventually(`every replica answers on ${host}:8080`, SPREAD_TIMEOUT_MS, async () => {
      const requests = ['-sS', '-q', '-f', '--max-time', '5', `http://${host}:8080/[1-9]`]
      const { code, stdout, stderr } = await runTool('curl', requests)
      assert.equal(code, 0, stderr)
      const answers = stdout
        .toString()
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as { task: string; node: string; path: string })
      assert.deepEqual(
        answers.map(({ path }) => path),
        [1, 2, 3, 4, 5, 6, 7, 8, 9].map(i => `/${i}`),
      )
      const seen = new Set(answers.map(({ task, node }) => `${task} on ${node}`))
      assert.deepEqual([...seen].sort(), expected)
      return true
    })
  }
})

cluster.story(
  'dig finds the service, its ports, its tasks and the members at every node',
  async () => {
    const running = await tasks()
    for (const host of hosts) {
      await eventually(`${host} answers for all replicas`, SPREAD_TIMEOUT_MS, async () => {
        const a = await digAt(host, DNS_PORT, 'hello.polis')
        assert.deepEqual(a.answer, hosts.map(one => `hello.polis. 5 A ${one}`).sort())
        assert.deepEqual([a.status, a.flags.includes('aa'), a.remarks], ['NOERROR', true, []])
        const srv = await digAt(host, DNS_PORT, 'hello.default.polis', 'SRV')
        const { answer, additional } = expectedRecords('hello.default.polis.', running)
        assert.deepEqual([srv.answer, srv.additional], [answer, additional])
        return true
      })
      const task = running[0]!
      const named = await digAt(host, DNS_PORT, `${task.id}.task.polis`)
      assert.deepEqual(named.answer, [`${task.id}.task.polis. 5 A ${hostAndPort(task).host}`])
      for (const node of cluster.nodes) {
        const member = await digAt(host, DNS_PORT, `${node.name}.node.polis`)
        assert.deepEqual(member.answer, [`${node.name}.node.polis. 5 A ${node.host}`])
        const reverse = await digAt(host, DNS_PORT, '-x', node.host)
        assert.equal(reverse.answer[0]?.split(' PTR ')[1], `${node.name}.node.polis.`)
      }
      assert.equal((await digAt(host, DNS_PORT, 'goodbye.polis')).status, 'NXDOMAIN')
    }
  },
)

cluster.story('what is scaled is found anew, and what is taken down is gone', async () => {
  assert.equal((await n1.polis('scale', 'hello=5')).code, 0)
  const last = cluster.nodes.at(-1)!
  await eventually('five replicas have an SRV record', SPREAD_TIMEOUT_MS, async () => {
    const { answer } = await digAt(last.host, DNS_PORT, '_3000._tcp.hello.polis', 'SRV')
    const running = await tasks()
    assert.equal(running.filter(task => task.status.health === 'passing').length, 5)
    assert.deepEqual(answer, expectedRecords('_3000._tcp.hello.polis.', running).answer)
    return true
  })
  const down = await n1.polis('down', '-f', MANIFEST)
  assert.equal(down.code, 0, down.stderr)
  for (const host of hosts) {
    await eventually(`${host} has forgotten the service`, SPREAD_TIMEOUT_MS, async () => {
      assert.equal((await digAt(host, DNS_PORT, 'hello.polis')).status, 'NXDOMAIN')
      const { code } = await runTool('curl', ['-sS', '-q', '--max-time', '5', `${host}:8080`])
      assert.equal(code, 7, 'the connection is refused')
      return true
    })
  }
})
