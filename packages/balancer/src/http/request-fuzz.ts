/**
 * Connections that a careless or hostile client might make, from a seed: good requests, requests
 * with a mistake somewhere, and cuts between any two bytes.
 *
 * A good request names itself in its path and its body, so that whoever receives it can say whether
 * it arrived as it was sent, and nothing else did.
 */

import type { Random } from '@polis/base'

/** A request as a client means it. */
export type MeantRequest = { readonly path: string; readonly body: string }

/** Bytes of one connection, one character each, cut into what is written at a time. */
export type FuzzedConnection = {
  readonly pieces: readonly string[]
  /** The requests before the first mistake; all of them, if there is none. */
  readonly meant: readonly MeantRequest[]
  readonly isBroken: boolean
}

/** Bytes that mean something to a parser. */
const SIGNS = [
  ...['\r', '\n', '\r\n', '\r\n\r\n', '\0', ' ', '\t', ':', ',', ';', '\x7f', '\xff', '0', '-1'],
  ...['Content-Length: 3\r\n', 'Transfer-Encoding: chunked\r\n', 'Content-Length', 'chunked'],
  ...['0\r\n\r\n', 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n', 'HTTP/1.1', 'Host: b\r\n'],
  ...['Connection: close\r\n', 'Expect: 100-continue\r\n', 'Upgrade: h2c\r\n', 'PRI * HTTP/2.0'],
]

/** Connection number `number`; ids of its requests are unique among all. */
export function fuzzedConnection(random: Random, number: number): FuzzedConnection {
  const count = 1 + random.int(4)
  const meant: MeantRequest[] = []
  let text = ''
  let isBroken = false
  for (let i = 0; i < count; i++) {
    const request = { path: `/r${number}.${i}`, body: bodyOf(random, `b${number}.${i}.`) }
    const good = written(random, request)
    if (!isBroken && random.int(3) === 0) {
      isBroken = true
      text += damaged(random, good)
    } else {
      text += good
      if (!isBroken) meant.push(request)
    }
  }
  return { pieces: cut(random, text), meant, isBroken }
}

function bodyOf(random: Random, mark: string): string {
  const kind = random.int(4)
  if (kind === 0) return ''
  // What looks like a request in a body is a body.
  if (kind === 1) return `${mark}GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n`
  return mark + 'x'.repeat(random.int(kind === 2 ? 30 : 3_000))
}

/** A request as the rules have it, in one of the ways they allow. */
function written(random: Random, { path, body }: MeantRequest): string {
  const method = body === '' ? ['GET', 'DELETE', 'OPTIONS'][random.int(3)] : 'POST'
  const host = ['Host: a.example', 'hOsT:a', 'Host: \t a:80 '][random.int(3)]
  const fields = ['X-A: 1', 'X-B:', 'Accept: */*;q=0.1', 'X-C: \xe9'].filter(
    () => random.int(3) === 0,
  )
  let head = `${random.int(8) === 0 ? '\r\n' : ''}${method} ${path} HTTP/1.1\r\n${host}\r\n`
  for (const field of fields) head += `${field}\r\n`
  if (body === '') return `${head}\r\n`
  if (random.int(2) === 0) return `${head}Content-Length: ${body.length}\r\n\r\n${body}`
  return `${head}Transfer-Encoding: chunked\r\n\r\n${chunked(random, body)}`
}

function chunked(random: Random, body: string): string {
  let text = ''
  for (let at = 0; at < body.length; ) {
    const size = Math.min(body.length - at, 1 + random.int(1_000))
    const extension = random.int(6) === 0 ? ';a="b"' : ''
    text += `${size.toString(16)}${extension}\r\n${body.slice(at, at + size)}\r\n`
    at += size
  }
  return `${text}0\r\n${random.int(6) === 0 ? 'X-T: 1\r\n' : ''}\r\n`
}

/** One to three mistakes. */
function damaged(random: Random, good: string): string {
  let text = good
  for (let i = random.int(3); i >= 0; i--) {
    const at = random.int(text.length)
    const what = random.int(4)
    const sign = SIGNS[random.int(SIGNS.length)]!
    if (what === 0) text = text.slice(0, at) + text.slice(at + 1 + random.int(4))
    else if (what === 1) text = text.slice(0, at) + sign + text.slice(at)
    else if (what === 2) text = text.slice(0, at) + sign + text.slice(at + sign.length)
    else text = text.slice(0, at) + String.fromCharCode(random.int(256)) + text.slice(at + 1)
  }
  return text
}

function cut(random: Random, text: string): string[] {
  if (random.int(3) === 0) return [text]
  const pieces: string[] = []
  for (let at = 0; at < text.length; ) {
    const size = random.int(4) === 0 ? 1 : 1 + random.int(400)
    pieces.push(text.slice(at, at + size))
    at += size
  }
  return pieces
}
