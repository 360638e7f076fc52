/**
 * Regular expressions whose cost is linear in the path, whatever they say (Thompson 1968; Cox,
 * "Regular Expression Matching Can Be Simple And Fast", 2007).
 *
 *     pattern ─parse─► instructions ─► sets of instructions, made when first met, kept as a machine
 *
 * A backtracking engine can be sent round for minutes by one crafted path; this one reads each
 * character once. It knows literals, `.`, classes, groups, `|`, `*`, `+`, `?` and `{m,n}`; back
 * references and look-around cannot be had at that price and are refused.
 */

/** Instructions of one pattern; far beyond what a route needs. */
const INSTRUCTIONS_MAX = 1_024
/** Largest count in braces. */
const REPEAT_MAX = 64
/** Sets that are kept; beyond, they are made anew, so memory is bounded as well. */
const STATES_MAX = 256
/** Deepest nesting of groups. */
const DEPTH_MAX = 16

type Node =
  | { readonly kind: 'set'; readonly set: Uint8Array }
  | { readonly kind: 'all'; readonly parts: readonly Node[] }
  | { readonly kind: 'any'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly node: Node; readonly min: number; readonly max: number }

/** `set`: takes one byte; `to`: goes on at each of these; neither: the pattern has matched. */
type Instruction = { set?: Uint8Array; to: number[] }

type State = { readonly at: readonly number[]; readonly isMatch: boolean; readonly next: State[] }

export class PathPattern {
  readonly #program: readonly Instruction[]
  #states = new Map<string, State>()
  #start: State

  private constructor(program: readonly Instruction[]) {
    this.#program = program
    this.#start = this.#state([0])
  }

  /** The pattern for whole paths, or why there is none. */
  static parse(text: string): PathPattern | { readonly problem: string } {
    const parser = new Parser(text.replace(/^\^/, '').replace(/(?<!\\)\$$/, ''))
    const node = parser.parse()
    if (typeof node === 'string') return { problem: node }
    const program: Instruction[] = []
    if (!emit(program, node)) return { problem: 'it is too large' }
    program.push({ to: [] })
    return new PathPattern(program)
  }

  /** True if the characters of `path` up to `end`, one byte each, are what the pattern says. */
  matches(path: string, end = path.length): boolean {
    let state = this.#start
    for (let i = 0; i < end; i++) {
      const byte = path.charCodeAt(i) & 0xff
      state = state.next[byte] ?? this.#step(state, byte)
      if (state.at.length === 0) return false
    }
    return state.isMatch
  }

  #step(from: State, byte: number): State {
    const at = new Set<number>()
    for (const index of from.at) {
      if (this.#program[index]!.set?.[byte] === 1) this.#follow(index + 1, at)
    }
    const to = this.#state([...at].sort((a, b) => a - b))
    from.next[byte] = to
    return to
  }

  #state(at: readonly number[]): State {
    const entry = this.#program.length
    const expanded = new Set<number>()
    for (const index of at) if (index < entry) this.#follow(index, expanded)
    const indexes = [...expanded].sort((a, b) => a - b)
    const key = indexes.join()
    const known = this.#states.get(key)
    if (known !== undefined) return known
    if (this.#states.size >= STATES_MAX) this.#forget()
    const isMatch = indexes.includes(this.#program.length - 1)
    const state = { at: indexes, isMatch, next: [] }
    this.#states.set(key, state)
    return state
  }

  /** Starts over: states are reached from the first one, so that is made anew as well. */
  #forget(): void {
    this.#start = { ...this.#start, next: [] }
    this.#states = new Map([[this.#start.at.join(), this.#start]])
  }

  /** Adds `index` and all it leads to without a byte; instructions that only lead on are left out. */
  #follow(index: number, found: Set<number>): void {
    const stack = [index]
    const seen = new Set<number>()
    while (stack.length > 0) {
      const one = stack.pop()!
      if (seen.has(one)) continue
      seen.add(one)
      const { set, to } = this.#program[one]!
      if (set !== undefined || to.length === 0) found.add(one)
      else stack.push(...to)
    }
  }
}

/** Appends what `node` is made of; false if it becomes too much. */
function emit(program: Instruction[], node: Node): boolean {
  if (program.length > INSTRUCTIONS_MAX) return false
  switch (node.kind) {
    case 'set':
      program.push({ set: node.set, to: [] })
      return true
    case 'all':
      return node.parts.every(part => emit(program, part))
    case 'any':
      return emitAny(program, node.parts)
    default:
      return emitRepeat(program, node.node, node.min, node.max)
  }
}

function emitAny(program: Instruction[], parts: readonly Node[]): boolean {
  const fork: Instruction = { to: [] }
  program.push(fork)
  const ends: Instruction[] = []
  for (const part of parts) {
    fork.to.push(program.length)
    if (!emit(program, part)) return false
    const end: Instruction = { to: [] }
    program.push(end)
    ends.push(end)
  }
  for (const end of ends) end.to.push(program.length)
  return true
}

function emitRepeat(program: Instruction[], node: Node, min: number, max: number): boolean {
  for (let i = 0; i < min; i++) if (!emit(program, node)) return false
  if (max === Number.POSITIVE_INFINITY) {
    const start = program.length
    const fork: Instruction = { to: [start + 1] }
    program.push(fork)
    if (!emit(program, node)) return false
    program.push({ to: [start] })
    fork.to.push(program.length)
    return true
  }
  const forks: Instruction[] = []
  for (let i = min; i < max; i++) {
    const fork: Instruction = { to: [program.length + 1] }
    program.push(fork)
    forks.push(fork)
    if (!emit(program, node)) return false
  }
  for (const fork of forks) fork.to.push(program.length)
  return true
}

