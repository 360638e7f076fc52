/**
 * The key that configs and secrets are sealed with: 32 bytes that every member keeps in its data
 * directory (0600) and that never are in the log, which has their hash alone.
 *
 *     first deploy with one ─► make, keep ─► a majority of the voters keeps it ─► its hash into the
 *                              log (if there is none yet) ─► values are sealed with it
 *     the log has a hash, this node not its key ─► ask the members, keep
 *
 * So what is in the log and the key that opens it are lost together or not at all. Several nodes
 * may make one at a time: all are kept until the log has taken one. Members are asked over their
 * authenticated channel.
 */

import { randomBytes } from 'node:crypto'
import { type Logger, messageOf } from '@polis/base'
import { CLUSTER_KEY_MARK, type ClusterState, type Member, type Operation } from '@polis/cluster'
import type { PeerId, Transport } from '@polis/transport'
import {
  CLUSTER_KEY_RETRY_MS,
  CLUSTER_KEY_TIMEOUT_MS,
  CLUSTER_KEYS_OFFERED_MAX,
} from '../config.ts'
import { nodeError } from '../errors.ts'
import { CLUSTER_KEY_BYTES, fingerprintOf } from '../seal.ts'
import {
  clusterKeyKeepReply,
  clusterKeyKeepRequest,
  clusterKeyReply,
  clusterKeyRequest,
  METHODS,
} from '../wire.ts'
import type { DataDir } from './data-dir.ts'

export type ClusterKeyDependencies = {
  readonly self: PeerId
  readonly state: ClusterState
  readonly dataDir: DataDir
  readonly transport: Transport
  readonly execute: (operations: readonly Operation[], signal: AbortSignal) => Promise<unknown>
  readonly logger: Logger
}

export class ClusterKey {
  readonly #deps: ClusterKeyDependencies
  readonly #stopped = new AbortController()
  readonly #endWatching: (() => void)[] = []
  /** That of the log's hash; before there is one, this node's own first, then those of others. */
  #keys: readonly Uint8Array[]
  /** Hash of the key that a majority of the voters is known to have. */
  #durable = ''
  #asking: Promise<Uint8Array> | null = null
  #retry: ReturnType<typeof setTimeout> | null = null

