/**
 * `--join ADDR`: a host, a host with a port, or a multiaddr.
 */

import { PolisError } from '@polis/base'
import type { PeerAddress } from '@polis/transport'
import { CLUSTER_PORT } from './options.ts'

/** Reads an address; the port defaults to 7071. Throws `base/bad-value`. */
export function parseJoinAddress(text: string): PeerAddress {
  const multiaddr = /^\/(?:ip4|ip6|dns|dns4|dns6)\/([^/]+)\/tcp\/(\d+)(?:\/.*)?$/.exec(text)
  if (multiaddr !== null) return checked(text, multiaddr[1]!, multiaddr[2]!)
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(text)
  if (bracketed !== null) return checked(text, bracketed[1]!, bracketed[2] ?? '')
  const parts = text.split(':')
  if (parts.length === 2) return checked(text, parts[0]!, parts[1]!)
  return checked(text, text, '')
}

function checked(text: string, host: string, port: string): PeerAddress {
  const number = port === '' ? CLUSTER_PORT : Number(port)
  const isHost = /^[0-9A-Za-z.:_-]+$/.test(host)
  if (isHost && Number.isInteger(number) && number >= 1 && number <= 65_535) {
    return { host, port: number }
  }
  throw new PolisError('base/bad-value', {
    message: `--join ${text} is not an address`,
    hint: 'use HOST, HOST:PORT or a multiaddr such as /ip4/10.0.0.1/tcp/7071',
  })
}
