/**
 * The keys of `x-lb` that say how endpoints are chosen and protected: stickiness, hashing, slow
 * start, zones, subsets, outliers, circuit breakers, hedging. Each is off unless it is named, and
 * only what is named is stored.
 */

import {
  type Affinity,
  type Algorithm,
  type BalancingPolicy,
  type HashBy,
  isHashing,
  isHttp,
  type Protocol,
  policyProblems,
  type SlowStart,
  type Subset,
} from '@polis/balancer'
import type { LoadBalancerSpec } from '../objects.ts'
import { ownKeys } from './compose-keys.ts'
import { child } from './deploy.ts'
import { pathOf, type Reader, type Section } from './reader.ts'

/** The keys read here. */
export const BALANCING_KEYS = [
  ...['sticky', 'hashBy', 'boundedLoad', 'slowStart', 'zone', 'subset', 'outliers', 'circuit'],
  'hedge',
] as const

/** How clients are kept on an endpoint. */
export type StickySpec = {
  readonly cookie: string | null
  readonly maxAgeMs: number | undefined
  readonly affinity: Affinity | undefined
}

/** `sticky: {cookie, maxAge}`, `{header}` or `{source: true}`. */
export function readSticky(reader: Reader, section: Section): StickySpec {
  const sticky = child(reader, section, 'sticky')
  reader.checkKeys(sticky, ownKeys('cookie', 'maxAge', 'header', 'source'))
  const cookie = reader.text(sticky, 'cookie') ?? null
  const header = reader.text(sticky, 'header')
  const isSource = isTrue(reader, sticky, 'source')
  const maxAgeMs = reader.durationMs(sticky, 'maxAge')
  const kinds = [cookie !== null, header !== undefined, isSource].filter(Boolean).length
  if (kinds > 1) reader.error(sticky.at, `${sticky.path} has one of cookie, header and source`)
  if (maxAgeMs !== undefined && (cookie === null || maxAgeMs < 1_000)) {
    reader.error(sticky.at, `${sticky.path}.maxAge is at least 1s, and for a cookie`)
  }
  const affinity =
    header !== undefined ? { header } : isSource ? ({ source: true } as const) : undefined
  return { cookie, maxAgeMs, affinity }
}

/** True if it takes HTTP to tell a client by. */
export function isStickyByHttp({ cookie, affinity }: StickySpec): boolean {
  return cookie !== null || (affinity !== undefined && 'header' in affinity)
}

/** True if `hashBy` names something of an HTTP request. */
export function isHashedByHttp(reader: Reader, section: Section): boolean {
  const node = reader.get(section, 'hashBy')
  return node !== undefined && !(node.kind === 'scalar' && node.value === 'address')
}

/** What the other keys say, for a service with this algorithm, protocol and stickiness. */
export function readBalancing(
  reader: Reader,
  section: Section,
  algorithm: Algorithm,
  protocol: Protocol,
  sticky: StickySpec,
): Pick<LoadBalancerSpec, 'hashBy' | 'stickyMaxAgeMs' | 'preferZone' | 'subset' | 'policy'> {
  const hashBy = readHashBy(reader, section)
  const subset = readSubset(reader, section)
  const preferZone = reader.choice(section, 'zone', ['prefer', 'any'] as const) === 'prefer'
  const policy = defined<BalancingPolicy>({
    boundedLoad: reader.number(section, 'boundedLoad'),
    slowStart: readSlowStart(reader, section),
    affinity: sticky.affinity,
    outliers: readOutliers(reader, section),
    circuit: readNumbers(reader, section, 'circuit', CIRCUIT_KEYS),
    hedge: readHedge(reader, section),
  })
  for (const problem of policyProblems(policy)) {
    reader.error(section.at, `${section.path}.${problem}`)
  }
  const refuse = (key: string, why: string) => {
    const node = reader.get(section, key)
    if (node !== undefined) reader.error(node.at, `${pathOf(section, key)} ${why}`)
  }
  if (isHashing(algorithm)) {
    refuse('slowStart', 'needs an algorithm that is no hash: every node has to answer alike')
    refuse('zone', 'needs an algorithm that is no hash: every node has to answer alike')
  } else {
    refuse('boundedLoad', 'needs an algorithm that hashes')
    refuse('hashBy', 'needs an algorithm that hashes')
  }
  const isKept = sticky.cookie !== null || sticky.affinity !== undefined
  if (subset?.size !== undefined && (isHashing(algorithm) || isKept)) {
    refuse('subset', 'has no size with sticky or a hash: every node has to answer alike')
  }
  if (!isHttp(protocol)) {
    for (const key of ['outliers', 'hedge']) refuse(key, NEEDS_HTTP)
    if (isStickyByHttp(sticky)) refuse('sticky', 'needs protocol http, but for source')
    if (isHashedByHttp(reader, section)) refuse('hashBy', 'needs protocol http, but for address')
  }
  return defined({
    hashBy,
    stickyMaxAgeMs: sticky.maxAgeMs,
    preferZone: preferZone || undefined,
    subset,
    policy: Object.keys(policy).length === 0 ? undefined : policy,
  })
}

