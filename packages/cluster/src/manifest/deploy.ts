/** The `deploy` section: how many, where, with which resources, and how they are replaced. */

import { cpuMillicores, memoryBytes } from '@polis/base'
import { DEFAULT_RESTART, type Resources, type RestartPolicy } from '@polis/runtime'
import { parseConstraint } from '@polis/scheduler'
import { REPLICAS_MAX } from '../config.ts'
import type { DisconnectSpec } from '../disconnect.ts'
import type { DeploymentMode } from '../mode.ts'
import type { UpdateSpec } from '../objects.ts'
import type { PlacementSpec } from '../placement-spec.ts'
import {
  DEPLOY_KEYS,
  type KeyTable,
  LIMIT_KEYS,
  ownKeys,
  PLACEMENT_KEYS,
  RESERVATION_KEYS,
  RESOURCES_KEYS,
  RESTART_KEYS,
  UPDATE_KEYS,
} from './compose-keys.ts'
import { readDisconnect } from './disconnect.ts'
import { jobRestart, readMode } from './mode.ts'
import type { ManifestNode } from './node.ts'
import { readPlacement } from './placement.ts'
import { pathOf, type Reader, type Section } from './reader.ts'
import { readRollout } from './rollout.ts'

/**
 * One at a time, the new task first, rolled back on failure, watched for five seconds: what
 * Compose calls `pause` and `stop-first` by default is the safer way round here. A task has two
 * minutes to become healthy, long enough to pull an image.
 */
export const UPDATE_DEFAULTS: UpdateSpec = {
  parallelism: 1,
  delayMs: 0,
  order: 'start-first',
  failureAction: 'rollback',
  monitorMs: 5_000,
  healthyDeadlineMs: 120_000,
  maxFailureRatio: 0,
}

/**
 * Watched for so long where a check has seen it well: the five seconds of Compose are for programs
 * of which nothing is known but that they run, and every batch of an update waits for them.
 */
const MONITOR_PROVED_MS = 1_000

export type DeploySection = {
  readonly replicas: number | undefined
  readonly labels: Readonly<Record<string, string>>
  readonly limits: Resources
  readonly reservations: Resources
  readonly restart: RestartPolicy
  readonly update: UpdateSpec
  readonly constraints: readonly string[]
  readonly preferences: readonly { readonly spread: string }[]
  readonly maxPerNode: number | null
  readonly mode?: DeploymentMode
  readonly placement?: PlacementSpec
  readonly disconnect?: DisconnectSpec
}

const EMPTY: ManifestNode = { kind: 'scalar', at: { line: 1, column: 1 }, value: null }

/**
 * Reads the section of a service; an absent one has every default. `isProved`: a check says when its
 * tasks are well.
 */
export function readDeploy(reader: Reader, service: Section, isProved: boolean): DeploySection {
  const deploy = child(reader, service, 'deploy')
  reader.checkKeys(deploy, DEPLOY_KEYS)
  const mode = readMode(reader, service, deploy)
  const restart = readRestart(reader, service, deploy)
  const update = readUpdate(reader, deploy, isProved)
  const resources = child(reader, deploy, 'resources')
  reader.checkKeys(resources, RESOURCES_KEYS)
  const placement = child(reader, deploy, 'placement')
  reader.checkKeys(placement, PLACEMENT_KEYS)
  return {
    replicas: reader.integer(deploy, 'replicas', 0, REPLICAS_MAX),
    labels: reader.pairs(deploy, 'labels'),
    limits: readResources(reader, resources, 'limits', LIMIT_KEYS),
    reservations: readResources(reader, resources, 'reservations', RESERVATION_KEYS),
    restart: mode?.kind === 'job' ? jobRestart(restart) : restart,
    ...(mode === undefined ? {} : { mode }),
    update: { ...update, ...readRollout(reader, service, update) },
    constraints: readConstraints(reader, placement),
    preferences: readPreferences(reader, placement),
    ...readPlacement(reader, service),
    ...readDisconnect(reader, service, mode),
    maxPerNode: reader.integer(placement, 'max_replicas_per_node', 0, REPLICAS_MAX) || null,
  }
}

/** The section under `key`; an absent one is empty. */
export function child(reader: Reader, parent: Section, key: string): Section {
  return reader.section(reader.get(parent, key) ?? { ...EMPTY, at: parent.at }, pathOf(parent, key))
}

function readResources(reader: Reader, parent: Section, key: string, keys: KeyTable): Resources {
  const section = child(reader, parent, key)
  reader.checkKeys(section, keys)
  return {
    cpuMillicores: reader.quantity(section, 'cpus', cpuMillicores) ?? 0,
    memoryBytes: reader.quantity(section, 'memory', memoryBytes) ?? 0,
  }
}

