/**
 * Ports as Compose writes them: `"8080:3000"`, `"3000"`, `"9000-9002:9000-9002/udp"`, or a map with
 * `target` and `published`. What `expose` names has a target port and is not published.
 */

import type { ServicePort } from '../objects.ts'
import { PORT_KEYS } from './compose-keys.ts'
import type { ManifestNode, Position } from './node.ts'
import type { Reader, Section } from './reader.ts'

/** Ports of one service, ranges counted out; the runtime gives a task no more either. */
const PORTS_MAX = 64

/** The ports of a service, in the order in which they are written, each pair once. */
export function readPorts(reader: Reader, service: Section): ServicePort[] {
  const ports: ServicePort[] = []
  const add = (port: ServicePort, at: Position) => {
    if (ports.length > PORTS_MAX) return
    const isKnown = ports.some(
      other =>
        other.target === port.target &&
        other.protocol === port.protocol &&
        (other.published === port.published || port.published === null),
    )
    if (!isKnown) ports.push(port)
    if (ports.length === PORTS_MAX + 1) {
      reader.error(at, `${service.path}.ports: a service has at most ${PORTS_MAX} ports`)
    }
  }
  reader.list(service, 'ports').forEach((node, i) => {
    const path = `${service.path}.ports[${i}]`
    const read =
      node.kind === 'map' ? longPorts(reader, node, path) : shortPorts(reader, node, path)
    for (const port of read) add(port, node.at)
  })
  reader.list(service, 'expose').forEach((node, i) => {
    const path = `${service.path}.expose[${i}]`
    for (const port of shortPorts(reader, node, path)) add({ ...port, published: null }, node.at)
  })
  return ports
}

function longPorts(reader: Reader, node: ManifestNode, path: string): ServicePort[] {
  const section = reader.section(node, path)
  reader.checkKeys(section, PORT_KEYS)
  const target = reader.integer(section, 'target', 1, 65_535)
  const published = longPublished(reader, section)
  const protocol = reader.choice(section, 'protocol', ['tcp', 'udp'] as const) ?? 'tcp'
  if (target === undefined) {
    if (reader.get(section, 'target') === undefined) reader.error(node.at, `${path} has no target`)
    return []
  }
  return [{ name: reader.text(section, 'name') ?? String(target), target, published, protocol }]
}

/** `published`; of a range, from which an engine takes a free one, the first on every node. */
function longPublished(reader: Reader, section: Section): number | null {
  const node = reader.get(section, 'published')
  const ends = node?.kind === 'scalar' ? /^(\d+)-(\d+)$/.exec(String(node.value)) : null
  if (node === undefined || ends === null) {
    return reader.integer(section, 'published', 1, 65_535) ?? null
  }
  const path = `${section.path}.published`
  const [first] = range(ends[1]!, ends[2]) ?? []
  if (first === undefined) reader.error(node.at, `${path}: '${ends[0]}' is no range of ports`)
  else reader.warn(node.at, `${path}: a range is not honoured: ${first} is taken on every node`)
  return first ?? null
}

/** `[IP:][PUBLISHED[-END]:]TARGET[-END][/PROTOCOL]`. */
const SHORT = new RegExp(
  [
    String.raw`^(?:(?<ip>\[[^\]]+\]|\d+(?:\.\d+){3}):)?`,
    String.raw`(?:(?<from>\d+)(?:-(?<fromEnd>\d+))?:|:)?`,
    String.raw`(?<to>\d+)(?:-(?<toEnd>\d+))?(?:/(?<protocol>\w+))?$`,
  ].join(''),
)

function shortPorts(reader: Reader, node: ManifestNode, path: string): ServicePort[] {
  const text = reader.textOf(node, path)
  if (text === undefined) return []
  const groups = SHORT.exec(text)?.groups
  const protocol = groups?.['protocol'] ?? 'tcp'
  if (groups === undefined || (protocol !== 'tcp' && protocol !== 'udp')) {
    reader.error(node.at, `${path}: '${text}' is not a port; write "PUBLISHED:TARGET"`)
    return []
  }
  const targets = range(groups['to']!, groups['toEnd'])
  const from = groups['from']
  const published = from === undefined ? [] : range(from, groups['fromEnd'])
  const isRange = targets !== null && published !== null
  if (!isRange || (published.length > 0 && published.length !== targets.length)) {
    reader.error(node.at, `${path}: '${text}' names ports out of range or ranges that differ`)
    return []
  }
  if (groups['ip'] !== undefined) {
    const hint = "every node's load balancer listens on its bind address"
    reader.warn(node.at, `${path}: the address ${groups['ip']} is not honoured: ${hint}`)
  }
  return targets.map((target, i) => ({
    name: String(target),
    target,
    published: published[i] ?? null,
    protocol,
  }))
}

/** The ports from one to the other; null if they are not ports or too many. */
function range(first: string, last: string | undefined): number[] | null {
  const from = Number(first)
  const to = last === undefined ? from : Number(last)
  if (from < 1 || to > 65_535 || to < from || to - from >= PORTS_MAX) return null
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}
