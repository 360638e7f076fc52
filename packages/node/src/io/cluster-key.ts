/**
 * The key that configs and secrets are sealed with: 32 bytes that every member keeps in its data
 * directory (0600) and that never are in the log, which has their hash alone.
 *
 *     first deploy with one ─► make, keep, put the hash into the log (if there is none yet)
 *     the log has a hash, this node not its key ─► ask the members, keep
 *
 * It is made by the node that first needs one and asked for by all others at once, so a cluster of
 * an older version gets one in the same way. Members are asked over their authenticated channel.
 */

import { randomBytes } from 'node:crypto'
import { type Logger, messageOf } from '@polis/base'
import { CLUSTER_KEY_MARK, type ClusterState, type Operation } from '@polis/cluster'
import type { PeerId, Transport } from '@polis/transport'
import { CLUSTER_KEY_RETRY_MS, CLUSTER_KEY_TIMEOUT_MS } from '../config.ts'
import { nodeError } from '../errors.ts'
import { CLUSTER_KEY_BYTES, fingerprintOf } from '../seal.ts'
import { clusterKeyReply, clusterKeyRequest, METHODS } from '../wire.ts'
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
  #key: Uint8Array | null
  #asking: Promise<Uint8Array> | null = null
  #retry: ReturnType<typeof setTimeout> | null = null

  constructor(deps: ClusterKeyDependencies) {
    this.#deps = deps
    const kept = deps.dataDir.readSecret('cluster-key')
    this.#key = kept === null ? null : Buffer.from(kept, 'hex')
    deps.transport.handle(METHODS.clusterKey, body => {
      const { fingerprint } = clusterKeyRequest.decode(body)
      const isAsked = this.#key !== null && fingerprintOf(this.#key) === fingerprint
      return clusterKeyReply.encode({ key: isAsked ? this.#key! : new Uint8Array(0) })
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
    if (this.#key !== null && fingerprintOf(this.#key) === mark) return this.#key
    this.#asking ??= this.#ask(mark).finally(() => {
      this.#asking = null
    })
    return this.#asking
  }

  /** The cluster's key, which is made if there is none. Throws `node/no-cluster-key`. */
  async findOrMake(signal: AbortSignal): Promise<Uint8Array> {
    const found = await this.find()
    if (found !== null) return found
    // Kept first: a mark whose key was lost in a crash would be worse than a key without mark.
    const key = this.#key ?? randomBytes(CLUSTER_KEY_BYTES)
    this.#keep(key)
    const value = Buffer.from(fingerprintOf(key))
    // If another node was first, its mark stands, and its key is asked for.
    await this.#deps.execute(
      [{ op: 'kv.put', key: CLUSTER_KEY_MARK, value, expectedRevision: 0 }],
      signal,
    )
    return (await this.find()) ?? key
  }

  #mark(): string | null {
    const entry = this.#deps.state.kv.get(CLUSTER_KEY_MARK)
    return entry === undefined ? null : Buffer.from(entry.value).toString('latin1')
  }

  #keep(key: Uint8Array): void {
    this.#key = key
    this.#deps.dataDir.writeSecret('cluster-key', Buffer.from(key).toString('hex'))
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
    this.#keep(key)
    return key
  }
}