  constructor(deps: ClusterKeyDependencies) {
    this.#deps = deps
    const kept = deps.dataDir.readSecret('cluster-key')
    this.#keys = (kept ?? '').split('\n').flatMap(line => (line ? [Buffer.from(line, 'hex')] : []))
    deps.transport.handle(METHODS.clusterKey, body => {
      const { fingerprint } = clusterKeyRequest.decode(body)
      return clusterKeyReply.encode({ key: this.#keyOf(fingerprint) ?? new Uint8Array(0) })
    })
    deps.transport.handle(METHODS.clusterKeyKeep, body => {
      const { key } = clusterKeyKeepRequest.decode(body)
      return clusterKeyKeepReply.encode({ isKept: this.#offered(key) })
    })
  }

  /** From now on the key is asked for as soon as there is one. */
  start(): void {
    const { state } = this.#deps
    this.#endWatching.push(
      state.onApplied(changes => {
        if (changes.some(({ kind, id }) => kind === 'kv' && id === CLUSTER_KEY_MARK)) this.#look()
      }),
      state.onRestored(() => this.#look()),
    )
    this.#look()
  }

  stop(): void {
    this.#stopped.abort()
    if (this.#retry !== null) clearTimeout(this.#retry)
    for (const end of this.#endWatching) end()
  }

  /** The cluster's key; null while the cluster has none. Throws `node/no-cluster-key`. */
  async find(): Promise<Uint8Array | null> {
    const mark = this.#mark()
    if (mark === null) return null
    const kept = this.#keyOf(mark)
    if (kept !== undefined) {
      if (this.#keys.length > 1) this.#keep([kept])
      return kept
    }
    this.#asking ??= this.#ask(mark).finally(() => {
      this.#asking = null
    })
    return this.#asking
  }

  /**
   * The cluster's key, which is made if there is none, once a majority of the voters has it. Throws
   * `node/no-cluster-key`.
   */
  async findOrMake(signal: AbortSignal): Promise<Uint8Array> {
    const found = await this.find()
    if (found !== null) return this.#mustSpread(found)
    const key = this.#keys[0] ?? randomBytes(CLUSTER_KEY_BYTES)
    if (this.#keys.length === 0) this.#keep([key])
    await this.#offer(key)
    const value = Buffer.from(fingerprintOf(key))
    // If another node was first, its mark stands, and its key is asked for.
    await this.#deps.execute(
      [{ op: 'kv.put', key: CLUSTER_KEY_MARK, value, expectedRevision: 0 }],
      signal,
    )
    return this.#mustSpread((await this.find()) ?? key)
  }

  /** A key that does not spread because the cluster has another by now need not: it is not used. */
  async #offer(key: Uint8Array): Promise<void> {
    const { missing, isRefused } = await this.#spread(key)
    if (missing.length > 0 && !isRefused) throw notDurable(missing)
  }

  async #mustSpread(key: Uint8Array): Promise<Uint8Array> {
    const { missing } = await this.#spread(key)
    if (missing.length > 0) throw notDurable(missing)
    return key
  }

  #keyOf(fingerprint: string): Uint8Array | undefined {
    return this.#keys.find(key => fingerprintOf(key) === fingerprint)
  }

  /** Another member's key, which is kept unless the cluster has another. */
  #offered(key: Uint8Array): boolean {
    const fingerprint = fingerprintOf(key)
    const mark = this.#mark()
    if (key.length !== CLUSTER_KEY_BYTES || (mark !== null && mark !== fingerprint)) return false
    if (this.#keyOf(fingerprint) !== undefined) return true
    if (this.#keys.length >= CLUSTER_KEYS_OFFERED_MAX) {
      throw nodeError('node/no-cluster-key', { message: 'too many keys wait for the log' })
    }
    this.#keep(mark === null ? [...this.#keys, key] : [key])
    return true
  }

  /**
   * Has the key kept by a majority of the voters, as the log keeps what is sealed with it. Without
   * one, `missing` has the members that do not keep it; `isRefused`: the cluster has another.
   */
  async #spread(key: Uint8Array): Promise<{ missing: readonly Member[]; isRefused: boolean }> {
    const fingerprint = fingerprintOf(key)
    const { state, self } = this.#deps
    const members = [...state.members.values()]
    const voters = members.filter(({ isVoter }) => isVoter)
    const kept = new Set([self])
    const isDurable = () => voters.filter(({ id }) => kept.has(id)).length * 2 > voters.length
    const others = members.filter(({ id }) => id !== self)
    let isRefused = false
    if (this.#durable !== fingerprint) {
      const enough = Promise.withResolvers<void>()
      const asked = others.map(async ({ id }) => {
        const answer = await this.#askToKeep(id, key)
        if (answer === true) kept.add(id)
        isRefused ||= answer === false
        if (isDurable()) enough.resolve()
      })
      if (!isDurable()) await Promise.race([enough.promise, Promise.all(asked)])
      if (!isDurable()) return { missing: others.filter(({ id }) => !kept.has(id)), isRefused }
    }
    this.#durable = fingerprint
    return { missing: [], isRefused }
  }

  /** True: it is on that member's disk. False: the cluster has another. Null: no answer. */
  async #askToKeep(id: PeerId, key: Uint8Array): Promise<boolean | null> {
    const body = clusterKeyKeepRequest.encode({ key })
    const options = { timeoutMs: CLUSTER_KEY_TIMEOUT_MS, signal: this.#stopped.signal }
    try {
      const reply = await this.#deps.transport.request(id, METHODS.clusterKeyKeep, body, options)
      return clusterKeyKeepReply.decode(reply).isKept
    } catch (error) {
      this.#deps.logger.debug({ peer: id, reason: messageOf(error) }, 'does not keep the key')
      return null
    }
  }

  #mark(): string | null {
    const entry = this.#deps.state.kv.get(CLUSTER_KEY_MARK)
    return entry === undefined ? null : Buffer.from(entry.value).toString('latin1')
  }

  /** On the disk first: whoever hears that it is kept relies on that. */
  #keep(keys: readonly Uint8Array[]): void {
    const lines = keys.map(key => Buffer.from(key).toString('hex'))
    this.#deps.dataDir.writeSecret('cluster-key', lines.join('\n'))
    this.#keys = keys
  }

  #look(): void {
    this.find().catch(error => {
      if (this.#stopped.signal.aborted) return
      this.#deps.logger.warn({ reason: messageOf(error) }, 'configs and secrets cannot be opened')
      if (this.#retry !== null) clearTimeout(this.#retry)
      this.#retry = setTimeout(() => this.#look(), CLUSTER_KEY_RETRY_MS)
    })
  }

  async #ask(fingerprint: string): Promise<Uint8Array> {
    const { state, self, transport } = this.#deps
    const body = clusterKeyRequest.encode({ fingerprint })
    const options = { timeoutMs: CLUSTER_KEY_TIMEOUT_MS, signal: this.#stopped.signal }
    const others = [...state.members.keys()].filter(id => id !== self)
    const key = await Promise.any(
      others.map(async id => {
        const reply = clusterKeyReply.decode(
          await transport.request(id, METHODS.clusterKey, body, options),
        )
        if (fingerprintOf(reply.key) !== fingerprint) throw new Error('it has another or none')
        return reply.key
      }),
    ).catch(() => null)
    if (key === null) {
      throw nodeError('node/no-cluster-key', {
        message: 'no member that can be reached has the key of configs and secrets',
        hint: "put the file 'cluster-key' of a former member's data directory into this one's",
        retryable: true,
      })
    }
    this.#keep([key])
    return key
  }
}

function notDurable(missing: readonly Member[]) {
  const names = missing.map(({ name }) => name).join(', ')
  return nodeError('node/no-cluster-key', {
    message: `the key of configs and secrets would be lost with this node: ${names} did not keep it`,
    hint: 'a majority of the voters must be up and run this version of Polis',
    retryable: true,
  })
}
