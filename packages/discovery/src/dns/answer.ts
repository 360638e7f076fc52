/**
 * From a question to the sections of its answer, out of the catalog (contract §4).
 *
 * A name that exists but has nothing of the asked type, or nothing healthy, is answered NODATA; one
 * that does not exist NXDOMAIN; both carry the SOA, whose minimum says how long that may be
 * remembered (RFC 2308). Addresses are shuffled each time, so clients that take the first are
 * spread. ANY gets the minimal answer of RFC 8482.
 */

import { type Random, shuffled } from '@polis/base'
import { addressBytes, addressKey, addressOfReverse } from '../address.ts'
import type { Catalog } from '../catalog.ts'
import {
  DEFAULT_TTL_S,
  NEGATIVE_TTL_S,
  SOA_EXPIRE_S,
  SOA_REFRESH_S,
  SOA_RETRY_S,
  TTL_MAX_S,
  TXT_STRINGS_MAX,
} from '../config.ts'
import type { CatalogEndpoint, CatalogService, ServicePort } from '../entry.ts'
import { hasTag, type ServiceView } from '../service-view.ts'
import { type Lookup, lookupOf } from './lookup.ts'
import type { DnsAnswer, DnsData, DnsQuestion, DnsRecord, ResponseCode } from './records.ts'

/** What an answer is made from. */
export type AnswerContext = {
  readonly catalog: Catalog
  /** The zone's name in lower case, such as `polis`. */
  readonly zone: string
  /** This node's name, for the NS and SOA records. */
  readonly nodeName: string
  readonly random: Random
}

/** The answer to `question`, or undefined if the name is not ours to answer. */
export function answerQuestion(
  question: DnsQuestion,
  context: AnswerContext,
): DnsAnswer | undefined {
  const { labels } = question
  if (labels.at(-1) === 'arpa') return answerReverse(question, context)
  const zoneLabels = context.zone.split('.')
  const zoneStart = labels.length - zoneLabels.length
  if (zoneLabels.some((label, i) => labels[zoneStart + i] !== label)) return undefined
  if (question.type === 'AXFR' || question.type === 'IXFR') return bare('REFUSED')
  const lookup = lookupOf(labels.slice(0, zoneStart))
  switch (lookup.kind) {
    case 'apex':
      return answerApex(question, context)
    case 'empty':
      return negative('NOERROR', context)
    case 'namespace': {
      const exists = context.catalog.hasNamespace(lookup.namespace)
      return negative(exists ? 'NOERROR' : 'NXDOMAIN', context)
    }
    case 'service':
      return answerService(question, lookup, context)
    case 'node':
      return answerNode(question, lookup.name, context)
    case 'task':
      return answerTask(question, lookup.id, context)
    case 'nothing':
      return negative('NXDOMAIN', context)
  }
}

function answerService(
  question: DnsQuestion,
  lookup: Lookup & { kind: 'service' },
  context: AnswerContext,
): DnsAnswer {
  const { catalog } = context
  const view = catalog.view(lookup.name, lookup.namespace)
  if (view === undefined) {
    // One label may also be a namespace, which exists as long as services are in it.
    const isNamespace =
      question.labels.length === context.zone.split('.').length + 1 &&
      catalog.hasNamespace(lookup.name)
    return negative(isNamespace ? 'NOERROR' : 'NXDOMAIN', context)
  }
  const { service } = view
  const ttlS = ttlOf(service)
  const { srv, tag } = lookup
  if (srv !== undefined) {
    const ports = service.ports.filter(
      port =>
        transportOf(port) === srv.protocol &&
        (srv.port === undefined ||
          port.name.toLowerCase() === srv.port ||
          String(port.target) === srv.port),
    )
    if (ports.length === 0) return negative('NXDOMAIN', context)
    const targets = new Set(srv.port === undefined ? [] : ports.map(port => port.target))
    return answerEndpoints(question, view, view.routable, ttlS, context, targets)
  }
  if (tag !== undefined) {
    const matches = (endpoint: CatalogEndpoint) => hasTag(service, endpoint, tag)
    if (!view.endpoints.some(matches) && !service.tags.includes(tag)) {
      return negative('NXDOMAIN', context)
    }
    return answerEndpoints(question, view, view.routable.filter(matches), ttlS, context)
  }
  const endpoints = lookup.isEveryTask === true ? view.endpoints : view.routable
  return answerEndpoints(question, view, endpoints, ttlS, context)
}

/**
 * A, AAAA, SRV, TXT or ANY for some endpoints of a service; `targets` limits SRV to those ports.
 */
