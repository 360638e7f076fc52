/**
 * One request over HTTP/2 (RFC 9113) on a connection of its own: for checks of HTTP/2 servers, and
 * for gRPC, whose verdict is in the trailers.
 */

import { connect as connectHttp2, type OutgoingHttpHeaders } from 'node:http2'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { TlsSpec } from '../check-kinds.ts'
import { BODY_BYTES_MAX, HEADER_BYTES_MAX } from '../config.ts'
import { type Place, until } from './attempt.ts'
import { authorityOf } from './http1-probe.ts'
import { tlsOptions } from './tls-options.ts'

type Fields = Readonly<Record<string, string | string[] | number | undefined>>

/** What came back; `headers` has the trailers in it. */
export type Http2Answer = {
  readonly status: number
  readonly headers: Fields
  /** The first bytes, to the bound. */
  readonly body: Buffer
}

export type Http2Request = {
  readonly headers: OutgoingHttpHeaders
  readonly body?: Buffer
  readonly tls: TlsSpec | undefined
}

/** Sends a request; rejects if the connection or the stream fails before its end. */
export function exchangeHttp2(
  request: Http2Request,
  place: Place,
  signal: AbortSignal,
): Promise<Http2Answer> {
  return until(signal, (resolve, reject) => {
    const { tls } = request
    const { ip: host, port } = place
    const socket =
      tls === undefined
        ? connect({ host, port })
        : connectTls({ ...tlsOptions(tls, place), ALPNProtocols: ['h2'] })
    const scheme = tls === undefined ? 'http' : 'https'
    const session = connectHttp2(`${scheme}://${authorityOf(place, tls !== undefined)}`, {
      createConnection: () => socket,
      settings: { enablePush: false, maxHeaderListSize: HEADER_BYTES_MAX },
    })
    session.on('error', reject)
    socket.on('error', reject)
    session.once('close', () => reject(new Error('the connection was closed without an answer')))
    const stream = session.request(request.headers, { endStream: request.body === undefined })
    if (request.body !== undefined) stream.end(request.body)
    const chunks: Buffer[] = []
    let length = 0
    let status = 0
    let headers: Fields = {}
    const finish = () => {
      const body = Buffer.concat(chunks).subarray(0, BODY_BYTES_MAX)
      resolve({ status, headers, body })
    }
    stream.on('error', reject)
    stream.once('response', fields => {
      status = Number(fields[':status'])
      headers = { ...fields }
    })
    stream.once('trailers', fields => {
      headers = { ...headers, ...fields }
    })
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      length += chunk.length
      if (length >= BODY_BYTES_MAX) finish()
    })
    stream.once('end', () => {
      if (status === 0) reject(new Error('the stream was closed without an answer'))
      else finish()
    })
    return () => {
      session.destroy()
      socket.destroy()
    }
  })
}
