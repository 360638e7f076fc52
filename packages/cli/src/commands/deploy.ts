/**
 * `polis plan`, `deploy`, `down`: what a manifest would change, and the change followed to its end.
 */

import { createInterface } from 'node:readline/promises'
import type { ServiceView, TaskView } from '@polis/api'
import { durationMs, PolisError } from '@polis/base'
import type { Deployment, Plan, ServicePlan } from '@polis/cluster'
import { note, print, printable, printValue } from '../output.ts'
import type { Session } from '../session.ts'
import { type FileOptions, loadManifest, type Manifest } from './manifest-file.ts'

export type DeployOptions = FileOptions & {
  readonly checkIndex?: string
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly detach?: boolean
  readonly timeout: string
}

/** Exit codes of `plan --exit-code`. */
const PLAN_CHANGES = 1
const PLAN_ERROR = 255

/** How long one blocking look at a rollout waits for news. */
const FOLLOW_WAIT_MS = 2_000

/** `polis plan`: the difference alone. */
export async function plan(
  session: Session,
  options: FileOptions & { readonly exitCode?: boolean },
): Promise<void> {
  try {
    const answer = await askPlan(session, loadManifest(options))
    showPlan(session, answer)
    if (options.exitCode === true && hasChanges(answer)) process.exitCode = PLAN_CHANGES
  } catch (error) {
    if (options.exitCode === true) throw Object.assign(error as Error, { exitCode: PLAN_ERROR })
    throw error
  }
}

/** `polis deploy`: plan, show, apply, follow. */
export async function deploy(session: Session, options: DeployOptions): Promise<void> {
  await deployManifest(session, loadManifest(options), options)
}

/** The same with a manifest that has been read. */
export async function deployManifest(
  session: Session,
  manifest: Manifest,
  options: DeployOptions,
): Promise<void> {
  // Before anything is changed: a timeout that makes no sense is refused.
  durationMs(options.timeout)
  const checkIndex = indexOf(options.checkIndex)
  const answer = await askPlan(session, manifest)
  if (session.output === 'table' || options.dryRun === true) showPlan(session, answer)
  if (options.dryRun === true) return
  refuseImpossible(answer)
  if (!hasChanges(answer)) {
    if (session.output === 'table') print('nothing to change')
    if (options.detach !== true) await follow(session, answer, options)
    return
  }
  await confirm(options)
  await session.client.call('PUT', `/v1/stacks/${encodeURIComponent(manifest.stack)}`, {
    query: { namespace: session.namespace, index: checkIndex ?? answer.index },
    body: manifest.text,
  })
  if (options.detach === true) print(`${manifest.stack} is being deployed`)
  else await follow(session, answer, options)
}

/** `polis down`: removes every service of the stack. */
export async function down(session: Session, options: FileOptions): Promise<void> {
  const stack = options.stack ?? loadManifest(options).stack
  await session.client.call('DELETE', `/v1/stacks/${encodeURIComponent(stack)}`, {
    query: { namespace: session.namespace },
  })
  print(`${stack} removed`)
}

/** A plan with what is not honoured, by place in the files. */
type ShownPlan = Plan & Pick<Manifest, 'warnings'>

async function askPlan(session: Session, manifest: Manifest): Promise<ShownPlan> {
  const { value } = await session.client.call<Plan>('POST', '/v1/plan', {
    query: { namespace: session.namespace, stack: manifest.stack },
    body: manifest.text,
  })
  // The node saw one text; a person knows the files that it was made of.
  return { ...value, warnings: manifest.warnings }
}

/** The value of `--check-index`; throws `cli/usage` for one that is no index. */
function indexOf(text: string | undefined): number | undefined {
  if (text === undefined || /^\d{1,15}$/.test(text)) return text === undefined ? text : Number(text)
  throw new PolisError('cli/usage', {
    message: `--check-index '${text}' is not an index`,
    hint: 'polis plan prints the index that it was made at',
  })
}

function hasChanges({ summary }: Plan): boolean {
  return summary.add + summary.change + summary.remove > 0
}

const MARKS = { add: '+', change: '~', remove: '-', none: ' ' } as const

function showPlan(session: Session, answer: Plan): void {
  if (session.output === 'json' || session.output === 'yaml') {
    printValue(answer, session.output)
    return
  }
  for (const service of answer.services) {
    if (service.action !== 'none') showServicePlan(service)
  }
  const { add, change, remove } = answer.summary
  print(`stack ${answer.stack}: +${add} ~${change} -${remove} (index ${answer.index})`)
}

function showServicePlan(service: ServicePlan): void {
  const { from, to } = service.replicas
  const count = from === to ? `${to} replicas` : `${from} → ${to} replicas`
  const mode = service.mode === 'replicated' ? '' : `, ${service.mode}`
  const rollout = service.isRollout ? ', rollout' : ''
  print(`${MARKS[service.action]} ${service.name} (${count}${mode}${rollout})`)
  for (const { path, from: before, to: after } of service.changes) {
    print(printable(`    ${path}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`))
  }
  for (const { node, tasks } of service.placements) print(`    ${tasks} on ${node}`)
  for (const reason of service.unplaced.reasons) {
    print(`    ${service.unplaced.tasks} cannot be placed: ${reason}`)
  }
  for (const conflict of service.conflicts) print(`    refused: ${conflict}`)
}