const NEEDS_HTTP = 'needs protocol http: answers are judged'

const CIRCUIT_KEYS = ['connections', 'pending', 'requests', 'retries'] as const

const OUTLIER_NUMBERS = [
  ...(['gatewayFailures', 'serverErrors', 'failureShare', 'latencyFactor'] as const),
  ...(['requestsMin', 'maxEjectedShare'] as const),
]

function readHashBy(reader: Reader, section: Section): HashBy | undefined {
  const node = reader.get(section, 'hashBy')
  if (node?.kind !== 'map') return reader.choice(section, 'hashBy', ['address', 'path'] as const)
  const own = reader.section(node, pathOf(section, 'hashBy'))
  reader.checkKeys(own, ownKeys('header'))
  const header = reader.text(own, 'header')
  if (header === undefined) reader.error(node.at, `${own.path} needs header`)
  return header === undefined ? undefined : { header }
}

/** A window, or a map with the window and the shape of the curve. */
function readSlowStart(reader: Reader, section: Section): SlowStart | undefined {
  const node = reader.get(section, 'slowStart')
  if (node === undefined) return undefined
  if (node.kind === 'scalar') {
    const windowMs = reader.durationMs(section, 'slowStart')
    return windowMs === undefined ? undefined : { windowMs }
  }
  const own = reader.section(node, pathOf(section, 'slowStart'))
  reader.checkKeys(own, ownKeys('window', 'aggression', 'minFraction'))
  const windowMs = reader.durationMs(own, 'window')
  if (windowMs === undefined) {
    reader.error(node.at, `${own.path} needs window`)
    return undefined
  }
  const aggression = reader.number(own, 'aggression')
  return defined({ windowMs, aggression, minFraction: reader.number(own, 'minFraction') })
}

function readSubset(reader: Reader, section: Section): Subset | undefined {
  const node = reader.get(section, 'subset')
  if (node === undefined) return undefined
  const own = reader.section(node, pathOf(section, 'subset'))
  reader.checkKeys(own, ownKeys('labels', 'fallback', 'size'))
  const labels = reader.pairs(own, 'labels')
  return defined({
    labels: Object.keys(labels).length === 0 ? undefined : labels,
    fallback: reader.choice(own, 'fallback', ['none', 'any'] as const),
    size: reader.integer(own, 'size', 1, 10_000),
  })
}

function readOutliers(reader: Reader, section: Section): BalancingPolicy['outliers'] {
  const node = reader.get(section, 'outliers')
  if (node === undefined) return undefined
  const own = reader.section(node, pathOf(section, 'outliers'))
  reader.checkKeys(own, ownKeys(...OUTLIER_NUMBERS, 'window', 'baseTime', 'maxTime'))
  return defined({
    ...numbersIn(reader, own, OUTLIER_NUMBERS),
    windowMs: reader.durationMs(own, 'window'),
    baseMs: reader.durationMs(own, 'baseTime'),
    maxMs: reader.durationMs(own, 'maxTime'),
  })
}

function readHedge(reader: Reader, section: Section): BalancingPolicy['hedge'] {
  const node = reader.get(section, 'hedge')
  if (node === undefined) return undefined
  const own = reader.section(node, pathOf(section, 'hedge'))
  reader.checkKeys(own, ownKeys('delay', 'quantile', 'budgetShare'))
  return defined({
    delayMs: reader.durationMs(own, 'delay'),
    ...numbersIn(reader, own, ['quantile', 'budgetShare'] as const),
  })
}

/** A map of numbers; undefined if the section does not have it. */
function readNumbers<K extends string>(
  reader: Reader,
  section: Section,
  key: string,
  names: readonly K[],
): Partial<Record<K, number>> | undefined {
  const node = reader.get(section, key)
  if (node === undefined) return undefined
  const own = reader.section(node, pathOf(section, key))
  reader.checkKeys(own, ownKeys(...names))
  return numbersIn(reader, own, names)
}

function numbersIn<K extends string>(
  reader: Reader,
  section: Section,
  names: readonly K[],
): Partial<Record<K, number>> {
  const numbers: Partial<Record<K, number>> = {}
  for (const name of names) {
    const value = reader.number(section, name)
    if (value !== undefined) numbers[name] = value
  }
  return numbers
}

function isTrue(reader: Reader, section: Section, key: string): boolean {
  return reader.choice(section, key, ['true', 'false'] as const) === 'true'
}

/** Without fields that are undefined: what is not named is not stored. */
function defined<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
