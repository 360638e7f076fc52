/**
 * Reads histories that others recorded, a line an event:
 *
 *     INFO  jepsen.util - 3 :invoke :cas [1 4]                             a log of Jepsen
 *     {:process 3, :type :ok, :f :get, :key "7", :value "x 0 0 y"}         events as EDN
 *
 * `:invoke` calls, `:ok` answers. `:fail` says that nothing has happened: of a `cas` that it found
 * another value, of anything else that it is to be left out. `:info` says that nobody knows, and so
 * does the end of the file: such an operation may take effect at any later time, or never. What the
 * nemesis does, and lines that tell of no event, are passed over.
 */

import {
  type Answer,
  type Call,
  type CallId,
  HistoryRecorder,
  type Operation,
} from '@polis/simulator'

/** An EDN value, as far as histories need them; keywords keep their colon. */
type Edn = string | null | readonly Edn[] | { readonly text: string }

type Event = {
  readonly process: string
  readonly type: string
  readonly f: string
  readonly key: string
  readonly value: Edn
}

/** A file that cannot be read as a history. */
export class HistoryProblem extends Error {
  override readonly name = 'HistoryProblem'
}

const TYPES = /:(invoke|ok|fail|info)\b/
const LOG_LINE = /(?:^|\s)(\S+)\s+:(invoke|ok|fail|info)\s+:(\S+)\s+(.+)$/
const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{}]|[^\s,[\]{}"]+/g

/** The operations of a history. Throws `HistoryProblem` with the line that makes no sense. */
export function readHistory(text: string): Operation[] {
  const recorder = new HistoryRecorder()
  const open = new Map<string, { readonly id: CallId; readonly f: string }>()
  for (const [i, line] of text.split('\n').entries()) {
    try {
      const event = readEvent(line.trim())
      if (event !== undefined) take(recorder, open, event)
    } catch (error) {
      if (!(error instanceof HistoryProblem)) throw error
      throw new HistoryProblem(`line ${i + 1}: ${error.message}`)
    }
  }
  const { operations } = recorder
  if (operations.length === 0) throw new HistoryProblem('there are no operations')
  return operations
}

function take(
  recorder: HistoryRecorder,
  open: Map<string, { readonly id: CallId; readonly f: string }>,
  event: Event,
): void {
  const { process, type, f, key } = event
  if (type === 'invoke') {
    // A process that calls again without an answer leaves its first call open.
    open.set(process, { id: recorder.call(process, key, callOf(event)), f })
    return
  }
  const call = open.get(process)
  if (call === undefined) throw new HistoryProblem(`process ${process} has called nothing`)
  if (call.f !== f) throw new HistoryProblem(`process ${process} called ${call.f}, not ${f}`)
  open.delete(process)
  const answer = answerOf(event)
  if (answer === undefined) recorder.withdraw(call.id)
  else recorder.answer(call.id, answer)
}

function callOf({ f, value }: Event): Call {
  switch (f) {
    case 'read':
    case 'get':
      return { kind: 'read' }
    case 'write':
    case 'put':
      return { kind: 'write', value: scalar(value) }
    case 'append':
      return { kind: 'append', value: scalar(value) ?? '' }
    case 'cas': {
      if (!Array.isArray(value) || value.length !== 2) throw new HistoryProblem('cas takes a pair')
      return { kind: 'cas', expected: scalar(value[0]), value: scalar(value[1]) }
    }
    default:
      throw new HistoryProblem(`${f} is no operation on a register`)
  }
}

/** Undefined if nothing has happened and nothing was found out. */
function answerOf({ type, f, value }: Event): Answer | undefined {
  if (type === 'info') return { kind: 'unknown' }
  if (type === 'fail') return f === 'cas' && Array.isArray(value) ? { kind: 'refused' } : undefined
  if (f === 'read' || f === 'get') return { kind: 'value', value: scalar(value) }
  return { kind: 'done' }
}

/** A number or text; empty text is what a key holds that was never written. */
function scalar(value: Edn | undefined): string | null {
  if (value === null) return null
  if (typeof value === 'string' && !value.startsWith(':')) return value
  if (typeof value === 'object' && 'text' in value) return value.text === '' ? null : value.text
  throw new HistoryProblem('the value is neither a number nor text')
}

function readEvent(line: string): Event | undefined {
  if (line.startsWith('{')) return readMap(line)
  const match = LOG_LINE.exec(line)
  if (match === null) {
    if (TYPES.test(line)) throw new HistoryProblem(`'${line}' is no event`)
    return undefined
  }
  const [, process, type, f, value] = match as unknown as [string, string, string, string, string]
  if (!/^\d+$/.test(process)) return undefined
  return { process, type, f, key: '', value: readEdn(value) }
}

function readMap(line: string): Event | undefined {
  const tokens = tokensOf(line)
  if (tokens.shift() !== '{' || tokens.pop() !== '}') throw new HistoryProblem('an open map')
  const fields = new Map<string, Edn>()
  while (tokens.length > 0) fields.set(tokens.shift()!, readValue(tokens))
  const [process, type, f] = [':process', ':type', ':f'].map(name => fields.get(name))
  if (process === ':nemesis') return undefined
  if (typeof process !== 'string' || typeof type !== 'string' || typeof f !== 'string') {
    throw new HistoryProblem('an event has a :process, a :type and an :f')
  }
  if (!TYPES.test(type)) throw new HistoryProblem(`${type} is no type of event`)
  const key = scalar(fields.get(':key') ?? null) ?? ''
  const value = fields.get(':value') ?? null
  return { process, type: type.slice(1), f: f.slice(1), key, value }
}

function readEdn(text: string): Edn {
  const tokens = tokensOf(text)
  const value = readValue(tokens)
  if (tokens.length > 0) throw new HistoryProblem(`'${text}' is more than one value`)
  return value
}

function tokensOf(text: string): string[] {
  if (text.replace(TOKEN, '').replace(/[\s,]/g, '') !== '') {
    throw new HistoryProblem('an open string')
  }
  return text.match(TOKEN) ?? []
}

/** Takes one value off the front. */
function readValue(tokens: string[]): Edn {
  const token = tokens.shift()
  if (token === undefined || token === ']' || token === '{' || token === '}') {
    throw new HistoryProblem('a value is missing')
  }
  if (token === 'nil') return null
  if (token.startsWith('"')) {
    return {
      text: token.slice(1, -1).replace(/\\(.)/g, (_, escaped) => UNESCAPED[escaped] ?? escaped),
    }
  }
  if (token !== '[') return token
  const values: Edn[] = []
  while (tokens[0] !== ']') values.push(readValue(tokens))
  tokens.shift()
  return values
}

const UNESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }
