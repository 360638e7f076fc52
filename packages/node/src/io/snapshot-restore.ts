/**
 * Founding a new cluster with the state of a snapshot file.
 *
 * A restored cluster is a new one: it has its own id, secret and admin token, and this node as its
 * only member. So it can never meet the old one's nodes, wherever they are, and take them for its
 * own. Everything is built in a directory beside the target and appears by one rename.
 */

import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { tokenHash } from '@polis/api/token-hash'
import { messageOf, newId, type PolisError, systemClock } from '@polis/base'
import { soleVoter, writeFoundation } from '@polis/raft'
import { loadOrCreateIdentity } from '@polis/transport'
import { nodeError } from '../errors.ts'
import { CLUSTER_PORT } from '../options.ts'
import { DataDir, syncDirectory } from './data-dir.ts'
import { isSystemError, type LoadedSnapshot, loadSnapshot } from './snapshot-load.ts'

export type RestoreRequest = {
  readonly file: string
  /** Absent or empty; it holds a founder afterwards. */
  readonly dataDir: string
  readonly name: string
  /** Null draws new ones. */
  readonly joinSecret: string | null
  readonly adminToken: string | null
}

export type Restored = { readonly clusterId: string; readonly snapshot: LoadedSnapshot }

/** Founds a cluster with the state in `file`. Throws `node/data-dir-not-empty`, and as above. */
export async function restoreSnapshot(request: RestoreRequest): Promise<Restored> {
  const target = resolve(request.dataDir)
  refuseUsed(target)
  const snapshot = await loadSnapshot(request.file)
  const draft = join(dirname(target), `.${basename(target)}.restoring-${process.pid}`)
  try {
    mkdirSync(draft, { recursive: true, mode: 0o700 })
    const clusterId = await found(draft, request, snapshot)
    renameSync(draft, target)
    syncDirectory(dirname(target))
    return { clusterId, snapshot }
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw isSystemError(error) ? cannotWrite(target, error) : error
  }
}

/** Fills `draft` as a founder's data directory; answers the new cluster's id. */
async function found(
  draft: string,
  request: RestoreRequest,
  { header, state }: LoadedSnapshot,
): Promise<string> {
  const { name } = request
  const clusterId = newId()
  const secret = request.joinSecret ?? randomBytes(20).toString('hex')
  const adminToken = request.adminToken ?? randomBytes(20).toString('hex')
  const { peerId } = await loadOrCreateIdentity(join(draft, 'identity.key'))
  const raftId = state.nextRaftId
  const nowMs = systemClock.wallMs()
  const address = { host: '127.0.0.1', clusterPort: CLUSTER_PORT, apiAddress: '' }
  // The node says itself where it is and what it offers, once it runs.
  const size = { labels: {}, drivers: [], cpuMillicores: 0, memoryBytes: 0 }
  const member = { id: peerId, name, raftId, availability: 'ready' as const, joinedMs: nowMs }
  const index = Math.max(header.index, state.index) + 1
  state.refound(index, nowMs, {
    kind: 'restored',
    founder: { ...member, ...address, ...size },
    clusterId,
    adminTokenHash: tokenHash(adminToken),
  })
  const metadata = { index, term: header.term + 1, confState: soleVoter(raftId) }
  await writeFoundation(draft, raftId, { data: state.snapshot(), metadata })
  const dataDir = DataDir.open(draft, name)
  try {
    dataDir.writeSecret('join-secret', secret)
    dataDir.writeSecret('admin-token', adminToken)
    dataDir.save({ clusterId, raftId, bootCount: 0 })
  } finally {
    dataDir.close()
  }
  return clusterId
}

/** Throws `node/data-dir-not-empty` unless `target` is absent or an empty directory. */
function refuseUsed(target: string): void {
  let names: string[]
  try {
    names = readdirSync(target)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw cannotWrite(target, error)
  }
  if (names.length === 0) return
  throw nodeError('node/data-dir-not-empty', {
    message: `${target} is not empty: a snapshot is restored into an empty directory only`,
    hint: 'choose another one with --data-dir, or move what is there away',
    fields: { target },
  })
}

function cannotWrite(target: string, cause: unknown): PolisError {
  return nodeError('node/data-dir-denied', {
    message: `cannot make the data directory ${target}: ${messageOf(cause)}`,
    hint: 'it is renamed into its place when it is whole, so it must not be a mount point itself',
    fields: { target },
    cause,
  })
}
