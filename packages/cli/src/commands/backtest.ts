/**
 * `polis autoscale backtest`: what policies would have done under a recorded load.
 *
 * It runs here, without a node, unless its policy is a service's.
 */

import { readFileSync, statSync, writeFileSync } from 'node:fs'
import {
  type ComparisonRow,
  capacityFor,
  compare,
  isDemand,
  type PolicySpec,
  parseTrace,
  plotOf,
  replay,
  summaryOf,
  tableOf,
  targetsOf,
} from '@polis/autoscaler'
import { type Duration, durationMs, messageOf, PolisError } from '@polis/base'
import { type Policy, parseManifest } from '@polis/cluster'
import { note, print, printValue } from '../output.ts'
import type { Session } from '../session.ts'

/** Flags of `polis autoscale backtest`. */
export type BacktestFlags = {
  readonly trace: string
  readonly policy?: string
  readonly capacity?: string
  readonly startup: string
  readonly column?: string
  readonly timeColumn?: string
  readonly alone?: boolean
  readonly svg?: string
}

/** How old a reading is in production: half of the ten seconds that it averages. */
const READING_LAG_MS = 5_000
/** Where a policy counts a load in its own unit, its target is this share of what a replica can. */
const TARGET_SHARE = 0.7

/** `polis autoscale backtest`; `open` is called only if the policy is a service's. */
export async function backtest(
  flags: BacktestFlags,
  output: string,
  open: () => Promise<Session>,
): Promise<void> {
  const trace = parseTrace(readText(flags.trace), {
    ...(flags.timeColumn === undefined ? {} : { time: flags.timeColumn }),
    ...(flags.column === undefined ? {} : { load: flags.column }),
  })
  const policy = flags.policy === undefined ? undefined : await policyOf(flags.policy, open)
  const capacity = numberOf(flags.capacity) ?? ownCapacity(policy) ?? capacityFor(trace)
  const startupMs = durationMs(flags.startup as Duration)
  const world = { capacity, startupMs, lagMs: READING_LAG_MS }
  const rows: ComparisonRow[] = []
  if (policy === undefined || flags.alone !== true) rows.push(...compare(trace, world))
  if (policy !== undefined) rows.push(replay(flags.policy!, policy, trace, world))
  if (flags.svg !== undefined) writeFileSync(flags.svg, plotOf(trace, capacity, rows))
  const { length: points } = trace.points
  if (output === 'json' || output === 'yaml') {
    const settings = { capacity, startupMs, stepMs: trace.stepMs, points }
    return printValue({ ...settings, rows: rows.map(summaryOf) }, output)
  }
  const carried = Number(capacity.toPrecision(4))
  print(`${points} points; a replica carries ${carried} and serves after ${startupMs / 1000} s`)
  print(tableOf(rows))
}

/** A file with an `x-autoscale` map or a manifest with one such service, else a service's name. */
async function policyOf(name: string, open: () => Promise<Session>): Promise<PolicySpec> {
  const isFile = statSync(name, { throwIfNoEntry: false })?.isFile() === true
  return demanding(name, isFile ? policyInFile(name) : await policyOfService(name, await open()))
}

function policyInFile(path: string): PolicySpec {
  const text = readText(path)
  const isManifest = /^services:/m.test(text)
  const head = ['services:', '  policy:', '    image: none', '    x-autoscale:']
  const lines = text.split('\n').map(line => `      ${line}`)
  const { services, errors } = parseManifest(isManifest ? text : [...head, ...lines].join('\n'))
  if (errors.length > 0) {
    const offset = isManifest ? 0 : head.length
    const problems = errors.map(({ line, message }) => `${path}:${line - offset}: ${message}`)
    throw new PolisError('cli/usage', { message: problems.join('; ') })
  }
  const policies = services.flatMap(({ autoscale }) => (autoscale === null ? [] : [autoscale]))
  if (policies.length === 1) return policies[0]!
  throw new PolisError('cli/usage', {
    message: `${path} has ${policies.length} policies, and a backtest is of one`,
  })
}

async function policyOfService(name: string, session: Session): Promise<PolicySpec> {
  const query = { namespace: session.namespace }
  const { value } = await session.client.call<Policy[]>('GET', '/v1/policies', { query })
  const policy = value.find(one => one.name === name)
  if (policy !== undefined) return policy.spec
  throw new PolisError('cli/usage', {
    message: `'${name}' is neither a file nor a service with a policy`,
    hint: 'polis autoscale ls names those there are',
  })
}

/**
 * The policy with the targets alone that a recorded load drives: of the others there is no reading,
 * and a policy never shrinks on what it does not know.
 */
function demanding(name: string, policy: PolicySpec): PolicySpec {
  const targets = targetsOf(policy)
  const others = targets.filter(target => !isDemand(target)).map(({ metric }) => metric)
  if (others.length === targets.length) {
    throw new PolisError('cli/usage', {
      message: `the policy ${name} has no target that a recorded load drives (cpu, rps, a total)`,
    })
  }
  if (others.length === 0) return policy
  note(`left out, since the load says nothing of them: ${others.join(', ')}`)
  const { memory: _, responseTimeMs: __, errorRate: ___, ...rest } = policy
  return { ...rest, custom: policy.custom.filter(({ metric }) => !others.includes(metric)) }
}

function ownCapacity(policy: PolicySpec | undefined): number | undefined {
  const first = policy && targetsOf(policy).find(isDemand)
  return first?.type === 'total' ? first.target / TARGET_SHARE : undefined
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new PolisError('cli/usage', { message: `--capacity ${text} is not a number above 0` })
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new PolisError('cli/usage', {
      message: `cannot read ${path}: ${messageOf(cause)}`,
      cause,
    })
  }
}
