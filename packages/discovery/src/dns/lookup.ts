/**
 * What a name below `polis.` means (contract §4).
 *
 *     SERVICE                     SERVICE.NAMESPACE             SERVICE.NAMESPACE.svc
 *     tasks.SERVICE[.NAMESPACE]   TAG.SERVICE.NAMESPACE.svc     NODE.node     TASK.task
 *     _PORT._PROTO.SERVICE[.NAMESPACE[.svc]]
 *
 * `svc`, `node`, `task` and `tasks` are reserved, so no name has two meanings but one: a single
 * label may be a service of the default namespace and a namespace at once.
 */

/** The namespace of names that do not give one. */
export const DEFAULT_NAMESPACE = 'default'

/** Names that no service and no namespace may have. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(['svc', 'node', 'task', 'tasks'])

/** What a name asks about. */
export type Lookup =
  | { readonly kind: 'apex' }
  /** A name that exists because names below it do, such as `node.polis` (RFC 8020). */
  | { readonly kind: 'empty' }
  | { readonly kind: 'namespace'; readonly namespace: string }
  | {
      readonly kind: 'service'
      readonly name: string
      readonly namespace: string
      /** Every task, whatever its health. */
      readonly isEveryTask?: true
      readonly tag?: string
      /** `_PORT._PROTO`; without `port` it is the empty name above those. */
      readonly srv?: { readonly port?: string; readonly protocol: string }
    }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'task'; readonly id: string }
  | { readonly kind: 'nothing' }

const NOTHING: Lookup = { kind: 'nothing' }

/** The meaning of `labels` (lower case, without the zone's own). */
export function lookupOf(labels: readonly string[]): Lookup {
  const last = labels.at(-1)
  if (last === undefined) return { kind: 'apex' }
  const before = labels.slice(0, -1)
  switch (last) {
    case 'node':
    case 'task': {
      if (before.length === 0) return { kind: 'empty' }
      if (before.length > 1) return NOTHING
      return last === 'node' ? { kind: 'node', name: before[0]! } : { kind: 'task', id: before[0]! }
    }
    case 'svc':
      return lookupBelowSvc(before)
    default:
      return lookupService(labels)
  }
}

/** `[…]SERVICE[.NAMESPACE]` with an optional prefix. */
function lookupService(labels: readonly string[]): Lookup {
  const prefix = prefixOf(labels)
  const rest = labels.slice(prefix.length)
  if (rest.some(label => RESERVED_NAMES.has(label))) return NOTHING
  const [name, namespace = DEFAULT_NAMESPACE] = rest
  if (name === undefined || rest.length > 2) return NOTHING
  return service(name, namespace, prefix)
}

/** `[…]SERVICE.NAMESPACE` before `svc`, where any other prefix is a tag. */
function lookupBelowSvc(labels: readonly string[]): Lookup {
  if (labels.length === 0) return { kind: 'empty' }
  const namespace = labels.at(-1)!
  if (labels.length === 1) return { kind: 'namespace', namespace }
  const name = labels.at(-2)!
  if (RESERVED_NAMES.has(name) || RESERVED_NAMES.has(namespace)) return NOTHING
  const prefix = labels.slice(0, -2)
  if (prefix.length === 1 && prefix[0] !== 'tasks' && !prefix[0]!.startsWith('_')) {
    return { kind: 'service', name, namespace, tag: prefix[0]! }
  }
  return prefixOf(prefix).length === prefix.length ? service(name, namespace, prefix) : NOTHING
}

/** The labels in front that qualify a service: `tasks`, `_PROTO` or `_PORT._PROTO`. */
function prefixOf(labels: readonly string[]): readonly string[] {
  if (labels[0] === 'tasks') return labels.slice(0, 1)
  if (!labels[0]?.startsWith('_')) return []
  return labels.slice(0, labels[1]?.startsWith('_') ? 2 : 1)
}

function service(name: string, namespace: string, prefix: readonly string[]): Lookup {
  const found = { kind: 'service', name, namespace } as const
  if (prefix.length === 0) return found
  if (prefix[0] === 'tasks') return { ...found, isEveryTask: true }
  const protocol = prefix.at(-1)!.slice(1)
  return prefix.length === 1
    ? { ...found, srv: { protocol } }
    : { ...found, srv: { protocol, port: prefix[0]!.slice(1) } }
}
