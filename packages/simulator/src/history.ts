/**
 * What clients were told, checked against the order that the log gave their operations.
 *
 * Each write of a key makes a new revision, the index of its entry, so the order of versions is
 * known and no search is needed: a history is linearizable if versions never contradict real time.
 * What begins after an operation ended sees that operation's version or a later one, and a write
 * makes a strictly later one. Beside it runs a model of the store, fed with the log in order, that
 * says what each command must have answered, once, however often it was proposed (Raft §8).
 *
 * This says at once what is wrong and where, but it believes the revisions and the log. At the end
 * of a run the same operations are searched for an order (`linearizability/`), which believes
 * nothing but what clients saw: calls, answers and values.
 */

import { assert } from '@polis/base'
import type { Command, CommandResult } from '@polis/cluster'
import { LINEARIZABILITY_STEPS_MAX } from './config.ts'
import { check } from './invariants.ts'
import { checkLinearizable, describeVerdict } from './linearizability/check.ts'
import { type CallId, HistoryRecorder } from './linearizability/recorder.ts'
import type { Call, Value } from './linearizability/register.ts'

/** A key's value and the index of the entry that wrote it; revision 0 means there is none. */
export type Version = { readonly revision: number; readonly value: string }

/** An operation under way: what had ended on its key, and anywhere, when it began. */
export type Started = {
  readonly key: string
  readonly keyFloor: number
  readonly indexFloor: number
  readonly callId: CallId
}

const NOTHING: Version = { revision: 0, value: '' }

/** What a client saw when it saw `version`. */
export function seenValue({ revision, value }: Version): Value {
  return revision === 0 ? null : value
}

/** The operations of one run. */
export class History {
  readonly counts = { writes: 0, refusals: 0, reads: 0, unknown: 0, retried: 0 }
  readonly #versions = new Map<string, Version[]>()
  readonly #keyFloors = new Map<string, number>()
  readonly #answers = new Map<string, CommandResult>()
  /** Acknowledged writes by request, with the revision they made. */
  readonly #acknowledged = new Map<string, { readonly key: string; readonly revision: number }>()
  readonly #recorder = new HistoryRecorder()
  #indexFloor = 0
  #modelIndex = 0

