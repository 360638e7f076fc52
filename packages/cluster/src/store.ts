/**
 * The tables of the replicated state, their indexes, and the journal that makes an operation
 * all or nothing.
 *
 * Every change goes through `put` and `remove`, which keep the indexes and write the journal. A
 * refused operation is rolled back by reading its part of the journal backwards; what is left of
 * the journal after a command is what listeners are told.
 */

import type { Deployment, Endpoint, KvEntry, Member, Policy, Service, Task } from './objects.ts'
import { VALUE_PREFIX } from './stored-value.ts'

/** The kinds of stored objects. */
export type Tables = {
  member: Member
  service: Service
  deployment: Deployment
  policy: Policy
  task: Task
  endpoint: Endpoint
  kv: KvEntry
}

export type Kind = keyof Tables

export const KINDS: readonly Kind[] = [
  'member',
  'service',
  'deployment',
  'policy',
  'task',
  'endpoint',
  'kv',
]

/** One object created (`before` undefined), changed, or removed (`after` undefined). */
export type ChangeOf<K extends Kind> = {
  readonly kind: K
  readonly id: string
  readonly before?: Tables[K]
  readonly after?: Tables[K]
}

export type Change = { [K in Kind]: ChangeOf<K> }[Kind]

/** The key of an object in its table. */
export function keyOf<K extends Kind>(kind: K, object: Tables[K]): string {
  return kind === 'kv' ? (object as KvEntry).key : (object as { id: string }).id
}

/** Objects by id and by what they belong to. */
export class Store {
  readonly tables: { readonly [K in Kind]: Map<string, Tables[K]> } = {
    member: new Map(),
    service: new Map(),
    deployment: new Map(),
    policy: new Map(),
    task: new Map(),
    endpoint: new Map(),
    kv: new Map(),
  }
  #serviceIds = new Map<string, string>()
  #tasksByDeployment = new Map<string, Set<string>>()
  #tasksByService = new Map<string, Set<string>>()
  #tasksByNode = new Map<string, Set<string>>()
  #endpointsByService = new Map<string, Set<string>>()
  #endpointsByOwner = new Map<string, Set<string>>()
  #sortedKeys = new Map<Kind, readonly string[]>()
  #kvBytes = 0
  /** Keys of the configs and secrets among them. */
  readonly valueKeys = new Set<string>()
  #journal: Change[] = []

  /** The object, or undefined. */
  get<K extends Kind>(kind: K, id: string): Tables[K] | undefined {
    return this.tables[kind].get(id)
  }

  /** All objects of a kind by ascending id. */
  sorted<K extends Kind>(kind: K): Tables[K][] {
    const table = this.tables[kind]
    let keys = this.#sortedKeys.get(kind)
    if (keys === undefined) {
      keys = [...table.keys()].sort()
      this.#sortedKeys.set(kind, keys)
    }
    return keys.map(key => table.get(key)!)
  }

  /** The service of that name. */
  serviceByName(namespace: string, name: string): Service | undefined {
    const id = this.#serviceIds.get(`${namespace}/${name}`)
    return id === undefined ? undefined : this.tables.service.get(id)
  }

  /** Tasks of a deployment by ascending id. */
  tasksOfDeployment(deploymentId: string): Task[] {
    return this.#tasks(this.#tasksByDeployment.get(deploymentId))
  }

  /** Tasks of a service by ascending id. */
  tasksOfService(serviceId: string): Task[] {
    return this.#tasks(this.#tasksByService.get(serviceId))
  }

  /** Tasks of a node by ascending id; `''` has those that wait for one. */
  tasksOfNode(nodeId: string): Task[] {
    return this.#tasks(this.#tasksByNode.get(nodeId))
  }

  /** Registered endpoints of a service by ascending id. */
  endpointsOfService(serviceId: string): Endpoint[] {
    const ids = this.#endpointsByService.get(serviceId) ?? []
    return [...ids].sort().map(id => this.tables.endpoint.get(id)!)
  }

