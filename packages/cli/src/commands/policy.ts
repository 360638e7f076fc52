/** `polis autoscale SERVICE …|pause|resume`: a policy changed field by field, as a plan shows it. */

import type { PolicyChange } from '@polis/api'
import { PolisError } from '@polis/base'
import { note, print, printable, printValue } from '../output.ts'
import type { Session } from '../session.ts'

/** Flags that are numbers, or `none`, by the field that they set. */
const NUMBERS = ['min', 'max', 'cpu', 'memory', 'rps', 'inflight', 'errorRate'] as const
const DURATIONS = ['responseTime', 'scaleUpCooldown', 'scaleDownCooldown'] as const

/** Flags of `polis autoscale SERVICE`. */
export type PolicyFlags = {
  readonly [Flag in (typeof NUMBERS)[number] | (typeof DURATIONS)[number]]?: string
} & {
  readonly custom: readonly string[]
  readonly off?: boolean
  readonly dryRun?: boolean
}

/** Changes the policy of a service, begins or ends it. */
export async function setPolicy(
  session: Session,
  service: string,
  flags: PolicyFlags,
): Promise<void> {
  const body = patchOf(flags)
  const isEmpty = Object.keys(body).length === 0
  if (flags.off === true && !isEmpty) throw usage('--off goes with no other change')
  if (isEmpty && flags.off !== true) {
    throw usage('there is nothing to change', 'for example: polis autoscale web --max 10 --cpu 70')
  }
  await change(session, service, flags.off === true ? null : body, flags.dryRun === true)
}

/** Holds every decision about a service, or takes them up again. */
export function setPaused(session: Session, service: string, paused: boolean): Promise<void> {
  return change(session, service, { paused }, false)
}

async function change(
  { client, namespace, output }: Session,
  service: string,
  body: Readonly<Record<string, unknown>> | null,
  isDryRun: boolean,
): Promise<void> {
  const path = `/v1/services/${encodeURIComponent(service)}/autoscale`
  const query = { namespace, dryRun: String(isDryRun) }
  const { value } =
    body === null
      ? await client.call<PolicyChange>('DELETE', path, { query })
      : await client.call<PolicyChange>('POST', path, { query, body })
  if (output === 'json' || output === 'yaml') return printValue(value, output)
  if (value.changes.length === 0) return print('nothing to change')
  print(`~ ${service}`)
  for (const { path: field, from, to } of value.changes) {
    print(printable(`    ${field}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`))
  }
  if (!value.isApplied) return print('not applied')
  print(`${service}: ${value.policy === null ? 'no longer autoscaled' : 'policy changed'}`)
  note('the next deployment of its manifest puts that policy in place again')
}

function patchOf(flags: PolicyFlags): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const name of NUMBERS) {
    const text = flags[name]
    if (text !== undefined) body[name] = numberOrNone(name, text)
  }
  for (const name of DURATIONS) {
    const text = flags[name]
    if (text !== undefined) body[name] = text === 'none' ? null : text
  }
  if (flags.custom.length > 0) body['custom'] = flags.custom.map(customOf)
  return body
}

/** `METRIC=TARGET[:total|average|signal]`; a metric may have `=` in its labels. */
function customOf(text: string): { metric: string; target: number | null; type?: string } {
  const match = /^(.+)=([^=:]+)(?::(total|average|signal))?$/.exec(text)
  if (match === null) throw usage(`--custom ${text} is not METRIC=TARGET`)
  const [, metric = '', target = '', type] = match
  const value = numberOrNone('custom', target)
  return type === undefined ? { metric, target: value } : { metric, target: value, type }
}

function numberOrNone(name: string, text: string): number | null {
  if (text === 'none') return null
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isFinite(value)) return value
  throw usage(
    `--${name.replace(/[A-Z]/, letter => `-${letter.toLowerCase()}`)} ${text} is no number`,
  )
}

function usage(message: string, hint?: string): PolisError {
  return new PolisError('cli/usage', hint === undefined ? { message } : { message, hint })
}