/** `restart` of the service, then `deploy.restart_policy`, which says more. */
function readRestart(reader: Reader, service: Section, deploy: Section): RestartPolicy {
  const base = readPlainRestart(reader, service)
  const section = child(reader, deploy, 'restart_policy')
  reader.checkKeys(section, RESTART_KEYS)
  const condition = reader.choice(section, 'condition', ['none', 'on-failure', 'any'] as const)
  const policies = { none: 'never', 'on-failure': 'on-failure', any: 'always' } as const
  const delayMs = reader.durationMs(section, 'delay') ?? base.delayMs
  return {
    policy: condition === undefined ? base.policy : policies[condition],
    delayMs,
    maxDelayMs: Math.max(base.maxDelayMs, delayMs),
    maxAttempts: reader.integer(section, 'max_attempts', 0, 1_000_000) ?? base.maxAttempts,
    windowMs: reader.durationMs(section, 'window') ?? base.windowMs,
  }
}

function readPlainRestart(reader: Reader, service: Section): RestartPolicy {
  const text = reader.text(service, 'restart')
  if (text === undefined) return DEFAULT_RESTART
  const match = /^(no|false|always|unless-stopped|on-failure(?::(\d+))?)$/.exec(text)
  if (match === null) {
    const words = "should be 'no', 'always', 'unless-stopped' or 'on-failure[:N]'"
    const at = reader.get(service, 'restart')!.at
    reader.error(at, `${pathOf(service, 'restart')}: '${text}' ${words}`)
    return DEFAULT_RESTART
  }
  if (text === 'no' || text === 'false') return { ...DEFAULT_RESTART, policy: 'never' }
  if (!text.startsWith('on-failure')) return DEFAULT_RESTART
  const maxAttempts = match[2] === undefined ? null : Number(match[2])
  return { ...DEFAULT_RESTART, policy: 'on-failure', maxAttempts }
}

function readUpdate(reader: Reader, deploy: Section, isProved: boolean): UpdateSpec {
  const section = child(reader, deploy, 'update_config')
  reader.checkKeys(section, UPDATE_KEYS)
  const orders = ['start-first', 'stop-first'] as const
  const actions = ['rollback', 'pause', 'continue'] as const
  const ratio = reader.number(section, 'max_failure_ratio') ?? UPDATE_DEFAULTS.maxFailureRatio
  if (ratio < 0 || ratio > 1) {
    const at = reader.get(section, 'max_failure_ratio')!.at
    reader.error(at, `${pathOf(section, 'max_failure_ratio')} should be from 0 to 1, not ${ratio}`)
  }
  const { parallelism, delayMs, order, failureAction, healthyDeadlineMs } = UPDATE_DEFAULTS
  const monitorMs = isProved ? MONITOR_PROVED_MS : UPDATE_DEFAULTS.monitorMs
  return {
    parallelism: reader.integer(section, 'parallelism', 0, REPLICAS_MAX) ?? parallelism,
    delayMs: reader.durationMs(section, 'delay') ?? delayMs,
    order: reader.choice(section, 'order', orders) ?? order,
    failureAction: reader.choice(section, 'failure_action', actions) ?? failureAction,
    monitorMs: reader.durationMs(section, 'monitor') ?? monitorMs,
    healthyDeadlineMs: reader.durationMs(section, 'x-healthy-deadline') ?? healthyDeadlineMs,
    maxFailureRatio: ratio,
  }
}

function readConstraints(reader: Reader, placement: Section): string[] {
  reader.list(placement, 'constraints').forEach((node, i) => {
    const text = node.kind === 'scalar' ? String(node.value) : ''
    const constraint = parseConstraint(text)
    if (constraint.kind !== 'invalid') return
    reader.error(node.at, `${pathOf(placement, `constraints[${i}]`)}: ${constraint.reason}`)
  })
  return reader.texts(placement, 'constraints')
}

function readPreferences(reader: Reader, placement: Section): { spread: string }[] {
  return reader.list(placement, 'preferences').flatMap((node, i) => {
    const section = reader.section(node, pathOf(placement, `preferences[${i}]`))
    reader.checkKeys(section, ownKeys('spread'))
    const spread = reader.text(section, 'spread')
    if (spread === undefined) {
      reader.error(node.at, `${section.path} has no spread`)
      return []
    }
    const parsed = parseConstraint(`${spread} == x`)
    if (parsed.kind === 'invalid') {
      reader.error(node.at, `${section.path}: '${spread}' is not node.labels.NAME or node.id`)
    }
    return [{ spread }]
  })
}
