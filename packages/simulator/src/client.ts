/**
 * A client: one operation after another, a compare-and-set or a linearizable read of a key.
 *
 * It does not know who leads. It asks some node, waits, and asks again, there or elsewhere, under
 * the same request id; after enough tries it gives up and leaves open what became of its write.
 */

import type { Random } from '@polis/base'
import { type CommandResult, encodeCommand } from '@polis/cluster'
import { CLIENT_TRIES_MAX, CLIENT_TRY_MS } from './config.ts'
import { chance, pick } from './draw.ts'
import { type History, type Started, seenValue, type Version } from './history.ts'
import type { Life } from './life.ts'
import type { Mutation } from './mutation.ts'
import type { SimulatedNode } from './node.ts'
import type { Swarm } from './swarm.ts'
import type { Trace } from './trace.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What a client needs of the world. */
export type ClientWorld = {
  readonly time: VirtualTime
  readonly random: Random
  readonly history: History
  readonly trace: Trace
  readonly swarm: Swarm
  readonly mutation: Mutation | undefined
  /** What the clock of whoever stamps commands says. */
  wallClockMs(): number
  /** Nodes that answer now, ascending by id. */
  reachable(): readonly SimulatedNode[]
}

type Operation = Parameters<typeof encodeCommand>[0]['operations'][number]
type Put = Extract<Operation, { readonly op: 'kv.put' }>

/** An operation under way; `isOver` once it was answered or given up. */
type Attempted = { isOver: boolean }

/** One client. */
export class Client {
  readonly #name: string
  readonly #world: ClientWorld
  /** Versions this client saw last, for its compare-and-sets. */
  readonly #seen = new Map<string, Version>()
  #operations = 0
  #isStopped = false
  #isIdle = true

  constructor(name: string, world: ClientWorld) {
    this.#name = name
    this.#world = world
  }

  /** True once it was stopped and its last operation has ended. */
  get isIdle(): boolean {
    return this.#isStopped && this.#isIdle
  }

  /** Begins the next operation after a while. */
  begin(): void {
    const { time, random, swarm } = this.#world
    time.after(random.next() * swarm.thinkMsMax, () => {
      if (!this.#isStopped) this.#operate()
    })
  }

  /** Ends it after the operation under way. */
  stop(): void {
    this.#isStopped = true
  }

  #operate(): void {
    const { random, swarm, history } = this.#world
    this.#isIdle = false
    this.#operations++
    const key = `k${random.int(swarm.keys)}`
    if (!chance(random, swarm.readShare)) this.#write(key)
    else this.#read(history.start(this.#name, key, { kind: 'read' }), 1)
  }

  #end(attempted: Attempted): void {
    attempted.isOver = true
    this.#isIdle = true
    this.begin()
  }

  #write(key: string): void {
    const { random, history } = this.#world
    const requestId = `${this.#name}.${this.#operations}`
    const seen = this.#seen.get(key) ?? { revision: 0, value: '' }
    const isConditional = chance(random, 0.5)
    const value = `${requestId}${'.'.repeat(random.int(60))}`
    const started = history.start(
      this.#name,
      key,
      isConditional ? { kind: 'cas', expected: seenValue(seen), value } : { kind: 'write', value },
    )
    const put = {
      op: 'kv.put' as const,
      key,
      value: Buffer.from(value),
      expectedRevision: isConditional ? seen.revision : null,
    }
    this.#tryWrite(started, requestId, put, 1, undefined)
  }

  #tryWrite(
    started: Started,
    requestId: string,
    put: Put,
    tries: number,
    last: SimulatedNode | undefined,
  ): void {
    const { time, random, history, trace, mutation, reachable, wallClockMs } = this.#world
    const nodes = reachable()
    const isSame = last?.isUp === true && chance(random, 0.5)
    const node = isSame ? last : nodes.length > 0 ? pick(random, nodes) : undefined
    const attempted: Attempted = { isOver: false }
    const id = mutation === 'retry-not-recognised' ? `${requestId}/${tries}` : requestId
    const life = node?.life
    const bytes = encodeCommand({
      requestId: id,
      timeMs: wallClockMs(),
      operations: [put],
    })
    life?.execute(id, bytes, result => {
      if (attempted.isOver) return
      life.forget(id)
      trace.note(`${this.#name} wrote ${put.key} ${show(result)}`)
      this.#sawWrite(started.key, put, result)
      history.wrote(started, id, result)
      this.#end(attempted)
    })
    time.after(CLIENT_TRY_MS, () => {
      if (attempted.isOver) return
      life?.forget(id)
      if (tries < CLIENT_TRIES_MAX) {
        attempted.isOver = true
        this.#tryWrite(started, requestId, put, tries + 1, node)
      } else {
        history.gaveUp()
        this.#end(attempted)
      }
    })
  }

  #sawWrite(key: string, put: Put, { results }: CommandResult): void {
    const [answer] = results
    if (answer?.kind !== 'done') return
    const value = Buffer.from(put.value).toString()
    this.#seen.set(key, { revision: answer.revision, value })
  }

  #read(started: Started, tries: number): void {
    const { time, random, history, reachable } = this.#world
    const nodes = reachable()
    const node = nodes.length > 0 ? pick(random, nodes) : undefined
    const attempted: Attempted = { isOver: false }
    const life = node?.life
    const cancel = life?.read(() => {
      if (attempted.isOver) return
      this.#look(started, life)
      this.#end(attempted)
    })
    time.after(CLIENT_TRY_MS, () => {
      if (attempted.isOver) return
      attempted.isOver = true
      cancel?.()
      if (tries < CLIENT_TRIES_MAX) {
        this.#read(started, tries + 1)
      } else {
        history.gaveUp()
        this.#end(attempted)
      }
    })
  }

  #look(started: Started, life: Life): void {
    const { history, trace } = this.#world
    const { key } = started
    const entry = life.state.kv.get(key)
    const value = entry === undefined ? '' : Buffer.from(entry.value).toString()
    const revision = entry?.revision ?? 0
    trace.note(`${this.#name} read ${key} at ${revision} on n${life.id}`)
    this.#seen.set(key, { revision, value })
    history.read(started, { revision, value }, life.appliedIndex, life.id)
  }
}

function show({ results }: CommandResult): string {
  return results.map(each => (each.kind === 'done' ? `at ${each.revision}` : each.code)).join()
}
