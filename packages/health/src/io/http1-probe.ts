/**
 * A request over HTTP/1.1 on a connection of its own, which is closed after the answer.
 *
 * Written on plain sockets: a check needs a head and a few bytes, `node:http` costs more for each
 * (`npm run bench -- health`), and what is read is bounded here.
 */

import { connect, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { HttpKind } from '../check-kinds.ts'
import { HttpAnswer } from '../http-answer.ts'
import { type Place, until } from './attempt.ts'
import type { Answered } from './http-probe.ts'
import { tlsOptions } from './tls-options.ts'

/** Sends the check's request for `path`; rejects if there is no well-formed answer. */
export function askHttp1(
  check: HttpKind,
  path: string,
  place: Place,
  signal: AbortSignal,
): Promise<Answered> {
  return until(signal, (resolve, reject) => {
    const { ip: host, port } = place
    const socket =
      check.tls === undefined ? connect({ host, port }) : connectTls(tlsOptions(check.tls, place))
    const answer = new HttpAnswer(check.method)
    const judge = () => {
      if (!answer.isOver) return
      if (answer.problem !== '') reject(new Error(answer.problem))
      else resolve({ status: answer.status, location: answer.location, body: answer.body })
    }
    socket.on('data', bytes => {
      answer.push(bytes)
      judge()
    })
    socket.on('error', reject)
    // Also after an end of the other side, which does not always come first.
    socket.on('close', () => {
      answer.end()
      judge()
    })
    socket.write(requestText(check, path, place))
    return () => socket.destroy()
  })
}

function requestText({ method, headers, tls }: HttpKind, path: string, place: Place): string {
  const names = new Set(Object.keys(headers).map(name => name.toLowerCase()))
  let text = `${method} ${path} HTTP/1.1\r\n`
  if (!names.has('host')) text += `Host: ${authorityOf(place, tls !== undefined)}\r\n`
  if (!names.has('user-agent')) text += 'User-Agent: polis-health\r\n'
  if (!names.has('accept')) text += 'Accept: */*\r\n'
  for (const [name, value] of Object.entries(headers)) text += `${name}: ${value}\r\n`
  if (method === 'POST') text += 'Content-Length: 0\r\n'
  return `${text}Connection: close\r\n\r\n`
}

/** `host:port`, without a port that is the usual one. */
export function authorityOf({ host, port }: Place, isTls: boolean): string {
  const name = isIP(host) === 6 ? `[${host}]` : host
  return port === (isTls ? 443 : 80) ? name : `${name}:${port}`
}
