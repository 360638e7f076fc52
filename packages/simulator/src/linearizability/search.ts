/**
 * Looks for an order of one register's operations that explains every answer.
 *
 * Wing and Gong (1993) with Lowe's changes (2017): calls and returns stand in a doubly linked list
 * by time. Any call before the first return may take effect next; it is lifted out of the list with
 * its return, and the search begins at the front again. At a return nothing more may be put before
 * it: the last step is undone. A pair of (operations in effect, register) is looked at only once.
 *
 * Four more observations keep it short, and none of them loses an order:
 *
 *     values that no answer tells of                            are all the same (`visible.ts`)
 *     a read or a refused cas that fits                         stands here: it changes nothing,
 *                                                               wherever it stands
 *     an unknown one that would leave the register as it is     is not tried: it need not happen
 *     unknown ones that do the same                             are tried in the order of calls
 */

import { assert } from '@polis/base'
import { after, canAnswer, type Operation, type State } from './register.ts'
import { VisibleValues } from './visible.ts'

/** How a search ended; `steps` is how often it has put an operation into effect. */
export type Found =
  | { readonly kind: 'ok'; readonly steps: number }
  | { readonly kind: 'unknown'; readonly steps: number }
  | { readonly kind: 'not-linearizable'; readonly steps: number; readonly closest: Closest }

/** The longest order that explains answers, and what cannot follow it. */
export type Closest = {
  readonly order: readonly Operation[]
  /** Answered operations that were under way then, none of which fits. */
  readonly stuck: readonly Operation[]
}

/** An operation that was put into effect, and what the register held before. */
type Step = { readonly operation: number; readonly before: State; readonly isForced: boolean }

const HEAD = 0

/** Looks for an order among operations of one key; gives up after `stepsMax` steps. */
export function search(operations: readonly Operation[], stepsMax: number): Found {
  return new Search(operations, stepsMax).run()
}

class Search {
  /** Answered ones by time of call, then unknown ones: the number is its bit. */
  readonly #operations: readonly Operation[]
  readonly #answered: number
  readonly #stepsMax: number
  /** Operation `i` is called at entry `2i + 1` and returns at `2i + 2`; 0 is the head. */
  readonly #next: Int32Array
  readonly #previous: Int32Array
  /** The unknown operation before it that does the same; -1 for none. */
  readonly #twins: Int32Array
  /** The operations in effect, a bit each. */
  readonly #bits: Uint16Array
  readonly #visible: VisibleValues
  readonly #seen = new Set<string>()
  readonly #stateIds = new Map<State, number>()
  readonly #steps: Step[] = []
  #state: State = null
  /** Steps that were made, undone ones included. */
  #tries = 0
  #remaining: number
  #closest: Closest = { order: [], stuck: [] }

  constructor(operations: readonly Operation[], stepsMax: number) {
    const byCall = operations.toSorted((a, b) => a.calledAt - b.calledAt)
    const answered = byCall.filter(({ answer }) => answer.kind !== 'unknown')
    const unknown = byCall.filter(({ answer, call }) => {
      return answer.kind === 'unknown' && call.kind !== 'read'
    })
    this.#operations = [...answered, ...unknown]
    this.#answered = answered.length
    this.#remaining = answered.length
    this.#stepsMax = stepsMax
    const count = this.#operations.length
    this.#next = new Int32Array(2 * count + 1).fill(HEAD)
    this.#previous = new Int32Array(2 * count + 1).fill(HEAD)
    this.#visible = new VisibleValues(this.#operations)
    this.#twins = twinsOf(this.#operations, answered.length, this.#visible)
    this.#bits = new Uint16Array(Math.ceil(count / 16))
    this.#link()
  }