  /** Registered endpoints that a node checks, by ascending id. */
  endpointsOfNode(nodeId: string): Endpoint[] {
    const ids = this.#endpointsByOwner.get(nodeId) ?? []
    return [...ids].sort().map(id => this.tables.endpoint.get(id)!)
  }

  /** Bytes of all KV values. */
  get kvBytes(): number {
    return this.#kvBytes
  }

  /** Creates or replaces an object. */
  put<K extends Kind>(kind: K, object: Tables[K]): void {
    const id = keyOf(kind, object)
    const before = this.tables[kind].get(id)
    this.#write(kind, id, before, object)
    this.#journal.push({
      kind,
      id,
      ...(before === undefined ? {} : { before }),
      after: object,
    } as Change)
  }

  /** Removes an object, if it is there. */
  remove<K extends Kind>(kind: K, id: string): void {
    const before = this.tables[kind].get(id)
    if (before === undefined) return
    this.#write(kind, id, before, undefined)
    this.#journal.push({ kind, id, before } as Change)
  }

  /** A place in the journal to roll back to. */
  mark(): number {
    return this.#journal.length
  }

  /** Undoes every change since `mark`. */
  rollBack(mark: number): void {
    while (this.#journal.length > mark) {
      const { kind, id, before, after } = this.#journal.pop()! as ChangeOf<Kind>
      this.#write(kind, id, after, before)
    }
  }

  /** Takes the journal: the changes since it was last taken, in order. */
  takeChanges(): Change[] {
    const changes = this.#journal
    this.#journal = []
    return changes
  }

  #tasks(ids: ReadonlySet<string> | undefined): Task[] {
    return ids === undefined ? [] : [...ids].sort().map(id => this.tables.task.get(id)!)
  }

  #write<K extends Kind>(
    kind: K,
    id: string,
    before: Tables[K] | undefined,
    after: Tables[K] | undefined,
  ): void {
    const table = this.tables[kind]
    if (after === undefined) table.delete(id)
    else table.set(id, after)
    if (before === undefined || after === undefined) this.#sortedKeys.delete(kind)
    if (kind === 'service') this.#indexService(before as Service, after as Service)
    if (kind === 'task') this.#indexTask(before as Task, after as Task)
    if (kind === 'endpoint') {
      const [from, to] = [(before as Endpoint)?.serviceId, (after as Endpoint)?.serviceId]
      reindex(this.#endpointsByService, id, from, to)
      const [owned, owns] = [(before as Endpoint)?.ownerNodeId, (after as Endpoint)?.ownerNodeId]
      reindex(this.#endpointsByOwner, id, owned, owns)
    }
    if (kind === 'kv') {
      const bytes = (entry: KvEntry | undefined) => entry?.byteLength ?? 0
      this.#kvBytes += bytes(after as KvEntry) - bytes(before as KvEntry)
      if (after === undefined) this.valueKeys.delete(id)
      else if (id.startsWith(VALUE_PREFIX)) this.valueKeys.add(id)
    }
  }

  #indexService(before: Service | undefined, after: Service | undefined): void {
    if (before !== undefined) this.#serviceIds.delete(`${before.namespace}/${before.name}`)
    if (after !== undefined) this.#serviceIds.set(`${after.namespace}/${after.name}`, after.id)
  }

  #indexTask(before: Task | undefined, after: Task | undefined): void {
    const id = (before ?? after)!.id
    reindex(this.#tasksByDeployment, id, before?.deploymentId, after?.deploymentId)
    reindex(this.#tasksByService, id, before?.serviceId, after?.serviceId)
    reindex(this.#tasksByNode, id, before?.nodeId, after?.nodeId)
  }
}

/** Moves `id` from the set of one owner to that of another. */
function reindex(
  index: Map<string, Set<string>>,
  id: string,
  from: string | undefined,
  to: string | undefined,
): void {
  if (from === to) return
  if (from !== undefined) {
    const ids = index.get(from)
    ids?.delete(id)
    if (ids?.size === 0) index.delete(from)
  }
  if (to !== undefined) {
    const ids = index.get(to)
    if (ids === undefined) index.set(to, new Set([id]))
    else ids.add(id)
  }
}
