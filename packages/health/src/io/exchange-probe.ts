/** Probes of a TCP or UDP port: what is said, and what is expected to be said. */

import { createSocket } from 'node:dgram'
import { connect, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { TcpKind, UdpKind } from '../check-kinds.ts'
import { BODY_BYTES_MAX, UDP_SILENCE_MS } from '../config.ts'
import { fail, type Place, pass, saidOf, until, type Verdict } from './attempt.ts'
import { tlsOptions } from './tls-options.ts'

/** Passes once connected and, where something is expected, once the server has said it. */
export function probeTcp(check: TcpKind, place: Place, signal: AbortSignal): Promise<Verdict> {
  const encoding = check.encoding ?? 'utf8'
  const expected = check.expect === undefined ? null : Buffer.from(check.expect, encoding)
  return until(signal, (resolve, reject) => {
    const { tls } = check
    const socket =
      tls === undefined
        ? connect({ host: place.ip, port: place.port })
        : connectTls(tlsOptions(tls, place))
    let answer = Buffer.alloc(0)
    const judge = (isOver: boolean) => {
      if (expected === null) resolve(pass('connected'))
      else if (answer.includes(expected)) resolve(pass(saidOf(answer)))
      else if (isOver) resolve(fail(`not what is expected: ${saidOf(answer)}`))
    }
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
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

/**
 * Sends a datagram from a connected socket, which the system tells of a refusal (ICMP port
 * unreachable). Passes on what is expected; without that on any answer, or on silence.
 */
export function probeUdp(check: UdpKind, place: Place, signal: AbortSignal): Promise<Verdict> {
  const encoding = check.encoding ?? 'utf8'
  const expected = check.expect === undefined ? null : Buffer.from(check.expect, encoding)
  const datagram = Buffer.from(check.send ?? '', encoding)
  return until(signal, (resolve, reject) => {
    const socket = createSocket(isIP(place.ip) === 6 ? 'udp6' : 'udp4')
    let silence: NodeJS.Timeout | undefined
    socket.on('error', reject)
    socket.on('message', answer => {
      const isExpected = expected === null || answer.includes(expected)
      resolve(isExpected ? pass(saidOf(answer)) : fail(`not what is expected: ${saidOf(answer)}`))
    })
    socket.connect(place.port, place.ip, () => {
      socket.send(datagram, error => {
        if (error !== null) reject(error)
      })
      if (expected !== null) return
      silence = setTimeout(() => {
        resolve({ ...pass('not refused'), isSilent: true })
      }, UDP_SILENCE_MS)
    })
    return () => {
      clearTimeout(silence)
      // An address that cannot be reached closes nothing: it was never bound.
      socket.close()
    }
  })
}
