/**
 * The object that histories are judged against: one register that is read, written,
 * compared-and-set and appended to.
 *
 * A key of a key-value store is such a register, and so is the register of Jepsen's tests. Its
 * sequential meaning is all there is to say about it; what may overlap is the search's business.
 */

/** What a register holds; `null` is nothing. */
export type Value = string | null

/** What a register holds as a search sees it; `undefined` is a value that no answer tells of. */
export type State = Value | undefined

/** What a client asked for. A `cas` writes `value` if the register holds `expected`. */
export type Call =
  | { readonly kind: 'read' }
  | { readonly kind: 'write'; readonly value: Value }
  | { readonly kind: 'cas'; readonly expected: Value; readonly value: Value }
  | { readonly kind: 'append'; readonly value: string }

/**
 * What a client was told. `refused` is a `cas` that found something else; `unknown` is a time-out
 * or a lost connection: it may take effect at any time after its call, or never.
 */
export type Answer =
  | { readonly kind: 'done' }
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unknown' }

/** One operation; times are positions on one clock, and `endedAt` is infinite if unanswered. */
export type Operation = {
  readonly key: string
  /** Who asked: only to be named. */
  readonly process: string
  readonly call: Call
  readonly answer: Answer
  readonly calledAt: number
  readonly endedAt: number
}

/**
 * What a register that holds `state` holds after `call`, whatever the client was told. More text
 * after what no answer tells of makes nothing that one does.
 */
export function after(state: State, call: Call): State {
  switch (call.kind) {
    case 'read':
      return state
    case 'write':
      return call.value
    case 'cas':
      return state === call.expected ? call.value : state
    case 'append':
      return state === undefined ? undefined : (state ?? '') + call.value
  }
}

/** True if a register that holds `state` can answer `call` so. */
export function canAnswer(state: State, call: Call, answer: Answer): boolean {
  switch (answer.kind) {
    case 'unknown':
      return true
    case 'value':
      return call.kind === 'read' && state === answer.value
    case 'refused':
      return call.kind === 'cas' && state !== call.expected
    case 'done':
      return call.kind !== 'read' && (call.kind !== 'cas' || state === call.expected)
  }
}

/** `call` and its answer for a person: `cas 1 → 2: refused`. */
export function describe({ process, call, answer }: Operation): string {
  const told = answer.kind === 'value' ? show(answer.value) : answer.kind
  return `${process} ${describeCall(call)}: ${told}`
}

/** A value for a person. */
export function show(value: State): string {
  if (value === undefined) return 'what no answer tells of'
  return value === null ? 'nothing' : `'${value}'`
}

function describeCall(call: Call): string {
  if (call.kind === 'read') return 'read'
  if (call.kind === 'cas') return `cas ${show(call.expected)} → ${show(call.value)}`
  return `${call.kind} ${show(call.value)}`
}
