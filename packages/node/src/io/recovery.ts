/**
 * `polis recover`: a survivor of a lost quorum goes on alone, in a new epoch.
 *
 *     stopped data directory ─► best log ─► state ─► a new log that begins with it, one voter
 *                                                ask the other members who has more ◄──┘
 *
 * The new log is built whole under `recovering/` and marked ready; then what it replaces is moved to
 * `before-recovery-N/`, it takes its place, and last the record in `node.json` names the epoch.
 * Each step can be repeated, so a recovery that was cut short is finished by the next.
 */

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, type Epoch, newId, systemClock } from '@polis/base'
import { ClusterState, type Member } from '@polis/cluster'
import {
  decodeConfChange,
  readSalvage,
  type Salvage,
  soleVoter,
  writeFoundation,
} from '@polis/raft'
import { type Identity, loadOrCreateIdentity } from '@polis/transport'
import { nodeError } from '../errors.ts'
import { objectionsTo, type RecoveryPlan } from '../recovery-plan.ts'
import { DataDir, RECOVERY_MARK, syncDirectory } from './data-dir.ts'
import { askPositions } from './recovery-ask.ts'
import { Replica } from './replica.ts'

/** What takes the place of the old log. */
const REPLACED = ['raft', 'state'] as const

type Mark = { readonly epoch: Epoch }

export type RecoveryRequest = {
  readonly dataDir: string
  /** Where else members may be, beside where they were last. */
  readonly addresses: readonly string[]
}

/** A recovery that was looked at and not decided yet; the data directory is locked until `close`. */
export class Recovery {
  readonly plan: RecoveryPlan
  readonly #dataDir: DataDir
  readonly #state: ClusterState
  readonly #survivor: Member
  readonly #term: number

  private constructor(plan: RecoveryPlan, dataDir: DataDir, found: Found) {
    this.plan = plan
    this.#dataDir = dataDir
    this.#state = found.state
    this.#survivor = found.survivor
    this.#term = found.log.term
  }

  /**
   * Reads the data directory of a stopped node and asks the others. Finishes a recovery that was
   * cut short instead, and answers null. Throws `node/no-data`, `node/data-dir-in-use`,
   * `node/nothing-to-recover`, and what reading the log throws.
   */
  static async open(request: RecoveryRequest): Promise<Recovery | null> {
    const dataDir = DataDir.openStopped(request.dataDir)
    try {
      if (existsSync(dataDir.file(RECOVERY_MARK))) {
        finish(dataDir)
        dataDir.close()
        return null
      }
      const found = await findState(dataDir)
      const members = found.state.sorted('member').filter(({ id }) => id !== found.survivor.id)
      const fenced = await askPositions(found.identity, dataDir.record, members, request.addresses)
      return new Recovery(planOf(dataDir, found, fenced), dataDir, found)
    } catch (error) {
      dataDir.close()
      throw error
    }
  }

