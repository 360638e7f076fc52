/**
 * One probe: an HTTP request or a TCP connection to one address, with a deadline, and its verdict.
 *
 * A probe never throws: whatever happens is a result. It cannot be led elsewhere either: redirects
 * are not followed, a name is resolved once and its address dialled, some addresses are never
 * dialled (probe-address.ts), and of an answer only the first bytes are read.
 */

import { lookup } from 'node:dns/promises'
import { type IncomingMessage, request } from 'node:http'
import { connect, isIP } from 'node:net'
import { type Clock, messageOf } from '@polis/base'
import { type CheckSpec, type HttpCheckSpec, isExpectedStatus, type ProbeResult, type TcpCheckSpec } from '../check.ts'
import { BODY_BYTES_MAX, HEADER_BYTES_MAX, OUTPUT_CHARS_MAX } from '../config.ts'
import { mayProbe } from './probe-address.ts'

/** What is probed: an IP address or a name, and a port of it. */
export type ProbeTarget = { readonly host: string; readonly port: number }

/** Probes `target` as `check` says; `signal` gives it up early. Never rejects. */
export type Probe = (
  check: CheckSpec,
  target: ProbeTarget,
  signal: AbortSignal,
) => Promise<ProbeResult>

type Verdict = Omit<ProbeResult, 'responseTimeMs'>

/** The real probe; `clock` measures response times. */
export function createProbe(clock: Clock): Probe {
  return async (check, target, signal) => {
    const startMs = clock.nowMs()
    const deadline = new Deadline(check.timeoutMs, signal)
    let verdict: Verdict
    try {
      const ip = await addressOf(target.host, deadline.signal)
      if (!mayProbe(ip)) verdict = fail(`${ip} is an address that checks may not dial`)
      else if (check.type === 'http') verdict = await probeHttp(check, ip, target, deadline.signal)
      else verdict = await probeTcp(check, ip, target.port, deadline.signal)
    } catch (error) {
      const isLate = deadline.isOver
      verdict = fail(isLate ? `no answer within ${check.timeoutMs} ms` : reasonOf(error, target))
    } finally {
      deadline.clear()
    }
    return { ...verdict, responseTimeMs: clock.nowMs() - startMs }
  }
}

/** A signal that aborts after `timeoutMs`, or with the one it is given. */
class Deadline {
  readonly #controller = new AbortController()
  readonly #outer: AbortSignal
  readonly #timer: NodeJS.Timeout
  readonly #onAbort = () => this.#controller.abort(this.#outer.reason)
  isOver = false

