/**
 * `x-autoscale`: the scaling policy of a service (contract §2).
 *
 *     x-autoscale: {min: 2, max: 10, cpu: 70, rps: 100, scaleDownCooldown: 300s,
 *                   scaleUp: {policies: [{percent: 100, period: 15s}, {replicas: 4, period: 15s}]}}
 *
 * A value that is out of range is reported at its own line.
 */

import {
  DEFAULT_FORECAST_QUANTILE,
  type PolicySpec,
  policyProblems,
  policySpec,
  type RateRule,
} from '@polis/autoscaler'
import type { ServicePort } from '../objects.ts'
import { ownKeys } from './compose-keys.ts'
import { child } from './deploy.ts'
import type { ManifestNode } from './node.ts'
import { pathOf, type Reader, type Section } from './reader.ts'
import { readSchedules } from './schedules.ts'
import { readScrape } from './scrape.ts'

const NUMBERS = [
  ...(['min', 'max', 'cpu', 'memory', 'rps', 'inflight', 'errorRate'] as const),
  ...(['tolerance', 'toleranceUp', 'toleranceDown'] as const),
] as const
const DURATIONS = [
  ['responseTime', 'responseTimeMs'],
  ['scaleUpCooldown', 'scaleUpCooldownMs'],
  ['scaleDownCooldown', 'scaleDownCooldownMs'],
  ['stabilizationUp', 'stabilizationUpMs'],
  ['stabilizationDown', 'stabilizationDownMs'],
] as const
const KEYS = ownKeys(
  ...NUMBERS,
  ...DURATIONS.map(([key]) => key),
  ...['custom', 'scaleUp', 'scaleDown', 'schedules', 'scrape', 'paused', 'predict'],
)
const TARGET_TYPES = ['total', 'average', 'signal'] as const

/** The autoscaling policy of a service; null if it has none. */
export function readAutoscale(
  reader: Reader,
  service: Section,
  ports: readonly ServicePort[],
): PolicySpec | null {
  const node = reader.get(service, 'x-autoscale')
  if (node === undefined) return null
  const section = reader.section(node, pathOf(service, 'x-autoscale'))
  reader.checkKeys(section, KEYS)
  const values: Record<string, number> = {}
  for (const key of NUMBERS) {
    const value = reader.number(section, key)
    if (value !== undefined) values[key] = value
  }
  for (const [key, field] of DURATIONS) {
    const value = reader.durationMs(section, key)
    if (value !== undefined) values[field] = value
  }
  if (values['min'] === undefined || values['max'] === undefined) {
    reader.error(section.at, `${section.path} needs min and max`)
    return null
  }
  const { min, max, ...rest } = values
  const isPaused = reader.choice(section, 'paused', ['true', 'false'] as const) === 'true'
  const policy = policySpec({
    ...rest,
    min: min!,
    max: max!,
    custom: readCustomTargets(reader, section),
    ...readRule(reader, section, 'scaleUp'),
    ...readRule(reader, section, 'scaleDown'),
    ...readSchedules(reader, section),
    ...readScrape(reader, section, ports),
    ...readPrediction(reader, section),
    ...(isPaused ? { isPaused } : {}),
  })
  for (const problem of policyProblems(policy)) reportAt(reader, section, problem)
  return policy
}

/** `predict: true`, or `{quantile}` for a margin of one's own. */
function readPrediction(reader: Reader, autoscale: Section): Pick<PolicySpec, 'predict'> {
  const node = reader.get(autoscale, 'predict')
  if (node === undefined || (node.kind === 'scalar' && node.value === false)) return {}
  if (node.kind === 'scalar' && node.value === true) {
    return { predict: { quantile: DEFAULT_FORECAST_QUANTILE } }
  }
  const section = reader.section(node, pathOf(autoscale, 'predict'))
  reader.checkKeys(section, ownKeys('quantile'))
  return { predict: { quantile: reader.number(section, 'quantile') ?? DEFAULT_FORECAST_QUANTILE } }
}

/** A problem begins with the field that has it: it is reported where that field stands. */
function reportAt(reader: Reader, section: Section, problem: string): void {
  const field = /^\w+/.exec(problem)?.[0] ?? ''
  const key = DURATIONS.find(([, name]) => name === field)?.[0] ?? field
  const at = section.entries.find(entry => entry.key === key)?.at ?? section.at
  reader.error(at, `${section.path}: ${key}${problem.slice(field.length)}`)
}

function readCustomTargets(reader: Reader, autoscale: Section): PolicySpec['custom'] {
  return reader.list(autoscale, 'custom').flatMap((node, i) => {
    const section = reader.section(node, pathOf(autoscale, `custom[${i}]`))
    reader.checkKeys(section, ownKeys('metric', 'target', 'type', 'prometheus'))
    const metric = reader.text(section, 'metric')
    const target = reader.number(section, 'target')
    const type = reader.choice(section, 'type', TARGET_TYPES)
    if (metric === undefined || target === undefined) {
      reader.error(node.at, `${section.path} needs metric and target`)
      return []
    }
    const query = readQuery(reader, section)
    return [
      {
        ...{ metric, target },
        ...(type === undefined ? {} : { type }),
        ...(query === undefined ? {} : { query }),
      },
    ]
  })
}

/** `prometheus: {query}`: what the server that the operator has named is asked. */
function readQuery(reader: Reader, target: Section): string | undefined {
  if (reader.get(target, 'prometheus') === undefined) return undefined
  const section = child(reader, target, 'prometheus')
  reader.checkKeys(section, ownKeys('query'))
  const query = reader.text(section, 'query')
  if (query === undefined) reader.error(section.at, `${section.path} needs a query`)
  return query
}

/** `{select: max|min|disabled, policies: [{replicas|percent, period}]}` under its own name. */
function readRule(
  reader: Reader,
  autoscale: Section,
  key: 'scaleUp' | 'scaleDown',
): Partial<Pick<PolicySpec, 'scaleUp' | 'scaleDown'>> {
  if (reader.get(autoscale, key) === undefined) return {}
  const section = child(reader, autoscale, key)
  reader.checkKeys(section, ownKeys('select', 'policies'))
  const select = reader.choice(section, 'select', ['max', 'min', 'disabled'] as const) ?? 'max'
  const nodes = reader.list(section, 'policies')
  const policies = nodes.flatMap((node, i) =>
    readRatePolicy(reader, node, pathOf(section, `policies[${i}]`)),
  )
  if (nodes.length === 0 && select !== 'disabled') {
    reader.error(section.at, `${section.path} needs policies`)
  }
  return { [key]: { select, policies } }
}

function readRatePolicy(reader: Reader, node: ManifestNode, path: string): RateRule['policies'] {
  const section = reader.section(node, path)
  reader.checkKeys(section, ownKeys('replicas', 'percent', 'period'))
  const periodMs = reader.durationMs(section, 'period')
  const replicas = reader.number(section, 'replicas')
  const percent = reader.number(section, 'percent')
  const value = replicas ?? percent
  const hasBoth = replicas !== undefined && percent !== undefined
  if (periodMs === undefined || value === undefined || hasBoth) {
    reader.error(node.at, `${path} needs a period, and either replicas or percent`)
    return []
  }
  return [{ type: replicas === undefined ? 'percent' : 'replicas', value, periodMs }]
}
