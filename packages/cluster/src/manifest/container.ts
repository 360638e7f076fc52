/**
 * Settings of a container from a service's Compose keys (Compose Specification, `services`).
 *
 * Only what `ContainerSettings` can hold is read; what reaches beyond the container is refused by
 * the runtime's own rules, at the key that asked for it. A plain process has none of this, and is
 * told so key by key.
 */

import { memoryBytes } from '@polis/base'
import type {
  ContainerHealthcheck,
  ContainerSettings,
  DriverName,
  PullPolicy,
  Resources,
} from '@polis/runtime'
import { CONTAINER_KEYS, HEALTHCHECK_KEYS, ownKeys } from './compose-keys.ts'
import { child } from './deploy.ts'
import { readDevices } from './devices.ts'
import { UNCONFINED } from './host-access.ts'
import { readMounts } from './mounts.ts'
import { pathOf, type Reader, type Section } from './reader.ts'

/** More processes than any machine allows (pid_max of Linux). */
const PIDS_MAX = 4_194_304
const RETRIES_MAX = 1_000_000

/** The settings of a service; undefined if it has none. */
export function readContainer(
  reader: Reader,
  service: Section,
  driver: DriverName,
): ContainerSettings | undefined {
  if (driver === 'process') {
    // Whoever asks for the machine's own devices is refused even where none is handed over.
    readDevices(reader, service)
    for (const key of CONTAINER_KEYS) {
      const node = reader.get(service, key)
      // That one is a check of the service.
      if (node === undefined || key === 'healthcheck') continue
      const path = pathOf(service, key)
      reader.warn(node.at, `${path} is not honoured: a plain process is no container`)
    }
    return undefined
  }
  const settings = withoutAbsent<ContainerSettings>({
    healthcheck: readHealthcheck(reader, service),
    pullPolicy: readPullPolicy(reader, service),
    platform: reader.text(service, 'platform'),
    hostname: reader.text(service, 'hostname'),
    hasInit: reader.truth(service, 'init'),
    isReadOnly: reader.truth(service, 'read_only'),
    capAdd: present(reader.texts(service, 'cap_add')),
    capDrop: present(reader.texts(service, 'cap_drop')),
    groupAdd: present(reader.texts(service, 'group_add')),
    hasNoNewPrivileges: readSecurity(reader, service),
    ulimits: readUlimits(reader, service),
    sysctls: readSysctls(reader, service),
    shmBytes: reader.quantity(service, 'shm_size', memoryBytes),
    pidsMax: readPids(reader, service),
    extraHosts: readExtraHosts(reader, service),
    dns: present(reader.textOrTexts(service, 'dns')),
    dnsSearch: present(reader.textOrTexts(service, 'dns_search')),
    dnsOptions: present(reader.texts(service, 'dns_opt')),
    mounts: present(readMounts(reader, service)),
    devices: present(readDevices(reader, service)),
  })
  return Object.keys(settings).length === 0 ? undefined : settings
}

/** `deploy.resources` go before the service's own `cpus`, `mem_limit` and `mem_reservation`. */
export function withShorthands(
  reader: Reader,
  service: Section,
  { limits, reservations }: { readonly limits: Resources; readonly reservations: Resources },
): { readonly limits: Resources; readonly reservations: Resources } {
  const memory = (key: string) => reader.quantity(service, key, memoryBytes) ?? 0
  const cpus = reader.number(service, 'cpus') ?? 0
  return {
    limits: {
      cpuMillicores: limits.cpuMillicores || Math.round(cpus * 1_000),
      memoryBytes: limits.memoryBytes || memory('mem_limit'),
    },
    reservations: {
      cpuMillicores: reservations.cpuMillicores,
      memoryBytes: reservations.memoryBytes || memory('mem_reservation'),
    },
  }
}

/** Compose's `healthcheck`; undefined if there is none. */
export function readHealthcheck(
  reader: Reader,
  service: Section,
): ContainerHealthcheck | undefined {
  if (reader.get(service, 'healthcheck') === undefined) return undefined
  const section = child(reader, service, 'healthcheck')
  reader.checkKeys(section, HEALTHCHECK_KEYS)
  if (reader.truth(section, 'disable') === true) return { test: ['NONE'] }
  return {
    test: readTest(reader, section),
    ...withoutAbsent({
      intervalMs: reader.durationMs(section, 'interval'),
      timeoutMs: reader.durationMs(section, 'timeout'),
      retries: reader.integer(section, 'retries', 0, RETRIES_MAX),
      startPeriodMs: reader.durationMs(section, 'start_period'),
      startIntervalMs: reader.durationMs(section, 'start_interval'),
    }),
  }
}

