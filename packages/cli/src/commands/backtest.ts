/**
 * `polis autoscale backtest`: what policies would have done under a recorded load.
 *
 * A trace of a file is replayed here, without a node; what the cluster recorded of a service is
 * replayed by the node that is asked.
 */

import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { BACKTEST_WAIT_MS } from '@polis/api'
import { type BacktestAnswer, type PolicySpec, runBacktest, tableOf } from '@polis/autoscaler'
import { type Duration, durationMs, messageOf, PolisError } from '@polis/base'
import { type Policy, parsePolicy } from '@polis/cluster'
import { age, note, print, printValue } from '../output.ts'
import type { Session } from '../session.ts'

/** Flags of `polis autoscale backtest`. */
export type BacktestFlags = {
  readonly trace?: string
  readonly service?: string
  readonly policy?: string
  readonly capacity?: string
  readonly startup: string
  readonly column?: string
  readonly timeColumn?: string
  readonly alone?: boolean
  readonly svg?: string
}

/** `polis autoscale backtest`; `open` is called only for what a node knows. */
export async function backtest(
  flags: BacktestFlags,
  output: string,
  open: () => Promise<Session>,
): Promise<void> {
  const capacity = numberOf(flags.capacity)
  const startupMs = durationMs(flags.startup as Duration)
  const answer =
    flags.service === undefined
      ? await replayed(flags, { capacity, startupMs }, open)
      : await asked(flags.service, flags, { capacity, startupMs }, await open())
  const { plot, leftOut, rows, ...settings } = answer
  if (flags.svg !== undefined) writeFileSync(flags.svg, plot ?? '')
  if (leftOut.length > 0)
    note(`left out, since the load says nothing of them: ${leftOut.join(', ')}`)
  if (output === 'json' || output === 'yaml') return printValue({ ...settings, rows }, output)
  const carried = Number(settings.capacity.toPrecision(4))
  const span = `${age(settings.toMs - settings.fromMs + settings.stepMs)}`
  print(
    `${settings.points} points over ${span}; a replica carries ${carried} and serves after ${startupMs / 1000} s`,
  )
  print(tableOf(rows))
}

type World = { readonly capacity: number | undefined; readonly startupMs: number }

/** A trace of a file, replayed here. */
async function replayed(
  flags: BacktestFlags,
  { capacity, startupMs }: World,
  open: () => Promise<Session>,
): Promise<BacktestAnswer> {
  if (flags.trace === undefined) throw usage('a backtest needs --trace FILE or --service SERVICE')
  const columns = {
    ...(flags.timeColumn === undefined ? {} : { time: flags.timeColumn }),
    ...(flags.column === undefined ? {} : { load: flags.column }),
  }
  const policy = flags.policy === undefined ? undefined : await policyOf(flags.policy, open)
  return runBacktest({
    ...{ trace: readText(flags.trace), columns, startupMs },
    ...{ isAlone: flags.alone === true, hasPlot: flags.svg !== undefined },
    ...(capacity === undefined ? {} : { capacity }),
    ...(policy === undefined ? {} : { policy, name: flags.policy! }),
  })
}

/** What the cluster recorded of a service, replayed by the node. */
async function asked(
  service: string,
  flags: BacktestFlags,
  { capacity, startupMs }: World,
  { client, namespace }: Session,
): Promise<BacktestAnswer> {
  if (flags.trace !== undefined) throw usage('--trace and --service are two loads; one is replayed')
  const body = {
    ...{ service, capacity, startup: startupMs, alone: flags.alone === true },
    ...{ plot: flags.svg !== undefined },
    ...(flags.policy === undefined ? {} : { policy: readText(flags.policy) }),
  }
  const query = { namespace }
  const options = { query, body, timeoutMs: BACKTEST_WAIT_MS }
  return (await client.call<BacktestAnswer>('POST', '/v1/autoscale/backtest', options)).value
}

/** A file with an `x-autoscale` map or a manifest with one such service, else a service's name. */
async function policyOf(name: string, open: () => Promise<Session>): Promise<PolicySpec> {
  const isFile = statSync(name, { throwIfNoEntry: false })?.isFile() === true
  if (!isFile) return policyOfService(name, await open())
  const parsed = parsePolicy(readText(name))
  if (parsed.kind === 'ok') return parsed.policy
  throw usage(parsed.problems.map(({ line, message }) => `${name}:${line}: ${message}`).join('; '))
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

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw usage(`--capacity ${text} is not a number above 0`)
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

function usage(message: string): PolisError {
  return new PolisError('cli/usage', { message })
}