function answerEndpoints(
  question: DnsQuestion,
  view: ServiceView,
  endpoints: readonly CatalogEndpoint[],
  ttlS: number,
  context: AnswerContext,
  targets?: ReadonlySet<number>,
): DnsAnswer {
  const { name, type } = question
  const { random } = context
  switch (type) {
    case 'A':
    case 'AAAA':
      // `_PORT._PROTO` names have SRV records alone.
      if (targets !== undefined) return negative('NOERROR', context)
      return positive(shuffled(addressRecords(name, type, endpoints, ttlS), random), context)
    case 'SRV':
      return answerSrv(name, endpoints, ttlS, context, targets)
    case 'TXT': {
      const strings = textsOf(view.service.labels)
      if (strings.length === 0 || targets !== undefined) return negative('NOERROR', context)
      return positive([{ name, ttlS, data: { type, strings } }], context)
    }
    case 'ANY':
      return minimalAny(name, ttlS)
    default:
      return negative('NOERROR', context)
  }
}

/**
 * One record an address. A host name of an outside endpoint becomes a CNAME if nothing else is
 * there.
 */
function addressRecords(
  name: string,
  type: 'A' | 'AAAA',
  endpoints: readonly CatalogEndpoint[],
  ttlS: number,
): DnsRecord[] {
  let addresses = addressesOf.get(endpoints)
  if (addresses === undefined) {
    addresses = readAddresses(endpoints)
    addressesOf.set(endpoints, addresses)
  }
  const [first] = endpoints
  if (addresses.A.length === 0 && addresses.AAAA.length === 0 && first !== undefined) {
    return [{ name, ttlS, data: { type: 'CNAME', target: first.address } }]
  }
  return addresses[type].map(data => ({ name, ttlS, data }))
}

type Addresses = { readonly A: readonly DnsData[]; readonly AAAA: readonly DnsData[] }

/** A view's arrays never change, so what was read from one holds for as long as it lives. */
const addressesOf = new WeakMap<readonly CatalogEndpoint[], Addresses>()

/** The addresses of some endpoints, each once. */
function readAddresses(endpoints: readonly CatalogEndpoint[]): Addresses {
  const addresses = { A: [] as DnsData[], AAAA: [] as DnsData[] }
  for (const address of new Set(endpoints.map(endpoint => addressKey(endpoint.address)))) {
    const bytes = addressBytes(address)
    if (bytes !== undefined) addresses[bytes.length === 4 ? 'A' : 'AAAA'].push(addressData(bytes))
  }
  return addresses
}

function answerSrv(
  name: string,
  endpoints: readonly CatalogEndpoint[],
  ttlS: number,
  context: AnswerContext,
  targets?: ReadonlySet<number>,
): DnsAnswer {
  const answers: DnsRecord[] = []
  const additionals: DnsRecord[] = []
  for (const endpoint of shuffled(endpoints, context.random)) {
    const bytes = addressBytes(endpoint.address)
    const target = bytes === undefined ? endpoint.address : taskName(endpoint.id, context)
    let hasPort = false
    for (const { target: targetPort, port } of endpoint.ports) {
      if (targets !== undefined && !targets.has(targetPort)) continue
      hasPort = true
      const data = { type: 'SRV', priority: 0, weight: endpoint.weight, port, target } as const
      answers.push({ name, ttlS, data })
    }
    if (hasPort && bytes !== undefined) {
      additionals.push({ name: target, ttlS, data: addressData(bytes) })
    }
  }
  return positive(answers, context, additionals)
}

function answerTask(question: DnsQuestion, id: string, context: AnswerContext): DnsAnswer {
  const endpoint = context.catalog.endpoint(id)
  if (endpoint === undefined) return negative('NXDOMAIN', context)
  const { name, type } = question
  const service = context.catalog.viewById(endpoint.serviceId)?.service
  const ttlS = service === undefined ? DEFAULT_TTL_S : ttlOf(service)
  switch (type) {
    case 'A':
    case 'AAAA':
      return positive(addressRecords(name, type, [endpoint], ttlS), context)
    case 'SRV':
      return answerSrv(name, [endpoint], ttlS, context)
    case 'TXT': {
      const { nodeName: node, version } = endpoint
      const of = service === undefined ? '' : `${service.name}.${service.namespace}`
      const strings = textsOf({ service: of, node, version })
      return positive([{ name, ttlS, data: { type, strings } }], context)
    }
    case 'ANY':
      return minimalAny(name, ttlS)
    default:
      return negative('NOERROR', context)
  }
}

