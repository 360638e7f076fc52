/**
 * Kernel mode in a network of its own: a client, a node and a machine with endpoints, each in a
 * namespace. The node's rules are loaded by Debian's nft, driven with traffic, and looked at.
 */

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { newService, type RouteTable, type Service } from '@polis/balancer'
import { requireTools } from './debian-tools.ts'
import { type Actor, TestNetwork } from './namespaces.ts'

requireTools('nft', 'conntrack', 'ip')

const NODE = '10.77.1.1'
const FAR = '10.77.2.2'
const TABLE = 'polis_test'
const PORT = 80

describe('services that the kernel forwards', { concurrency: 1 }, () => {
  const network = new TestNetwork(`polis-kernel-${process.pid}`)
  let client: Actor
  let node: Actor
  let far: Actor
  let version = 0

  before(async () => {
    for (const name of ['c', 'n', 'e']) network.add(name)
    network.join('c', '10.77.1.2/24', 'n', `${NODE}/24`)
    network.join('n', '10.77.2.1/24', 'e', `${FAR}/24`)
    network.in('e', 'ip', 'route', 'add', 'default', 'via', '10.77.2.1')
    network.in('n', 'sysctl', '-q', '-w', 'net.ipv4.ip_forward=1')
    client = network.actor('c')
    node = network.actor('n')
    far = network.actor('e')
    for (const [i, name] of ['a', 'b', 'c'].entries()) {
      await far.tell({ do: 'serve', host: FAR, port: 9001 + i, name })
    }
  })
  after(() => network.remove())

  const endpoint = (name: string, weight = 1) => {
    return { id: name, address: FAR, port: 9001 + 'abc'.indexOf(name), weight }
  }

  type Applied = { modes: [string, string, string?][] }
  /** Runs a table with one service on TCP and UDP port 80. */
  function apply(names: string, more: Partial<Service> = {}): Promise<Applied> {
    const endpoints = [...names].map(name => endpoint(name))
    const listeners = (['tcp', 'udp'] as const).map(protocol => ({
      host: '0.0.0.0',
      port: PORT,
      protocol,
      services: [
        newService({
          id: `${protocol}-web`,
          name: 'web',
          endpoints,
          mode: 'kernel',
          ...more,
          protocol,
        }),
      ],
    }))
    const table: RouteTable = { version: ++version, listeners }
    return node.tell({ do: 'apply', table, kernelTable: TABLE })
  }

  const ask = (who: Actor, count: number) => {
    return who.tell<string[]>({ do: 'ask', host: NODE, port: PORT, count })
  }
  const askUdp = (from: number) => {
    return client.tell<string>({ do: 'ask-udp', host: NODE, port: PORT, from })
  }
  const counted = (answers: readonly string[]) => {
    const counts: Record<string, number> = {}
    for (const answer of answers) counts[answer[0]!] = (counts[answer[0]!] ?? 0) + 1
    return counts
  }
  const rules = () => network.in('n', 'nft', 'list', 'ruleset')

  it('are spread evenly, and from this machine alike', async () => {
    const { modes } = await apply('abc')
    assert.deepEqual(
      modes.map(([id, mode]) => [id, mode]),
      [
        ['tcp-web', 'kernel'],
        ['udp-web', 'kernel'],
      ],
    )
    assert.deepEqual(counted(await ask(client, 60)), { a: 20, b: 20, c: 20 })
    const local = await node.tell<string[]>({ do: 'ask', host: NODE, port: PORT, count: 30 })
    assert.deepEqual(counted(local), { a: 10, b: 10, c: 10 })
  })

  it('answer a machine that asks for itself by way of the node', async () => {
    const answers = await ask(far, 9)
    assert.deepEqual(counted(answers), { a: 3, b: 3, c: 3 })
    assert.ok(
      answers.every(answer => answer.endsWith(' 10.77.2.1')),
      answers.join(),
    )
  })

  it('keep shares of weights, and addresses on one endpoint by hash', async () => {
    await apply('', {
      algorithm: 'weighted-round-robin',
      endpoints: [endpoint('a', 3), endpoint('b', 1)],
    })
    assert.deepEqual(counted(await ask(client, 40)), { a: 30, b: 10 })
    await apply('abc', { algorithm: 'ip-hash' })
    assert.equal(Object.keys(counted(await ask(client, 20))).length, 1)
  })

  it('do not disturb what is established when endpoints change', async () => {
    await apply('ab')
    const greetings = []
    for (let i = 0; i < 10; i++) {
      greetings.push(await client.tell<string>({ do: 'open', host: NODE, port: PORT }))
    }
    assert.deepEqual(counted(greetings), { a: 5, b: 5 })
    await apply('c')
    assert.deepEqual(counted(await ask(client, 20)), { c: 20 })
    const echoes = await client.tell<string[]>({ do: 'say', text: 'alive' })
    assert.deepEqual(echoes, new Array(10).fill('alive'))
    const drained = await node.tell({ do: 'drain', endpoints: ['a'] })
    assert.equal(drained, 'still in use', 'open connections keep an endpoint from being drained')
  })

  it('forget UDP flows to an endpoint that has gone', async () => {
    await apply('a')
    assert.match(await askUdp(5_000), /^a /)
    assert.match(await askUdp(5_000), /^a /)
    await apply('b')
    assert.match(await askUdp(5_000), /^b /)
  })

  it('are served in user space, with the reason, when the kernel cannot', async () => {
    const { modes } = await apply('ab', { algorithm: 'least-connections' })
    assert.deepEqual(
      modes.map(([, mode, reason]) => [mode, reason]),
      [
        ['user', 'the kernel has no least-connections'],
        ['user', 'the kernel has no least-connections'],
      ],
    )
    assert.doesNotMatch(rules(), /polis_test/)
    assert.deepEqual(counted(await ask(client, 10)), { a: 5, b: 5 })
    assert.match(await askUdp(5_001), /^[ab] /)
  })

  it('fall back to user space without endpoints, and come back', async () => {
    await apply('')
    assert.deepEqual(await ask(client, 1), ['ECONNRESET'])
    await apply('a')
    assert.deepEqual(counted(await ask(client, 3)), { a: 3 })
  })

  it('lose their rules when the node stops, and what a dead one left when it starts', async () => {
    await apply('a')
    assert.match(rules(), /table ip polis_test/)
    await node.kill()
    assert.match(rules(), /table ip polis_test/)
    assert.deepEqual(counted(await ask(client, 3)), { a: 3 }, 'the kernel goes on alone')
    node = network.actor('n')
    await apply('b', { mode: undefined })
    assert.doesNotMatch(rules(), /polis_test/)
    await apply('b')
    assert.match(rules(), /table ip polis_test/)
    await node.tell({ do: 'stop' })
    assert.doesNotMatch(rules(), /polis_test/)
  })
})