  constructor(timeoutMs: number, outer: AbortSignal) {
    this.#outer = outer
    outer.addEventListener('abort', this.#onAbort)
    if (outer.aborted) this.#onAbort()
    this.#timer = setTimeout(() => {
      this.isOver = true
      this.#controller.abort(new Error('timed out'))
    }, timeoutMs)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  clear(): void {
    clearTimeout(this.#timer)
    this.#outer.removeEventListener('abort', this.#onAbort)
  }
}

/** The address to dial: an IP address itself, or the first that the name has now. */
async function addressOf(host: string, signal: AbortSignal): Promise<string> {
  if (isIP(host) !== 0) return host
  return until(signal, (resolve, reject) => {
    lookup(host).then(({ address }) => resolve(address), reject)
    return () => {}
  })
}

/** Passes once connected and, where something is expected, once the server has said it. */
function probeTcp(
  check: TcpCheckSpec,
  ip: string,
  port: number,
  signal: AbortSignal,
): Promise<Verdict> {
  const encoding = check.encoding ?? 'utf8'
  const expected = check.expect === undefined ? null : Buffer.from(check.expect, encoding)
  return until(signal, (resolve, reject) => {
    const socket = connect({ host: ip, port })
    let answer = Buffer.alloc(0)
    const judge = (isOver: boolean) => {
      if (expected === null || answer.includes(expected)) {
        resolve({ outcome: 'pass', output: expected === null ? 'connected' : saidOf(answer) })
      } else if (isOver) resolve(fail(`not what is expected: ${saidOf(answer)}`))
    }
    socket.once('connect', () => {
      if (check.send !== undefined) socket.write(check.send, encoding, () => judge(false))
      else judge(false)
    })
    socket.on('data', chunk => {
      answer = Buffer.concat([answer, chunk]).subarray(0, BODY_BYTES_MAX)
      if (expected !== null) judge(answer.length === BODY_BYTES_MAX)
    })
    socket.once('end', () => judge(true))
    socket.on('error', reject)
    return () => socket.destroy()
  })
}

function saidOf(answer: Buffer): string {
  const text = oneLine(answer.toString('utf8'))
  return text === '' ? 'nothing' : text
}

function probeHttp(
  check: HttpCheckSpec,
  ip: string,
  { host, port }: ProbeTarget,
  signal: AbortSignal,
): Promise<Verdict> {
  return until(signal, (resolve, reject) => {
    const authority = isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`
    const outgoing = request({
      host: ip,
      port,
      method: check.method,
      path: check.path,
      headers: { host: authority, 'user-agent': 'polis-health', ...check.headers },
      agent: false,
      maxHeaderSize: HEADER_BYTES_MAX,
    })
    outgoing.on('error', reject)
    outgoing.once('response', answer => {
      readBody(answer, body => resolve(judge(check, answer, body)), reject)
    })
    outgoing.once('close', () => reject(new Error('the connection was closed without an answer')))
    outgoing.end()
    return () => outgoing.destroy()
  })
}

/** Reads the body to its end or its bound, whichever comes first. */
function readBody(
  answer: IncomingMessage,
  done: (body: string) => void,
  failed: (error: Error) => void,
): void {
  const chunks: Buffer[] = []
  let length = 0
  const finish = () => done(Buffer.concat(chunks).toString('utf8', 0, BODY_BYTES_MAX))
  answer.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    length += chunk.length
    if (length >= BODY_BYTES_MAX) finish()
  })
  answer.once('end', finish)
  answer.on('error', failed)
}

function judge(check: HttpCheckSpec, answer: IncomingMessage, body: string): Verdict {
  const status = answer.statusCode ?? 0
  const text = oneLine(body)
  const output = `HTTP ${status}${text === '' ? '' : `: ${text}`}`
  if (isExpectedStatus(status, check.expectedStatus)) {
    const { contains } = check
    if (contains === undefined || body.includes(contains)) return { outcome: 'pass', output }
    return fail(`${output} (its beginning has not '${oneLine(contains)}' in it)`)
  }
  if (status === 429) return { outcome: 'warn', output }
  if (status >= 300 && status < 400 && answer.headers.location !== undefined) {
    const place = oneLine(answer.headers.location)
    return fail(`HTTP ${status}: redirects are not followed (to ${place})`)
  }
  return fail(output)
}

/**
 * Runs what `begin` starts until it resolves or rejects, or `signal` aborts; then calls the
 * function that `begin` has returned, which must end everything that is still open.
 */
function until<T>(
  signal: AbortSignal,
  begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => settle(() => reject(signal.reason))
    let end = () => {}
    let isSettled = false
    const settle = (outcome: () => void) => {
      if (isSettled) return
      isSettled = true
      signal.removeEventListener('abort', onAbort)
      outcome()
      end()
    }
    signal.addEventListener('abort', onAbort)
    end = begin(
      value => settle(() => resolve(value)),
      error => settle(() => reject(error)),
    )
    if (signal.aborted) onAbort()
  })
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to its network',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name could not be resolved',
  HPE_HEADER_OVERFLOW: 'the headers of its answer are too large',
}

function reasonOf(error: unknown, { host, port }: ProbeTarget): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code.startsWith('HPE_') && REASONS[code] === undefined) return `no HTTP: ${messageOf(error)}`
  return `${host}:${port}: ${REASONS[code] ?? messageOf(error)}`
}

function fail(output: string): Verdict {
  return { outcome: 'fail', output }
}

/** The beginning of `text` on one line, without control characters. */
function oneLine(text: string): string {
  const plain = text.slice(0, 4 * OUTPUT_CHARS_MAX).replaceAll(/[\p{Cc}\s]+/gu, ' ')
  return plain.trim().slice(0, OUTPUT_CHARS_MAX)
}
