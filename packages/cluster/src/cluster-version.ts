/**
 * Which operations a cluster of several versions of Polis may hold.
 *
 * A node that meets an operation it does not know stops applying, and one that drops a field which
 * others keep would no longer have the same state (design.md §4 "Versions"). So the log says which
 * version the cluster is at, it rises by a command and only when the records of all members say
 * that they can, and until then the leader proposes nothing that needs more. It never falls.
 *
 * Whoever adds a kind of operation, or a field that applying looks at, adds one line to `NEEDS` and,
 * if it is the first since a release, raises `CLUSTER_VERSION`.
 */

import { PolisError } from '@polis/base'
import type { Operation, OperationKind } from './commands.ts'
import type { ClusterErrorCode } from './errors.ts'
import type { Member } from './objects.ts'
import type { ClusterState } from './state.ts'

/** The newest cluster version that this Polis can. */
export const CLUSTER_VERSION = 2

/** What a member can whose record says nothing of it: 0.2 was the last that did not. */
export const FIRST_CLUSTER_VERSION = 1

/** What a kind needs: as a whole, or only with one of these fields (a path leads through lists). */
type Need = {
  readonly version: number
  readonly fields?: readonly string[]
}

const DEPLOYMENT_FIELDS = ['mode', 'placement', 'disconnect', 'dependsOn'].concat(
  ['strategy', 'maxSurge', 'maxUnavailable'].map(field => `update.${field}`),
  ['container', 'files'].map(field => `workload.${field}`),
)
const SERVICE_FIELDS = ['query', 'failover'].concat(
  ['http', 'hashBy', 'preferZone', 'subset', 'policy'].map(field => `lb.${field}`),
)

/** What is not named here was known from the first cluster version on. */
const NEEDS: { readonly [K in OperationKind]?: Need } = {
  'service.pause': { version: 2 },
  'service.control': { version: 2 },
  'policy.set': { version: 2 },
  'task.move': { version: 2 },
  'rollout.step': { version: 2 },
  'rollout.control': { version: 2 },
  'cron.set': { version: 2 },
  'endpoint.put': { version: 2, fields: ['version', 'ttlMs', 'deregisterAfterMs'] },
  'endpoint.remove': { version: 2, fields: ['expectedRevision'] },
  'member.availability': { version: 2, fields: ['deadlineMs'] },
  'task.create': { version: 2, fields: ['task.run', 'task.attempt'] },
  'service.put': { version: 2, fields: SERVICE_FIELDS.map(field => `spec.${field}`) },
  'stack.apply': {
    version: 2,
    fields: [
      ...DEPLOYMENT_FIELDS.map(field => `services.deployment.${field}`),
      ...SERVICE_FIELDS.map(field => `services.spec.${field}`),
    ],
  },
}

/** The cluster version that a member can. */
export function clusterVersionOf({ clusterVersion }: Pick<Member, 'clusterVersion'>): number {
  return clusterVersion ?? FIRST_CLUSTER_VERSION
}

/** The highest version that all of `members` can; the first without any. */
export function commonVersion(members: Iterable<Member>): number {
  let common = Number.POSITIVE_INFINITY
  for (const member of members) common = Math.min(common, clusterVersionOf(member))
  return Number.isFinite(common) ? common : FIRST_CLUSTER_VERSION
}

/** The operation that lets the cluster use what all its members can by now; none if it does. */
export function versionRise(state: ClusterState): Operation | undefined {
  const version = Math.min(commonVersion(state.members.values()), CLUSTER_VERSION)
  return version > state.clusterVersion ? { op: 'cluster.version', version } : undefined
}

/** True if a cluster at `version` may hold the operation. */
export function isKnownAt(version: number, operation: Operation): boolean {
  return needOf(operation).version <= version
}

/** Throws `cluster/needs-upgrade`, naming the members, if an operation needs more than there is. */
export function checkVersions(state: ClusterState, operations: readonly Operation[]): void {
  if (state.clusterVersion >= CLUSTER_VERSION) return
  for (const operation of operations) {
    const { version, field } = needOf(operation)
    if (version > state.clusterVersion) throw needsUpgrade(state, operation.op, version, field)
  }
}

/** Says which members keep the cluster from using what this Polis can; empty if none does. */
export function versionWarnings(state: ClusterState): string[] {
  const behind = membersBelow(state, CLUSTER_VERSION)
  if (state.clusterVersion >= CLUSTER_VERSION || behind.length === 0) return []
  const who = behind.map(runs).join(', ')
  return [`the cluster stays at version ${state.clusterVersion} of ${CLUSTER_VERSION}: ${who}`]
}

/** What an operation needs, and which of its fields makes it so. */
function needOf(operation: Operation): { readonly version: number; readonly field?: string } {
  const need = NEEDS[operation.op]
  if (need === undefined) return { version: FIRST_CLUSTER_VERSION }
  if (need.fields === undefined) return { version: need.version }
  const field = need.fields.find(path => holds(operation, path.split('.')))
  return field === undefined ? { version: FIRST_CLUSTER_VERSION } : { ...need, field }
}

function holds(value: unknown, [field, ...rest]: readonly string[]): boolean {
  if (field === undefined) return value !== undefined
  if (Array.isArray(value)) return value.some(item => holds(item, [field, ...rest]))
  if (value === null || typeof value !== 'object') return false
  return holds((value as Record<string, unknown>)[field], rest)
}

function needsUpgrade(state: ClusterState, op: string, version: number, field: string | undefined) {
  const behind = membersBelow(state, version)
  const what = field === undefined ? `'${op}'` : `'${op}' with '${field}'`
  const who = behind.map(runs)
  return new PolisError<ClusterErrorCode>('cluster/needs-upgrade', {
    message: `${what} needs cluster version ${version}: ${who.join(', ') || 'it is rising now'}`,
    hint: behind.length === 0 ? 'try again in a moment' : 'upgrade what is behind first',
    retryable: behind.length === 0,
    fields: { operation: op, version, members: behind.map(({ name }) => name).join(' ') },
  })
}

function membersBelow(state: ClusterState, version: number): Member[] {
  return state.sorted('member').filter(member => clusterVersionOf(member) < version)
}

function runs({ name, release }: Member): string {
  return `node ${name} runs Polis ${release ?? '0.2 or older'}`
}
