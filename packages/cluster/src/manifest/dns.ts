/**
 * `x-dns`: how discovery answers for a service.
 *
 *     x-dns: {ttl: 5s, tags: [blue], failover: [spare, web.backup]}
 */

import type { ServiceName } from '@polis/discovery'
import { isLabel } from '../apply/names.ts'
import type { ServiceSpec } from '../objects.ts'
import { ownKeys } from './compose-keys.ts'
import { child } from './deploy.ts'
import { pathOf, type Reader, type Section } from './reader.ts'

const TTL_DEFAULT_MS = 5_000
/** Longest TTL of a DNS answer: a day; endpoints come and go much sooner. */
const TTL_MAX_MS = 86_400_000
/** Tags and stand-ins of one service: a handful; each is looked at in answers. */
const TAGS_MAX = 32
const FAILOVER_MAX = 16

/** What `x-dns` says, or its defaults. */
export function readDns(
  reader: Reader,
  service: Section,
): Pick<ServiceSpec, 'dnsTtlMs' | 'tags' | 'failover'> {
  const section = child(reader, service, 'x-dns')
  reader.checkKeys(section, ownKeys('ttl', 'tags', 'failover'))
  const failover = readFailover(reader, section)
  return {
    dnsTtlMs: readTtlMs(reader, section),
    tags: readTags(reader, section),
    ...(failover.length === 0 ? {} : { failover }),
  }
}

function readTtlMs(reader: Reader, section: Section): number {
  const ttlMs = reader.durationMs(section, 'ttl') ?? TTL_DEFAULT_MS
  if (ttlMs <= TTL_MAX_MS) return ttlMs
  reader.error(reader.get(section, 'ttl')!.at, `${pathOf(section, 'ttl')} is over a day`)
  return TTL_DEFAULT_MS
}

function readTags(reader: Reader, section: Section): string[] {
  const tags = reader.texts(section, 'tags')
  const bad = tags.find(tag => !isLabel(tag))
  if (bad !== undefined) {
    const why = `'${bad}' is no part of a DNS name: use a-z, 0-9 and hyphens`
    reader.error(reader.get(section, 'tags')!.at, `${pathOf(section, 'tags')}: ${why}`)
  }
  return atMost(reader, section, 'tags', tags, TAGS_MAX)
}

/** `NAME.NAMESPACE`, or `NAME` for one of the service's own namespace, which is left empty. */
function readFailover(reader: Reader, section: Section): ServiceName[] {
  const texts = reader.texts(section, 'failover')
  return atMost(reader, section, 'failover', texts, FAILOVER_MAX).flatMap(text => {
    const [name = '', namespace, ...rest] = text.split('.')
    const isName = isLabel(name) && (namespace === undefined || isLabel(namespace))
    if (isName && rest.length === 0) return [{ name, namespace: namespace ?? '' }]
    const why = `'${text}' is neither NAME nor NAME.NAMESPACE`
    reader.error(reader.get(section, 'failover')!.at, `${pathOf(section, 'failover')}: ${why}`)
    return []
  })
}

function atMost<T>(reader: Reader, section: Section, key: string, items: T[], max: number): T[] {
  if (items.length <= max) return items
  reader.error(reader.get(section, key)!.at, `${pathOf(section, key)}: at most ${max}`)
  return items.slice(0, max)
}