  /** `client` begins an operation on `key`. */
  start(client: string, key: string, call: Call): Started {
    const callId = this.#recorder.call(client, key, call)
    return { key, keyFloor: this.#keyFloors.get(key) ?? 0, indexFloor: this.#indexFloor, callId }
  }

  /** The entry at `index` was applied as `result`; only writes of keys are modelled. */
  applied(index: number, command: Command, result: CommandResult): void {
    const { requestId, operations } = command
    if (operations.some(({ op }) => op !== 'kv.put')) return
    const known = this.#answers.get(requestId)
    const expected = known ?? this.#expect(index, command)
    if (known !== undefined && index > this.#modelIndex) this.counts.retried++
    this.#modelIndex = Math.max(this.#modelIndex, index)
    check(isSame(expected, result), 'exactly once', () => {
      return `${requestId} at ${index} answered ${show(result)} instead of ${show(expected)}`
    })
  }

  /** A write was acknowledged with `result`. */
  wrote(started: Started, requestId: string, result: CommandResult): void {
    const [answer] = result.results
    const isDone = answer?.kind === 'done'
    this.#recorder.answer(started.callId, { kind: isDone ? 'done' : 'refused' })
    if (!isDone) {
      this.counts.refusals++
      return
    }
    const { key, keyFloor } = started
    const { revision } = answer
    this.counts.writes++
    check(revision > keyFloor, 'linearizability', () => {
      return `${requestId} wrote ${key} at ${revision}, but ${keyFloor} had been seen before it began`
    })
    this.#acknowledged.set(requestId, { key, revision })
    this.#end(key, revision, revision)
  }

  /** A linearizable read found `version` on a node that has applied `index`. */
  read(started: Started, version: Version, index: number, node: number): void {
    const { key, keyFloor, indexFloor } = started
    this.counts.reads++
    this.#recorder.answer(started.callId, { kind: 'value', value: seenValue(version) })
    check(version.revision >= keyFloor && index >= indexFloor, 'linearizability', () => {
      return `a read of ${key} on n${node} saw ${version.revision} at ${index}, but ${keyFloor} at ${indexFloor} had been seen before it began`
    })
    const written = this.versionAt(key, version.revision)
    check(written?.value === version.value, 'linearizability', () => {
      return `a read of ${key} on n${node} saw '${version.value}' at ${version.revision}, which was never written`
    })
    this.#end(key, version.revision, index)
  }

  /** A client gave up on an operation; it may happen or not. */
  gaveUp(): void {
    this.counts.unknown++
  }

  /** Every acknowledged write must be in what `node` holds now, as `currentOf` tells. */
  checkKept(node: number, currentOf: (key: string) => Version | undefined): void {
    for (const [requestId, { key, revision }] of this.#acknowledged) {
      const current = currentOf(key) ?? NOTHING
      check(current.revision >= revision, 'acknowledged writes are kept', () => {
        return `n${node} has ${key} at ${current.revision}, and ${requestId} was acknowledged at ${revision}`
      })
      const written = this.versionAt(key, current.revision)
      check(written?.value === current.value, 'acknowledged writes are kept', () => {
        return `n${node} has '${current.value}' in ${key} at ${current.revision}`
      })
    }
  }

  /** There must be an order of all operations that explains every answer. */
  checkOrder(): void {
    const verdict = checkLinearizable(this.#recorder.operations, LINEARIZABILITY_STEPS_MAX)
    check(verdict.kind === 'ok', 'linearizability', () => describeVerdict(verdict))
  }

  /** What was written at `revision`; revision 0 is what was there before. */
  versionAt(key: string, revision: number): Version | undefined {
    if (revision === 0) return NOTHING
    return this.#versions.get(key)?.findLast(version => version.revision === revision)
  }

  #end(key: string, revision: number, index: number): void {
    this.#keyFloors.set(key, Math.max(revision, this.#keyFloors.get(key) ?? 0))
    this.#indexFloor = Math.max(index, this.#indexFloor)
  }

  #versionsOf(key: string): Version[] {
    const versions = this.#versions.get(key) ?? []
    this.#versions.set(key, versions)
    return versions
  }

  /** What a command that is new at `index` must answer. */
  #expect(index: number, { requestId, operations }: Command): CommandResult {
    const results = operations.map((operation): CommandResult['results'][number] => {
      assert(operation.op === 'kv.put', 'only writes of keys are modelled')
      const { key, expectedRevision } = operation
      const versions = this.#versionsOf(key)
      const revision = versions.at(-1)?.revision ?? 0
      if (expectedRevision !== null && expectedRevision !== revision) {
        return { kind: 'refused', code: 'stale', message: '', hint: '' }
      }
      const value = Buffer.from(operation.value).toString()
      // Values are unique, so that one that comes twice is a command that happened twice.
      check(!versions.some(each => each.value === value), 'exactly once', () => {
        return `'${value}' was written to ${key} again at ${index}`
      })
      versions.push({ revision: index, value })
      return { kind: 'done', revision: index, id: key }
    })
    const result = { index, results }
    this.#answers.set(requestId, result)
    return result
  }
}

function isSame(a: CommandResult, b: CommandResult): boolean {
  const [x] = a.results
  const [y] = b.results
  if (x === undefined || y === undefined || a.index !== b.index) return false
  if (x.kind === 'done') return y.kind === 'done' && x.revision === y.revision
  return y.kind === 'refused' && x.code === y.code
}

function show({ index, results }: CommandResult): string {
  return `${index}:${results.map(each => (each.kind === 'done' ? each.revision : each.code))}`
}