/**
 * Throws `cli/cannot-place` or `api/conflict` for what could not come true; nothing was changed.
 */
function refuseImpossible({ services }: Plan): void {
  for (const { name, conflicts, unplaced } of services) {
    if (conflicts.length > 0) {
      throw new PolisError('api/conflict', {
        message: `${name}: ${conflicts.join('; ')}`,
        hint: 'nothing was changed',
      })
    }
    if (unplaced.tasks === 0) continue
    throw new PolisError('cli/cannot-place', {
      message: `${name}: ${unplaced.tasks} tasks cannot be placed: ${unplaced.reasons.join('; ')}`,
      hint: 'nothing was changed',
    })
  }
}

async function confirm(options: DeployOptions): Promise<void> {
  const isAutomatic = options.yes === true || process.env['POLIS_AUTO_CONFIRM'] !== undefined
  if (isAutomatic || !process.stdin.isTTY) return
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question('apply? [y/N] ')
  terminal.close()
  if (/^y(es)?$/i.test(answer.trim())) return
  throw new PolisError('cli/declined', { message: 'not applied' })
}

/** Prints what happens until every rollout of the stack has ended. */
function follow(session: Session, { services }: Plan, { timeout }: DeployOptions): Promise<void> {
  const names = services.filter(({ action }) => action !== 'remove').map(({ name }) => name)
  return followRollouts(session, new Set(names), timeout)
}

/**
 * Prints what happens until the rollouts of those services have ended; throws `cli/rolled-back` if
 * one failed, `cli/timed-out` if one goes on after `timeout`.
 */
export async function followRollouts(
  session: Session,
  names: ReadonlySet<string>,
  timeout: string,
): Promise<void> {
  const deadline = AbortSignal.timeout(durationMs(timeout))
  const shown = new Map<string, string>()
  let index = 0
  while (!deadline.aborted) {
    const { services, deployments, at } = await look(session, index)
    index = at
    const ours = services.filter(({ name }) => names.has(name))
    for (const service of ours) showProgress(service, shown)
    const byId = new Map(deployments.map(deployment => [deployment.id, deployment]))
    const rollouts = ours.map(({ name, deploymentId }) => ({
      name,
      rollout: byId.get(deploymentId ?? '')?.rollout,
    }))
    const failed = rollouts.find(
      ({ rollout }) => rollout?.state === 'failed' || rollout?.state === 'rolled-back',
    )
    if (failed !== undefined)
      await reportFailure(session, failed.name, failed.rollout?.reason ?? '')
    if (ours.length === names.size && rollouts.every(({ rollout }) => isOver(rollout?.state))) {
      if (session.output === 'json') printValue(ours, 'json')
      return
    }
  }
  throw new PolisError('cli/timed-out', {
    message: `the rollout goes on after ${timeout}`,
    hint: 'see polis ls -o wide; nothing was stopped',
  })
}

function isOver(state: string | undefined): boolean {
  return state === undefined || state === 'complete' || state === 'paused'
}

async function look(
  session: Session,
  index: number,
): Promise<{ services: ServiceView[]; deployments: Deployment[]; at: number }> {
  const { namespace, client } = session
  const query = { namespace, index, wait: `${FOLLOW_WAIT_MS}ms` }
  const services = await client.call<ServiceView[]>('GET', '/v1/services', { query })
  const deployments = await client.call<Deployment[]>('GET', '/v1/deployments', {
    query: { namespace },
  })
  return { services: services.value, deployments: deployments.value, at: services.index }
}

/** One line whenever the numbers of a service change. */
function showProgress({ name, replicas, status }: ServiceView, shown: Map<string, string>): void {
  const reason = status.reason === '' ? '' : ` (${status.reason})`
  const good = status.completed === null ? `${status.healthy} of` : `${status.completed} of`
  const what = status.completed === null ? 'healthy' : 'done'
  const text = `${status.running} running, ${good} ${replicas ?? 0} ${what}${reason}`
  const line = `${name}: rollout ${status.rollout ?? 'complete'}, ${text}`
  if (shown.get(name) === line) return
  shown.set(name, line)
  note(printable(line))
}

/** Throws `cli/rolled-back` after the last lines of the task that failed, if there are any. */
async function reportFailure(session: Session, name: string, reason: string): Promise<never> {
  const { value: tasks } = await session.client.call<TaskView[]>('GET', '/v1/tasks', {
    query: { namespace: session.namespace, service: name },
  })
  for (const task of tasks) {
    if (task.pendingReason !== '') note(printable(`${task.name} waits: ${task.pendingReason}`))
  }
  throw new PolisError('cli/rolled-back', {
    message: `${name}: ${reason || 'the rollout failed'}`,
    hint: `see polis logs ${name} and polis events`,
  })
}