class Parser {
  readonly #text: string
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  /** The tree, or what is wrong. */
  parse(): Node | string {
    const node = this.#any()
    if (typeof node === 'string') return node
    return this.#at === this.#text.length ? node : 'it has a ) too many'
  }

  #any(): Node | string {
    const parts: Node[] = []
    do {
      const part = this.#all()
      if (typeof part === 'string') return part
      parts.push(part)
    } while (this.#eat('|'))
    return parts.length === 1 ? parts[0]! : { kind: 'any', parts }
  }

  #all(): Node | string {
    const parts: Node[] = []
    while (this.#at < this.#text.length && !/[|)]/.test(this.#text[this.#at]!)) {
      const atom = this.#atom()
      if (typeof atom === 'string') return atom
      const repeated = this.#repeat(atom)
      if (typeof repeated === 'string') return repeated
      parts.push(repeated)
    }
    return { kind: 'all', parts }
  }

  #repeat(node: Node): Node | string {
    const match = /^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})/.exec(this.#text.slice(this.#at))
    if (match === null) return node
    this.#at += match[0].length
    if (/^[*+?{]/.test(this.#text.slice(this.#at))) return 'it repeats a repetition'
    const [sign, least, comma, most] = match
    const min = least === undefined ? (sign === '+' ? 1 : 0) : Number(least)
    const endless = sign === '*' || sign === '+' || (comma !== undefined && most === '')
    const bounded = most === undefined || most === '' ? min : Number(most)
    const max = endless ? Number.POSITIVE_INFINITY : sign === '?' ? 1 : bounded
    if (min > REPEAT_MAX || (!endless && max > REPEAT_MAX)) return `it repeats over ${REPEAT_MAX}`
    return max < min ? 'it has a {m,n} with m above n' : { kind: 'repeat', node, min, max }
  }

  #atom(): Node | string {
    const sign = this.#text[this.#at++]!
    if (sign === '(') return this.#group()
    if (sign === '[') return this.#class()
    if (sign === '.') return { kind: 'set', set: setOf(() => true) }
    if (sign === '^' || sign === '$') return `it has a ${sign} inside; whole paths are compared`
    if (/[*+?{]/.test(sign)) return `it has nothing before ${sign}`
    if (sign === '\\') return this.#escape()
    return { kind: 'set', set: setOf(byte => byte === sign.charCodeAt(0)) }
  }

  #group(): Node | string {
    if (this.#text[this.#at] === '?') {
      if (!this.#text.startsWith('?:', this.#at)) return 'it looks around, which takes too long'
      this.#at += 2
    }
    if (++this.#depth > DEPTH_MAX) return 'its groups are nested too deeply'
    const node = this.#any()
    if (typeof node === 'string') return node
    this.#depth--
    return this.#eat(')') ? node : 'it has a ( too many'
  }

  #class(): Node | string {
    const isNot = this.#eat('^')
    const set = new Uint8Array(256)
    for (let isFirst = true; isFirst || this.#text[this.#at] !== ']'; isFirst = false) {
      if (this.#at >= this.#text.length) return 'it has a [ too many'
      const from = this.#member()
      if (typeof from === 'string') return from
      const isRange = this.#text[this.#at] === '-' && this.#text[this.#at + 1] !== ']'
      if (!isRange || typeof from === 'object') {
        add(set, from)
        continue
      }
      this.#at++
      const to = this.#member()
      if (typeof to !== 'number' || to < from) return 'it has a range that is none'
      for (let byte = from; byte <= to; byte++) set[byte] = 1
    }
    this.#at++
    return { kind: 'set', set: isNot ? set.map(is => 1 - is) : set }
  }

  /** One member of a class: a byte, or a set such as `\d`. */
  #member(): number | Uint8Array | string {
    const sign = this.#text[this.#at++]
    if (sign === undefined) return 'it has a [ too many'
    if (sign !== '\\') return sign.charCodeAt(0) & 0xff
    const node = this.#escape()
    if (typeof node === 'string' || node.kind !== 'set') return String(node)
    const only = node.set.indexOf(1)
    return node.set.lastIndexOf(1) === only ? only : node.set
  }

  #escape(): Node | string {
    const sign = this.#text[this.#at++]
    if (sign === undefined) return 'it ends in a backslash'
    const named = CLASSES[sign.toLowerCase()]
    if (named !== undefined) {
      const isNot = sign !== sign.toLowerCase()
      return { kind: 'set', set: setOf(byte => named.test(String.fromCharCode(byte)) !== isNot) }
    }
    if (/[1-9]/.test(sign)) return 'it refers back, which takes too long'
    if (/[A-Za-z0]/.test(sign)) return `it has \\${sign}, which is not known here`
    return { kind: 'set', set: setOf(byte => byte === sign.charCodeAt(0)) }
  }

  #eat(sign: string): boolean {
    if (this.#text[this.#at] !== sign) return false
    this.#at++
    return true
  }
}

const CLASSES: Readonly<Record<string, RegExp>> = { d: /^\d$/, w: /^\w$/, s: /^\s$/ }

function setOf(has: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (has(byte) ? 1 : 0))
}

function add(set: Uint8Array, member: number | Uint8Array): void {
  if (typeof member === 'number') set[member] = 1
  else for (let byte = 0; byte < 256; byte++) set[byte]! |= member[byte]!
}