  /** Does it. Throws `node/cannot-recover` if there are objections and `isForced` is not set. */
  async carryOut(isForced: boolean): Promise<void> {
    const [objection] = this.plan.objections
    if (objection !== undefined && !isForced) {
      throw nodeError('node/cannot-recover', {
        message: `not recovered: ${objection}`,
        hint: '--force recovers this node all the same, and loses what the other has',
      })
    }
    const epoch = { count: this.plan.epoch, mark: newId() }
    const index = this.#state.index + 1
    const { id, raftId } = this.#survivor
    this.#state.refound(index, systemClock.wallMs(), { kind: 'recovered', survivorId: id, epoch })
    const draft = this.#dataDir.file('recovering')
    rmSync(draft, { recursive: true, force: true })
    mkdirSync(draft, { mode: 0o700 })
    const metadata = { index, term: this.#term + 1, confState: soleVoter(raftId) }
    await writeFoundation(draft, raftId, { data: this.#state.snapshot(), metadata })
    syncDirectory(draft)
    const mark: Mark = { epoch }
    const file = this.#dataDir.file(RECOVERY_MARK)
    writeFileSync(`${file}.new`, JSON.stringify(mark), { mode: 0o600, flush: true })
    renameSync(`${file}.new`, file)
    syncDirectory(draft)
    finish(this.#dataDir)
  }

  /** Unlocks the directory. */
  close(): void {
    this.#dataDir.close()
  }
}

/** Puts a log that is ready into its place; what it replaces is kept. */
function finish(dataDir: DataDir): void {
  const { epoch } = JSON.parse(readFileSync(dataDir.file(RECOVERY_MARK), 'utf8')) as Mark
  const aside = dataDir.file(`before-recovery-${epoch.count}`)
  mkdirSync(aside, { recursive: true, mode: 0o700 })
  for (const name of REPLACED) {
    const draft = dataDir.file(join('recovering', name))
    if (!existsSync(draft)) continue
    if (existsSync(dataDir.file(name))) renameSync(dataDir.file(name), join(aside, name))
    renameSync(draft, dataDir.file(name))
  }
  syncDirectory(aside)
  syncDirectory(dataDir.path)
  dataDir.save({ epoch, isFounding: false })
  rmSync(dataDir.file('recovering'), { recursive: true, force: true })
}

/** What a stopped node's directory still gives. */
type Found = {
  readonly identity: Identity
  readonly survivor: Member
  readonly state: ClusterState
  readonly log: Omit<Salvage, 'entries' | 'snapshot'>
}

async function findState(dataDir: DataDir): Promise<Found> {
  if (!existsSync(dataDir.file('identity.key'))) throw nothingLeft(dataDir, 'its identity is gone')
  const identity = await loadOrCreateIdentity(dataDir.file('identity.key'))
  const left = await readSalvage(dataDir.path, salvage => salvage && replay(salvage))
  if (left === undefined) throw nothingLeft(dataDir, 'no snapshot and no entry is whole')
  const { log, state } = left
  const survivor = state.members.get(identity.peerId)
  if (survivor === undefined) throw nothingLeft(dataDir, 'it has no record of itself as a member')
  return { identity, survivor, state, log }
}

/** Applies all that is left: what no majority can be asked about any more counts as committed. */
function replay({ snapshot, entries, ...log }: Salvage): Pick<Found, 'log' | 'state'> {
  const state = new ClusterState()
  if (snapshot !== undefined) state.restoreAll(snapshot.data)
  const replica = new Replica(state, () => null)
  for (const { index, term, type, data } of entries) {
    if (type !== 'normal') {
      replica.applyConfChange(index, term, decodeConfChange(data), soleVoter(0))
    } else if (data.length > 0) replica.apply(index, term, data)
    else state.skipTo(index)
  }
  state.skipTo(log.lastIndex)
  return { log, state }
}

function planOf(dataDir: DataDir, found: Found, fenced: RecoveryPlan['fenced']): RecoveryPlan {
  const { log, state, survivor } = found
  const { lastIndex, lastTerm, commitIndex, lostIndex, damage } = log
  const { clusterId, epoch } = dataDir.record
  assert(state.clusterId === '' || state.clusterId === clusterId, 'the log is of this cluster')
  const plan = {
    ...{ clusterId, name: survivor.name, raftId: survivor.raftId, dataDir: dataDir.path, fenced },
    log: { lastIndex, lastTerm, commitIndex, lostIndex, damage },
    epoch: Math.max(epoch.count, state.epoch.count) + 1,
  }
  return { ...plan, objections: objectionsTo(plan) }
}

function nothingLeft({ path }: DataDir, reason: string) {
  return nodeError('node/nothing-to-recover', {
    message: `nothing can be recovered from ${path}: ${reason}`,
    hint: "recover another survivor, or found a new cluster with 'polis snapshot restore'",
    fields: { path, reason },
  })
}
