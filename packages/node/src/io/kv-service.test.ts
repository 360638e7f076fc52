/** A node's key-value store as a program sees it that is no member. */

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { hasCode, quietLogger } from '@polis/base'
import { createIdentity, createLibp2pTransport } from '@polis/transport'
import { METHODS } from '../wire.ts'
import { PolisNode } from './node.ts'
import { PeerClient } from './peer-client.ts'

const SECRET = 'known to members and clients'
const bytes = (text: string) => new TextEncoder().encode(text)

describe('a client of a node', () => {
  let node: PolisNode
  let client: PeerClient
  let address: { host: string; port: number }

  before(async () => {
    node = await PolisNode.start(
      {
        ...{ version: '0.1.0', name: 'n1', dataDir: null, labels: {}, drivers: ['process'] },
        ...{ bind: '127.0.0.1', advertise: null, apiBind: '127.0.0.1' },
        ...{ clusterPort: 0, apiPort: 0, dnsPort: 0, taskPorts: { first: 20_000, last: 29_999 } },
        ...{ join: [], joinTimeoutMs: 30_000, isBootstrap: false, adminToken: null },
        ...{ joinSecret: SECRET, dnsUpstreams: [], isProcessAllowed: true, isDev: true },
      },
      quietLogger,
    )
    const [host, port] = node.clusterAddress.split(':')
    address = { host: host!, port: Number(port) }
    client = await PeerClient.connect({ address, secret: SECRET })
  })

  after(async () => {
    await client.close()
    await node.stop()
  })

  it('reads what it wrote, with its revision, and stale reads see it as well', async () => {
    const revision = await client.put({ key: 'a', value: bytes('1') })
    assert.ok(revision > 0)
    for (const isStale of [false, true]) {
      const read = await client.get('a', isStale)
      assert.equal(read.revision, revision)
      assert.deepEqual(new Uint8Array(read.value), bytes('1'))
    }
    assert.equal((await client.get('not there')).revision, 0)
  })

  it('writes by compare-and-set: once, and not on an old revision', async () => {
    const created = { key: 'lock', value: bytes('mine'), expectedRevision: 0 }
    await client.put(created)
    await assert.rejects(client.put(created), error => hasCode(error, 'api/stale-revision'))
  })

  it('the same request twice writes once', async () => {
    const first = await client.put({ key: 'once', value: bytes('1') }, 'request-1')
    assert.equal(await client.put({ key: 'once', value: bytes('2') }, 'request-1'), first)
    assert.deepEqual(new Uint8Array((await client.get('once')).value), bytes('1'))
  })

  it('each write of a batch stands for itself', async () => {
    const outcomes = await client.putAll([
      { key: 'b1', value: bytes('1') },
      { key: 'b1', value: bytes('2'), expectedRevision: 999_999 },
      { key: 'b2', value: bytes('3') },
    ])
    assert.deepEqual(
      outcomes.map(({ revision }) => revision > 0),
      [true, false, true],
    )
    assert.notEqual(outcomes[1]!.refusal, '')
  })

  it('writes at the same time have revisions of their own wherever they meet', async () => {
    const revisions = await Promise.all(
      ['x', 'x', 'y', 'x'].map(key => client.put({ key, value: bytes('v') })),
    )
    const ofX = [revisions[0], revisions[1], revisions[3]]
    assert.equal(new Set(ofX).size, 3)
    assert.equal((await client.get('x')).revision, Math.max(...ofX.map(Number)))
  })

  it('who does not know the secret is refused', async () => {
    const guess = PeerClient.connect({ address, secret: 'a guess' })
    await assert.rejects(guess, error => hasCode(error, 'node/join-refused'))
  })

  it('who has proven nothing is refused', async () => {
    const { privateKey } = await createIdentity()
    const stranger = await createLibp2pTransport({ privateKey })
    await stranger.start()
    try {
      const peer = await stranger.dial(address, { timeoutMs: 15_000 })
      const asked = stranger.request(peer, METHODS.kvGet, new Uint8Array(0), { timeoutMs: 15_000 })
      await assert.rejects(asked, error => hasCode(error, 'transport/not-allowed'))
    } finally {
      await stranger.stop()
    }
  })
})
