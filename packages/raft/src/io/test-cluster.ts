/**
 * Raft nodes in one process for tests: real data directories, the in-memory network, and a state
 * machine that remembers what was applied.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quietLogger, seededRandom, systemClock } from '@polis/base'
import { MemoryNetwork, type MemoryTransport, timerSchedule } from '@polis/transport'
import type { RaftConfig } from '../config.ts'
import type { ConfChange, ConfState, RaftId, SnapshotData } from '../message.ts'
import type { SnapshotReader, StateMachine } from '../state-machine.ts'
import { RaftNode } from './raft-node.ts'

const NO_CONTEXT = new Uint8Array(0)

/** Remembers every command as text, and every membership change's context. */
class TextMachine implements StateMachine {
  lines: string[] = []
  contexts: string[] = []
  restores = 0

  apply(_index: number, _term: number, data: Uint8Array): void {
    const text = Buffer.from(data).toString()
    if (text === 'throw') throw new Error('told to throw')
    this.lines.push(text)
  }

  applyConfChange(_index: number, _term: number, change: ConfChange, _state: ConfState): void {
    this.contexts.push(Buffer.from(change.context).toString())
  }

  /** Chunks of a few lines, so that even a short history has several. */
  snapshot(): SnapshotData {
    const { lines, contexts } = this
    const chunks = [JSON.stringify({ contexts })]
    for (let at = 0; at < lines.length; at += 20) {
      chunks.push(JSON.stringify(lines.slice(at, at + 20)))
    }
    return chunks.map(chunk => Buffer.from(chunk))
  }

  restore(): SnapshotReader {
    const chunks: string[] = []
    return {
      add: chunk => chunks.push(Buffer.from(chunk).toString()),
      finish: () => {
        const [first, ...rest] = chunks
        this.contexts = JSON.parse(first!).contexts
        this.lines = rest.flatMap(chunk => JSON.parse(chunk))
        this.restores++
      },
    }
  }
}

/** One node with what it needs. */
export type TestNode = {
  readonly id: RaftId
  readonly machine: TextMachine
  readonly transport: MemoryTransport
  readonly raft: RaftNode
}

/** Faster than production, so that tests are; the ring is small, so that it laps. */
const TEST_CONFIG: Partial<RaftConfig> = {
  tickMs: 10,
  tailBytes: 256 << 10,
  refillRetryTicks: 5,
  refusedCampaignMinMs: 5,
  refusedCampaignMaxMs: 30,
}

/** Starts, stops and remembers nodes. `close` removes everything. */
export class TestCluster {
  readonly directory = mkdtempSync(join(tmpdir(), 'polis-raft-'))
  readonly network = new MemoryNetwork({ schedule: timerSchedule })
  readonly nodes = new Map<RaftId, TestNode>()
  /** Hears of every frame before it is sent. */
  onFrame: (from: RaftId, frame: Uint8Array) => void = () => {}
  readonly #config: Partial<RaftConfig>

  constructor(config: Partial<RaftConfig> = {}) {
    this.#config = { ...TEST_CONFIG, ...config }
  }

  dataDir(id: RaftId): string {
    return join(this.directory, `node-${id}`)
  }

  /** Starts node `id`; `founders` are the voters of a new cluster, `config` is for this node. */
  async start(
    id: RaftId,
    founders: readonly RaftId[] = [],
    config: Partial<RaftConfig> = {},
  ): Promise<TestNode> {
    const machine = new TextMachine()
    const transport = this.network.createTransport(`peer-${id}`)
    const send = transport.send.bind(transport)
    transport.send = (peer, channel, bytes) => {
      this.onFrame(id, bytes)
      return send(peer, channel, bytes)
    }
    const raft = await RaftNode.open({
      dataDir: this.dataDir(id),
      raftId: id,
      bootstrap: founders.map(founder => ({
        transition: 'auto',
        changes: [{ type: 'add-voter', raftId: founder }],
        context: Buffer.from(`member ${founder}`),
      })),
      stateMachine: machine,
      transport,
      peerOf: member => `peer-${member}`,
      addressOf: member => this.nodes.get(member)?.transport.address,
      clock: systemClock,
      random: seededRandom(id),
      logger: quietLogger,
      config: { ...this.#config, ...config },
    })
    await transport.start()
    const node = { id, machine, transport, raft }
    this.nodes.set(id, node)
    for (const other of this.nodes.values()) {
      transport.setAddress(other.transport.self, other.transport.address)
      other.transport.setAddress(transport.self, transport.address)
    }
    raft.start()
    return node
  }

  /** Stops node `id` as a crash would look to the others. */
  async stop(id: RaftId): Promise<void> {
    const { raft, transport } = this.nodes.get(id)!
    await transport.stop()
    await raft.stop()
  }

  /** Resolves with the leader that all of `ids` agree on. */
  async leader(ids: readonly RaftId[]): Promise<TestNode> {
    const nodes = ids.map(id => this.nodes.get(id)!)
    const agreed = () => {
      const leaders = new Set(nodes.map(({ raft }) => raft.status().leader))
      const [leader] = leaders
      return leaders.size === 1 && ids.includes(leader!) ? this.nodes.get(leader!) : undefined
    }
    await until('the nodes agree on a leader', () => agreed() !== undefined)
    return agreed()!
  }

  async close(): Promise<void> {
    for (const { raft, transport } of this.nodes.values()) {
      await transport.stop()
      await raft.stop()
    }
    rmSync(this.directory, { recursive: true })
  }
}

/** A membership change of one member. */
export function changeOf(
  type: 'add-voter' | 'add-learner' | 'remove',
  raftId: RaftId,
  context = '',
): ConfChange {
  const bytes = context === '' ? NO_CONTEXT : Buffer.from(context)
  return { transition: 'auto', changes: [{ type, raftId }], context: bytes }
}

/** Waits for `condition`, checked every few milliseconds; fails after `timeoutMs`. */
export async function until(
  what: string,
  condition: () => boolean,
  timeoutMs = 8_000,
): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs
  while (!condition()) {
    if (performance.now() > deadlineMs) throw new Error(`waited too long until ${what}`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
