/**
 * Keys of `x-lb` below HTTP: `proxyProtocol`, `udp`, `hold`, `mode`, and the protocols that are not
 * HTTP, custom ones among them.
 */

import { isHttp, isNetwork, isProtocolName, type L4Options, type Protocol } from '@polis/balancer'
import type { ServicePort } from '../objects.ts'
import { ownKeys } from './compose-keys.ts'
import { child } from './deploy.ts'
import { HTTP_KEYS } from './http-options.ts'
import { pathOf, type Reader, type Section } from './reader.ts'
import { nearest } from './suggestion.ts'

/** The keys of `x-lb` that this file reads, beside `protocol`. */
export const L4_KEYS = ['proxyProtocol', 'udp', 'hold', 'mode'] as const

const PROTOCOLS = ['http', 'https', 'grpc', 'tcp', 'tls', 'udp'] as const

/** Where nothing is said: as long as a container may take to start, a thread's thousand clients. */
export const HOLD_DEFAULT = { timeoutMs: 30_000, max: 1_000 }
/** Clients held by one data thread; each is an open connection. */
const HOLD_MAX = 100_000

/** A protocol, and the name of a custom one, which is TCP to everybody else. */
export type NamedProtocol = { readonly protocol: Protocol; readonly customProtocol?: string }

/**
 * `x-lb.protocol`, or `guess`; `hasTls` if the service has certificates. A name that nodes may have
 * registered is taken as it is; one that looks like a slip of one of ours is not.
 */
export function readProtocol(
  reader: Reader,
  section: Section,
  guess: Protocol,
  hasTls: boolean,
): NamedProtocol {
  const text = reader.text(section, 'protocol')
  if (text !== undefined && isProtocolName(text) && nearest(text, PROTOCOLS) === undefined) {
    return { protocol: 'tcp', customProtocol: text }
  }
  const protocol = reader.choice(section, 'protocol', PROTOCOLS) ?? guess
  if (protocol === 'https' && !hasTls) {
    reader.error(section.at, `${section.path}: protocol https needs tls: {certificate, key}`)
  }
  return { protocol: protocol === 'http' && hasTls ? 'https' : protocol }
}

/** Reports what does not go together with `protocol`. */
export function checkProtocol(
  reader: Reader,
  section: Section,
  protocol: Protocol,
  ports: readonly ServicePort[],
): void {
  if (protocol === 'udp' && !ports.some(port => port.protocol === 'udp')) {
    const hint = 'write it "PUBLISHED:TARGET/udp"'
    reader.error(section.at, `${section.path}: protocol udp needs a UDP port; ${hint}`)
  }
  if (isHttp(protocol)) return
  if (protocol !== 'tls') refuse(reader, section, 'host', 'protocol http or tls')
  for (const key of ['path', ...HTTP_KEYS]) refuse(reader, section, key, 'protocol http')
}

/** What `x-lb` says for traffic below HTTP. */
export function readL4Options(
  reader: Reader,
  section: Section,
  { protocol, customProtocol }: NamedProtocol,
): L4Options {
  const udp = child(reader, section, 'udp')
  reader.checkKeys(udp, ownKeys('idle', 'stream'))
  const udpIdleMs = reader.durationMs(udp, 'idle')
  const udpStreamIdleMs = reader.durationMs(udp, 'stream')
  const mode = reader.choice(section, 'mode', ['user', 'kernel'] as const)
  if (mode === 'kernel' && (isHttp(protocol) || protocol === 'tls')) {
    refuse(reader, section, 'mode', 'protocol tcp or udp, which the kernel can forward')
  }
  return {
    ...(customProtocol === undefined ? {} : { customProtocol }),
    ...(udpIdleMs === undefined ? {} : { udpIdleMs }),
    ...(udpStreamIdleMs === undefined ? {} : { udpStreamIdleMs }),
    ...readProxyProtocol(reader, section, protocol),
    ...readHold(reader, section),
    ...(mode === 'kernel' ? { mode } : {}),
  }
}

function readProxyProtocol(
  reader: Reader,
  parent: Section,
  protocol: Protocol,
): Pick<L4Options, 'proxyProtocol'> {
  if (reader.get(parent, 'proxyProtocol') === undefined) return {}
  const section = child(reader, parent, 'proxyProtocol')
  reader.checkKeys(section, ownKeys('accept', 'from', 'send'))
  const isAccepted = reader.boolean(section, 'accept') ?? false
  const from = reader.texts(section, 'from')
  const send = reader.choice(section, 'send', ['v1', 'v2'] as const)
  for (const network of from) {
    if (isNetwork(network)) continue
    const at = reader.get(section, 'from')!.at
    reader.error(at, `${pathOf(section, 'from')}: '${network}' is no network; write 10.0.0.0/8`)
  }
  if (isAccepted !== from.length > 0) {
    reader.error(section.at, `${section.path}: accept and from (the proxies' networks) go together`)
  }
  if (send !== undefined && isHttp(protocol)) {
    const reason = 'connections to HTTP endpoints are shared; X-Forwarded-For names the client'
    reader.error(reader.get(section, 'send')!.at, `${pathOf(section, 'send')}: ${reason}`)
  }
  if (protocol === 'udp') {
    reader.error(section.at, `${section.path}: there is no PROXY header over UDP here`)
  }
  const proxyProtocol = {
    ...(from.length === 0 ? {} : { acceptFrom: from }),
    ...(send === undefined ? {} : { send }),
  }
  return { proxyProtocol }
}

function readHold(reader: Reader, parent: Section): Pick<L4Options, 'hold'> {
  if (reader.get(parent, 'hold') === undefined) return {}
  const section = child(reader, parent, 'hold')
  reader.checkKeys(section, ownKeys('timeout', 'max'))
  const timeoutMs = reader.durationMs(section, 'timeout') ?? HOLD_DEFAULT.timeoutMs
  const max = reader.integer(section, 'max', 1, HOLD_MAX) ?? HOLD_DEFAULT.max
  if (timeoutMs <= 0) reader.error(section.at, `${pathOf(section, 'timeout')} should be above 0`)
  return { hold: { timeoutMs, max } }
}

function refuse(reader: Reader, section: Section, key: string, needs: string): void {
  const node = reader.get(section, key)
  if (node !== undefined) reader.error(node.at, `${pathOf(section, key)} needs ${needs}`)
}