/** Text is a line for a shell; a list begins with how it is run. Nothing leaves the image's own. */
function readTest(reader: Reader, section: Section): string[] {
  const node = reader.get(section, 'test')
  if (node === undefined) return []
  if (node.kind === 'scalar') return ['CMD-SHELL', String(node.value)]
  const words = reader.texts(section, 'test')
  const least = { NONE: 1, CMD: 2, 'CMD-SHELL': 2 }[words[0] ?? '']
  if (least === undefined || words.length < least) {
    const forms = 'should begin with NONE, CMD or CMD-SHELL, and what to run'
    reader.error(node.at, `${pathOf(section, 'test')} ${forms}`)
  }
  return words
}

function readPullPolicy(reader: Reader, service: Section): PullPolicy | undefined {
  const text = reader.text(service, 'pull_policy')
  if (text === undefined) return undefined
  if (text === 'always' || text === 'missing' || text === 'never') return text
  if (text === 'if_not_present') return 'missing'
  const { at } = reader.get(service, 'pull_policy')!
  const path = pathOf(service, 'pull_policy')
  if (/^(?:build|daily|weekly|every_\w+)$/.test(text)) {
    reader.warn(at, `${path}: '${text}' is not honoured: an image is pulled where it is missing`)
  } else reader.error(at, `${path}: '${text}' should be always, missing or never`)
  return 'missing'
}

/** The one option that takes something away; the others would give, or name a profile of a node. */
function readSecurity(reader: Reader, service: Section): boolean | undefined {
  let isSet: boolean | undefined
  for (const [i, option] of reader.texts(service, 'security_opt').entries()) {
    if (/^no-new-privileges(?:[:=]true)?$/.test(option)) isSet = true
    else if (!UNCONFINED.test(option)) {
      const { at } = reader.get(service, 'security_opt')!
      const path = `${pathOf(service, 'security_opt')}[${i}]`
      reader.error(at, `${path}: '${option}' is refused: only no-new-privileges is taken`)
    }
  }
  return isSet
}

function readUlimits(reader: Reader, service: Section): ContainerSettings['ulimits'] {
  if (reader.get(service, 'ulimits') === undefined) return undefined
  const section = child(reader, service, 'ulimits')
  const limit = (parent: Section, key: string) =>
    reader.integer(parent, key, -1, Number.MAX_SAFE_INTEGER) ?? 0
  return Object.fromEntries(
    section.entries.map(({ key, value }) => {
      if (value.kind !== 'map') {
        const both = limit(section, key)
        return [key, { soft: both, hard: both }]
      }
      const pair = child(reader, section, key)
      reader.checkKeys(pair, ownKeys('soft', 'hard'))
      return [key, { soft: limit(pair, 'soft'), hard: limit(pair, 'hard') }]
    }),
  )
}

function readSysctls(reader: Reader, service: Section): Record<string, string> | undefined {
  const sysctls = reader.pairs(service, 'sysctls')
  return Object.keys(sysctls).length === 0 ? undefined : sysctls
}

/** `pids_limit`, or what `deploy.resources.limits` says. */
function readPids(reader: Reader, service: Section): number | undefined {
  const resources = child(reader, child(reader, service, 'deploy'), 'resources')
  const limits = child(reader, resources, 'limits')
  return (
    reader.integer(limits, 'pids', -1, PIDS_MAX) ??
    reader.integer(service, 'pids_limit', -1, PIDS_MAX)
  )
}

/** `name: address`, `name: [addresses]`, `"name=address"` or `"name:address"`. */
function readExtraHosts(reader: Reader, service: Section): string[] | undefined {
  const node = reader.get(service, 'extra_hosts')
  if (node === undefined) return undefined
  if (node.kind === 'map') {
    const section = child(reader, service, 'extra_hosts')
    return node.entries.flatMap(({ key }) =>
      reader.textOrTexts(section, key).map(address => `${key}:${address}`),
    )
  }
  return reader.texts(service, 'extra_hosts').flatMap((text, i) => {
    const [, name, address] = /^([^:=]+)[:=](.+)$/.exec(text) ?? []
    if (name !== undefined) return [`${name}:${address}`]
    const path = `${pathOf(service, 'extra_hosts')}[${i}]`
    reader.error(node.at, `${path}: '${text}' should be NAME:ADDRESS`)
    return []
  })
}

function present<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length === 0 ? undefined : items
}

/** The fields that are there: what is stored has none that says nothing. */
function withoutAbsent<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
