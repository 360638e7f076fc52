/**
 * Every owner's set as far as this node knows it, and the index by endpoint.
 *
 * A delta is taken only if its owner is a member, its stamp is the owner's, it continues what is
 * held, and it leads to the stamped set; so a record never goes backwards and a relay cannot change
 * one. A gap is no failure: the caller asks for the set.
 */

import type { PeerId } from '@polis/transport'
import type { GossipConfig } from './config.ts'
import {
  compareVersions,
  type Delta,
  type DigestEntry,
  type HealthRecord,
  METADATA_KEY,
  type Metadata,
  type SetRecord,
} from './record.ts'
import { type ChangePlan, RecordSet } from './record-set.ts'
import type { Notary } from './stamp.ts'
import { parseVoteKey } from './votes.ts'

/** What became of a delta. `gap`: it continues a version that is not held. */
export type DeltaOutcome =
  | {
      readonly kind: 'applied'
      readonly changed: HealthRecord[]
      readonly removed: string[]
      readonly hasNewMetadata: boolean
    }
  | { readonly kind: 'stale' | 'gap' | 'stranger' | 'forged' | 'too-large' }

/** The sets of all owners. */
export class RecordStore {
  readonly #config: GossipConfig
  readonly #notary: Notary
  readonly #sets = new Map<PeerId, RecordSet>()
  readonly #ownersOf = new Map<string, Set<PeerId>>()
  /** The keys of votes by endpoint; empty where nobody votes. */
  readonly #voteKeysOf = new Map<string, Set<string>>()

  constructor(config: GossipConfig, notary: Notary) {
    this.#config = config
    this.#notary = notary
  }

