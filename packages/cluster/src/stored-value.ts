/**
 * Configs and secrets in the replicated state: sealed bytes in the key-value store, under keys that
 * only Polis itself reads and writes.
 *
 *     .polis/value/NAMESPACE/KIND/NAME/VERSION     one content, never changed
 *     .polis/cluster-key                           which key they are sealed with, as its hash
 *
 * Workloads name them by version, so a rollback brings the old content back. A value lives as long
 * as a task or a version of a deployment names it; the leader then removes it.
 */

import type { FileKind, WorkloadSpec } from '@polis/runtime'
import type { ClusterState } from './state.ts'

/** Keys below it are not for people; the API neither shows nor takes them. */
const RESERVED_PREFIX = '.polis/'

/** Keys of configs and secrets. */
export const VALUE_PREFIX = `${RESERVED_PREFIX}value/`

/** Has the hash of the key that values are sealed with, once there is one. */
export const CLUSTER_KEY_MARK = `${RESERVED_PREFIX}cluster-key`

/** True for a key that is Polis's own. */
export function isReservedKey(key: string): boolean {
  return key.startsWith(RESERVED_PREFIX)
}

/** One content of one config or secret. */
export type ValueName = {
  readonly namespace: string
  readonly kind: FileKind
  readonly name: string
  readonly version: string
}

/** Where a value is kept. */
export function valueKey({ namespace, kind, name, version }: ValueName): string {
  return `${VALUE_PREFIX}${namespace}/${kind}/${name}/${version}`
}

/** The version of a name that was stored last; undefined if there is none. */
export function newestVersion(
  state: ClusterState,
  { namespace, kind, name }: Omit<ValueName, 'version'>,
): string | undefined {
  const prefix = valueKey({ namespace, kind, name, version: '' })
  const found = [...state.valueKeys]
    .filter(key => key.startsWith(prefix))
    .map(key => ({ version: key.slice(prefix.length), revision: state.kv.get(key)!.revision }))
    .sort((a, b) => b.revision - a.revision || (a.version < b.version ? -1 : 1))
  return found[0]?.version
}

/** Keys of values that nothing names any more, ascending. */
export function unusedValues(state: ClusterState): string[] {
  if (state.valueKeys.size === 0) return []
  const used = new Set<string>()
  const use = (namespace: string, { files = [] }: WorkloadSpec) => {
    for (const file of files) used.add(valueKey({ namespace, ...file }))
  }
  for (const { namespace, spec, stable, versions = [] } of state.deployments.values()) {
    use(namespace, spec.workload)
    if (stable !== null) use(namespace, stable.spec.workload)
    for (const version of versions) use(namespace, version.spec.workload)
  }
  for (const { namespace, workload } of state.tasks.values()) use(namespace, workload)
  return [...state.valueKeys].filter(key => !used.has(key)).sort()
}