function answerNode(question: DnsQuestion, nodeName: string, context: AnswerContext): DnsAnswer {
  const node = context.catalog.nodeByName(nodeName)
  if (node === undefined) return negative('NXDOMAIN', context)
  const { name, type } = question
  if (type === 'ANY') return minimalAny(name, DEFAULT_TTL_S)
  const bytes = addressBytes(node.address)
  const isAddress = type === 'A' || type === 'AAAA'
  if (isAddress && bytes === undefined) {
    const data = { type: 'CNAME', target: node.address } as const
    return positive([{ name, ttlS: DEFAULT_TTL_S, data }], context)
  }
  if (!isAddress || bytes?.length !== (type === 'A' ? 4 : 16)) return negative('NOERROR', context)
  return positive([{ name, ttlS: DEFAULT_TTL_S, data: { type, bytes } }], context)
}

/** PTR for addresses in the catalog; the reverse zones themselves are not ours. */
function answerReverse(question: DnsQuestion, context: AnswerContext): DnsAnswer | undefined {
  const { name, labels, type } = question
  const address = addressOfReverse(labels)
  if (address === undefined) return undefined
  const nodes = context.catalog.nodesAt(address)
  const endpoints = nodes.length > 0 ? [] : context.catalog.endpointsAt(address)
  const targets = [
    ...nodes.map(node => `${node.name}.node.${context.zone}`),
    ...endpoints.map(endpoint => taskName(endpoint.id, context)),
  ]
  if (targets.length === 0) return undefined
  if (type === 'ANY') return minimalAny(name, DEFAULT_TTL_S)
  if (type !== 'PTR') return negative('NOERROR', context)
  const records = targets.map(target => {
    return { name, ttlS: DEFAULT_TTL_S, data: { type: 'PTR', target } as const }
  })
  return positive(records, context)
}

function answerApex(question: DnsQuestion, context: AnswerContext): DnsAnswer {
  const { name, type } = question
  const ttlS = DEFAULT_TTL_S
  if (type === 'SOA') return positive([{ name, ttlS, data: soaData(context) }], context)
  if (type === 'NS') {
    const target = serverName(context)
    const address = context.catalog.nodeByName(context.nodeName)?.address
    const bytes = address === undefined ? undefined : addressBytes(address)
    const glue = bytes === undefined ? [] : [{ name: target, ttlS, data: addressData(bytes) }]
    return positive([{ name, ttlS, data: { type, target } }], context, glue)
  }
  return type === 'ANY' ? minimalAny(name, ttlS) : negative('NOERROR', context)
}

function positive(
  answers: readonly DnsRecord[],
  context: AnswerContext,
  additionals: readonly DnsRecord[] = [],
): DnsAnswer {
  if (answers.length === 0) return negative('NOERROR', context)
  return { code: 'NOERROR', answers, authorities: [], additionals }
}

function negative(code: 'NOERROR' | 'NXDOMAIN', context: AnswerContext): DnsAnswer {
  const soa = { name: context.zone, ttlS: NEGATIVE_TTL_S, data: soaData(context) }
  return { code, answers: [], authorities: [soa], additionals: [] }
}

/** An answer that is its response code alone. */
export function bare(code: ResponseCode): DnsAnswer {
  return { code, answers: [], authorities: [], additionals: [] }
}

/** RFC 8482 §4.2. */
function minimalAny(name: string, ttlS: number): DnsAnswer {
  const data = { type: 'HINFO', cpu: 'RFC8482', os: '' } as const
  return { ...bare('NOERROR'), answers: [{ name, ttlS, data }] }
}

function soaData(context: AnswerContext): DnsData {
  return {
    type: 'SOA',
    primary: serverName(context),
    mailbox: `hostmaster.${context.zone}`,
    serial: context.catalog.version % 2 ** 32,
    refreshS: SOA_REFRESH_S,
    retryS: SOA_RETRY_S,
    expireS: SOA_EXPIRE_S,
    minimumS: NEGATIVE_TTL_S,
  }
}

function serverName({ nodeName, zone }: AnswerContext): string {
  return `${nodeName}.node.${zone}`
}

function taskName(id: string, { zone }: AnswerContext): string {
  return `${id}.task.${zone}`
}

function addressData(bytes: Uint8Array): DnsData {
  return { type: bytes.length === 4 ? 'A' : 'AAAA', bytes }
}

function ttlOf({ ttlMs }: CatalogService): number {
  return ttlMs === undefined ? DEFAULT_TTL_S : Math.min(TTL_MAX_S, Math.floor(ttlMs / 1000))
}

function transportOf({ protocol }: ServicePort): 'tcp' | 'udp' {
  return protocol === 'udp' ? 'udp' : 'tcp'
}

function textsOf(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values)
    .filter(([, value]) => value !== '')
    .slice(0, TXT_STRINGS_MAX)
    .map(([key, value]) => `${key}=${value}`)
}