  /** Accepts deltas of `owner` from now on. */
  admit(owner: PeerId): void {
    if (!this.#sets.has(owner)) this.#sets.set(owner, new RecordSet(owner))
  }

  /** Drops what `owner` said; answers the endpoints it spoke of. */
  forget(owner: PeerId): string[] {
    const set = this.#sets.get(owner)
    const keys = [...(set?.records() ?? [])].map(record => record.key)
    for (const key of keys) this.#unindex(key, owner)
    this.#sets.delete(owner)
    return keys.filter(key => key !== METADATA_KEY)
  }

  /** The set of `owner`, for the owner itself to write. */
  setOf(owner: PeerId): RecordSet | undefined {
    return this.#sets.get(owner)
  }

  /** Whether `delta` is news, before its signature has been looked at. */
  triage(delta: Delta): 'news' | 'stale' | 'gap' | 'stranger' {
    const set = this.#sets.get(delta.stamp.owner)
    if (set === undefined) return 'stranger'
    const held = set.position()
    if (compareVersions(delta.stamp, held) <= 0) return 'stale'
    if (delta.fromVersion === 0) return 'news'
    const continues =
      delta.stamp.incarnation === held.incarnation && delta.fromVersion <= held.version
    return continues ? 'news' : 'gap'
  }

  /** True if the owner signed the stamp of `delta`. */
  isStamped(delta: Delta): boolean {
    return this.#notary.isStamped(delta.stamp)
  }

  /** Takes `delta`; `isChecked` says that its stamp has been verified already. */
  apply(delta: Delta, isChecked: boolean): DeltaOutcome {
    const kind = this.triage(delta)
    if (kind !== 'news') return { kind }
    if (!isChecked && !this.isStamped(delta)) return { kind: 'forged' }
    const set = this.#sets.get(delta.stamp.owner)!
    const plan = set.plan(delta.records, delta.removed, delta.fromVersion === 0)
    if (!plan.root.equals(delta.stamp.hash)) return { kind: 'forged' }
    const held = delta.fromVersion === 0 ? 0 : set.size
    if (held + delta.records.length > this.#config.recordsPerOwnerMax + 1) {
      return { kind: 'too-large' }
    }
    return this.commit(set, plan, delta)
  }

  /** Makes a checked plan real and answers what readers will see differently. */
  commit(set: RecordSet, plan: ChangePlan, delta: Delta): DeltaOutcome & { kind: 'applied' } {
    const before = plan.isWhole ? [...set.records()] : []
    const isNew = (record: SetRecord) => set.get(record.key)?.version !== record.version
    const isNewBoot = set.position().incarnation !== delta.stamp.incarnation
    const written = delta.records.filter(record => isNewBoot || isNew(record))
    set.commit(plan, delta.stamp)
    const owner = set.owner
    const gone = [...before.map(record => record.key), ...delta.removed]
    const removed = gone.filter(key => set.get(key) === undefined && key !== METADATA_KEY)
    for (const key of removed) this.#unindex(key, owner)
    const changed: HealthRecord[] = []
    for (const record of written) {
      this.#index(record.key, owner)
      const health = healthOf(set, record)
      if (health !== undefined) changed.push(health)
    }
    const hasNewMetadata = written.some(record => record.key === METADATA_KEY)
    return { kind: 'applied', changed, removed, hasNewMetadata }
  }

  /** The record of `endpointId` by the owner that `prefer` likes best; later changes win ties. */
  health(endpointId: string, prefer: (owner: PeerId) => number): HealthRecord | undefined {
    let best: HealthRecord | undefined
    for (const owner of this.#ownersOf.get(endpointId) ?? []) {
      const set = this.#sets.get(owner)
      const record = set?.get(endpointId)
      const found = record === undefined ? undefined : healthOf(set!, record)
      if (found === undefined) continue
      const byOwner = best === undefined ? 1 : prefer(owner) - prefer(best.owner)
      if (byOwner > 0 || (byOwner === 0 && found.changedMs > best!.changedMs)) best = found
    }
    return best
  }

  /** True if anybody has voted on any endpoint. */
  get hasVotes(): boolean {
    return this.#voteKeysOf.size > 0
  }

  /** The votes on an endpoint, in the order of their keys and voters. */
  votes(endpointId: string): HealthRecord[] {
    const keys = [...(this.#voteKeysOf.get(endpointId) ?? [])].sort()
    return keys.flatMap(key =>
      [...(this.#ownersOf.get(key) ?? [])].sort().flatMap(owner => {
        const set = this.#sets.get(owner)!
        return healthOf(set, set.get(key)!) ?? []
      }),
    )
  }

  /** The endpoints that `owner` has voted on. */
  votedBy(owner: PeerId): string[] {
    if (!this.hasVotes) return []
    const keys = [...(this.#sets.get(owner)?.records() ?? [])].map(record => record.key)
    return [...new Set(keys.flatMap(key => parseVoteKey(key)?.endpointId ?? []))]
  }

  /** Every health record of every owner, votes left out. */
  *healthRecords(): IterableIterator<HealthRecord> {
    for (const set of this.#sets.values()) {
      for (const record of set.records()) {
        const health = healthOf(set, record)
        if (health !== undefined && parseVoteKey(record.key) === undefined) yield health
      }
    }
  }

  /** The metadata of `owner`; empty while it has said nothing. */
  metadata(owner: PeerId): Metadata {
    const body = this.#sets.get(owner)?.get(METADATA_KEY)?.body
    return body?.kind === 'metadata' ? (JSON.parse(body.json) as Metadata) : {}
  }

  /** How far every copy is, by owner. */
  digest(): DigestEntry[] {
    return [...this.#sets.values()].map(set => set.position())
  }

  #index(key: string, owner: PeerId): void {
    const vote = parseVoteKey(key)
    if (vote !== undefined) {
      const keys = this.#voteKeysOf.get(vote.endpointId)
      if (keys === undefined) this.#voteKeysOf.set(vote.endpointId, new Set([key]))
      else keys.add(key)
    }
    const owners = this.#ownersOf.get(key)
    if (owners === undefined) this.#ownersOf.set(key, new Set([owner]))
    else owners.add(owner)
  }

  #unindex(key: string, owner: PeerId): void {
    const owners = this.#ownersOf.get(key)
    owners?.delete(owner)
    if (owners?.size !== 0) return
    this.#ownersOf.delete(key)
    const vote = parseVoteKey(key)
    const keys = this.#voteKeysOf.get(vote?.endpointId ?? '')
    keys?.delete(key)
    if (keys?.size === 0) this.#voteKeysOf.delete(vote!.endpointId)
  }
}

function healthOf(set: RecordSet, record: SetRecord): HealthRecord | undefined {
  if (record.body.kind !== 'health') return undefined
  const { state, weight, changedMs, output } = record.body
  const { owner, incarnation } = set.position()
  return {
    endpointId: record.key,
    owner,
    incarnation,
    version: record.version,
    state,
    weight,
    changedMs,
    output,
  }
}
