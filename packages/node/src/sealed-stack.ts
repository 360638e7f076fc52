/**
 * A manifest's configs and secrets as they are stored: each under the name of its stack, at the
 * version of its content, sealed; and the services with files that name those versions.
 */

import type { ManifestValue, Operation, ServiceDefinition } from '@polis/cluster'
import { type ClusterState, newestVersion, valueKey } from '@polis/cluster'
import type { WorkloadFile } from '@polis/runtime'
import { seal, versionOf } from './seal.ts'

export type SealedStack = {
  readonly services: readonly ServiceDefinition[]
  /** Stores what is not there yet; to be applied before the services. */
  readonly operations: readonly Operation[]
  /** Values without content: external ones that nobody has brought, and files nobody has read. */
  readonly missing: readonly string[]
}

/** Seals what the services use; what none of them does is left out. */
export function sealStack(
  state: ClusterState,
  key: Uint8Array,
  place: { readonly stack: string; readonly namespace: string },
  services: readonly ServiceDefinition[],
  values: readonly ManifestValue[],
): SealedStack {
  const operations = new Map<string, Operation>()
  const missing = new Set<string>()
  const { stack, namespace } = place
  const find = (file: WorkloadFile) =>
    values.find(one => one.kind === file.kind && one.key === file.name)
  const sealFile = (file: WorkloadFile): WorkloadFile => {
    const value = find(file)
    const { kind } = file
    const name = value?.name ?? `${stack}_${file.name}`
    if (value === undefined || value.content === null) {
      const isStored = value?.isExternal === true
      const version = isStored ? newestVersion(state, { namespace, kind, name }) : undefined
      if (version === undefined) missing.add(`${kind} '${name}'`)
      return { ...file, name, version: version ?? '' }
    }
    const version = versionOf(key, { namespace, kind, name }, value.content)
    const named = { namespace, kind, name, version }
    const at = valueKey(named)
    if (!state.kv.has(at)) {
      const sealed = seal(key, named, value.content)
      operations.set(at, { op: 'kv.put', key: at, value: sealed, expectedRevision: null })
    }
    return { ...file, name, version }
  }
  const sealed = services.map(service => {
    const { deployment } = service
    const { files } = deployment.workload
    if (files === undefined) return service
    const workload = { ...deployment.workload, files: files.map(sealFile) }
    return { ...service, deployment: { ...deployment, workload } }
  })
  return { services: sealed, operations: [...operations.values()], missing: [...missing].sort() }
}