  run(): Found {
    this.#isNew()
    let entry = this.#front()
    while (this.#remaining > 0) {
      if (this.#tries > this.#stepsMax) return { kind: 'unknown', steps: this.#tries }
      const operation = (entry - 1) >> 1
      if (entry !== HEAD && isCall(entry)) {
        if (this.#canFollow(operation)) {
          const isForced = this.#isForced(operation)
          this.#put(operation, isForced)
          if (this.#isNew()) {
            entry = this.#front()
            continue
          }
          entry = this.#undo()
        } else {
          entry = this.#next[entry]!
        }
        continue
      }
      this.#remember()
      if (this.#steps.length === 0) {
        return { kind: 'not-linearizable', steps: this.#tries, closest: this.#closest }
      }
      entry = this.#undo()
    }
    return { kind: 'ok', steps: this.#tries }
  }

  /** Where to look next: at an operation that may as well happen now, else at the first. */
  #front(): number {
    for (
      let entry = this.#next[HEAD]!;
      entry !== HEAD && isCall(entry);
      entry = this.#next[entry]!
    ) {
      const operation = (entry - 1) >> 1
      if (this.#isForced(operation) && this.#canFollow(operation)) return entry
    }
    return this.#next[HEAD]!
  }

  /** True if its answer says that it changes nothing, wherever it stands. */
  #isForced(operation: number): boolean {
    const { kind } = this.#operations[operation]!.answer
    return kind === 'value' || kind === 'refused'
  }

  #canFollow(operation: number): boolean {
    const { call, answer } = this.#operations[operation]!
    if (operation < this.#answered) return canAnswer(this.#state, call, answer)
    const twin = this.#twins[operation]!
    const isNext = twin < 0 || this.#isInEffect(twin)
    return isNext && this.#after(operation) !== this.#state
  }

  #after(operation: number): State {
    return this.#visible.reduce(after(this.#state, this.#operations[operation]!.call))
  }

  #isInEffect(operation: number): boolean {
    return ((this.#bits[operation >> 4]! >> (operation & 15)) & 1) === 1
  }

  #put(operation: number, isForced: boolean): void {
    this.#tries++
    this.#steps.push({ operation, before: this.#state, isForced })
    this.#state = this.#after(operation)
    this.#bits[operation >> 4]! |= 1 << (operation & 15)
    this.#lift(2 * operation + 1)
    if (operation >= this.#answered) return
    this.#lift(2 * operation + 2)
    this.#remaining--
  }

  /**
   * Undoes the last step that had another choice; answers the entry after its call. A step that
   * had none is undone with the one before it.
   */
  #undo(): number {
    for (;;) {
      const step = this.#steps.pop()
      // The head ends the walk: there is nothing left to try.
      if (step === undefined) return HEAD
      const { operation, before, isForced } = step
      if (operation < this.#answered) {
        this.#unlift(2 * operation + 2)
        this.#remaining++
      }
      this.#unlift(2 * operation + 1)
      this.#bits[operation >> 4]! &= ~(1 << (operation & 15))
      this.#state = before
      if (!isForced) return this.#next[2 * operation + 1]!
    }
  }

  /** True if these operations with this register were not looked at before. */
  #isNew(): boolean {
    const { size } = this.#seen
    this.#seen.add(this.#name())
    return this.#seen.size > size
  }

  /**
   * Names the pair. Words that are full at the front and empty at the back are left out, so that
   * the name of a long history stays short.
   */
  #name(): string {
    const bits = this.#bits
    let low = 0
    while (low < bits.length && bits[low] === 0xffff) low++
    let high = bits.length
    while (high > low && bits[high - 1] === 0) high--
    const id = this.#stateIds.get(this.#state) ?? this.#stateIds.size
    this.#stateIds.set(this.#state, id)
    return String.fromCharCode(id >>> 16, id & 0xffff, low, ...bits.subarray(low, high))
  }

  #remember(): void {
    if (this.#steps.length < this.#closest.order.length) return
    const stuck: Operation[] = []
    for (
      let entry = this.#next[HEAD]!;
      entry !== HEAD && isCall(entry);
      entry = this.#next[entry]!
    ) {
      const operation = (entry - 1) >> 1
      if (operation < this.#answered) stuck.push(this.#operations[operation]!)
    }
    const order = this.#steps.map(({ operation }) => this.#operations[operation]!)
    this.#closest = { order, stuck }
  }

  /** Puts calls and returns in the order of time; a call at the same time stands first. */
  #link(): void {
    const entries = this.#operations.flatMap(({ calledAt, endedAt, answer }, i) => {
      assert(calledAt < endedAt, 'an operation is called before it returns')
      const call = { entry: 2 * i + 1, at: calledAt }
      return answer.kind === 'unknown' ? [call] : [call, { entry: 2 * i + 2, at: endedAt }]
    })
    entries.sort(
      (a, b) => a.at - b.at || (a.entry % 2 === b.entry % 2 ? 0 : (b.entry % 2) - (a.entry % 2)),
    )
    let last = HEAD
    for (const { entry } of entries) {
      this.#next[last] = entry
      this.#previous[entry] = last
      last = entry
    }
    this.#next[last] = HEAD
    this.#previous[HEAD] = last
  }

  #lift(entry: number): void {
    this.#next[this.#previous[entry]!] = this.#next[entry]!
    this.#previous[this.#next[entry]!] = this.#previous[entry]!
  }

  #unlift(entry: number): void {
    this.#next[this.#previous[entry]!] = entry
    this.#previous[this.#next[entry]!] = entry
  }
}

function isCall(entry: number): boolean {
  return entry % 2 === 1
}

/** For each unknown operation the one before it that does the same; -1 for none. */
function twinsOf(
  operations: readonly Operation[],
  answered: number,
  visible: VisibleValues,
): Int32Array {
  const twins = new Int32Array(operations.length).fill(-1)
  const last = new Map<string, number>()
  for (let i = answered; i < operations.length; i++) {
    const { call } = operations[i]!
    const written = call.kind === 'cas' || call.kind === 'write' ? visible.reduce(call.value) : null
    const effect = JSON.stringify(written === undefined ? { ...call, value: undefined } : call)
    twins[i] = last.get(effect) ?? -1
    last.set(effect, i)
  }
  return twins
}
