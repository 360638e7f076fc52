/** `polis rollout status|history|undo|pause|resume|promote`: following and steering a rollout. */

import type { FieldChange, Rollout } from '@polis/cluster'
import { age, print, printable, printRows, printValue } from '../output.ts'
import type { Session } from '../session.ts'

type Version = {
  readonly specRevision: number
  readonly completedMs: number | null
  readonly version: string
  readonly changes: readonly FieldChange[]
}

type View = {
  readonly name: string
  readonly specRevision: number
  readonly stableRevision: number | null
  readonly replicas: number
  readonly tasks: number
  readonly newTasks: number
  readonly rollout: Rollout
  readonly stage: string
  readonly versions: readonly Version[]
}

async function look(session: Session, service: string): Promise<View> {
  const { value } = await session.client.call<View>('GET', pathOf(service), {
    query: { namespace: session.namespace },
  })
  return value
}

function pathOf(service: string): string {
  return `/v1/services/${encodeURIComponent(service)}/rollout`
}

/** `polis rollout status SERVICE`. */
export async function status(session: Session, service: string): Promise<void> {
  const view = await look(session, service)
  if (session.output === 'json' || session.output === 'yaml') {
    return printValue(view, session.output)
  }
  const { rollout, stage, newTasks, replicas, specRevision, stableRevision } = view
  print(`${view.name}: ${rollout.state}, ${newTasks} of ${replicas} on version ${specRevision}`)
  if (stableRevision !== null && stableRevision !== specRevision) {
    print(`stable: version ${stableRevision}`)
  }
  const words = rollout.reason === '' ? stage : rollout.reason
  if (words !== '') print(printable(words))
  for (const failure of rollout.failures) print(printable(`failed: ${failure}`))
}

/** `polis rollout history SERVICE`: the versions that can be gone back to, newest last. */
export async function history(session: Session, service: string): Promise<void> {
  const { versions, specRevision } = await look(session, service)
  const rows = versions.map(version => ({ ...version, name: String(version.specRevision) }))
  printRows(rows, session.output, [
    { heading: 'REVISION', text: row => row.name },
    { heading: 'VERSION', text: row => row.version || '-' },
    {
      heading: 'COMPLETE',
      text: row => (row.completedMs === null ? '-' : `${age(Date.now() - row.completedMs)} ago`),
    },
    { heading: 'CURRENT', text: row => (row.specRevision === specRevision ? 'yes' : '') },
    {
      heading: 'CHANGES',
      text: row =>
        printable(
          row.changes
            .map(({ path, from, to }) => `${path}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`)
            .join('; '),
        ) || '-',
    },
  ])
}

export type ControlOptions = { readonly to?: string; readonly full?: boolean }

const DONE = { pause: 'paused', resume: 'resumed', promote: 'promoted', undo: 'going back' }

/** `polis rollout pause|resume|promote|undo SERVICE`. */
export async function control(
  session: Session,
  action: keyof typeof DONE,
  service: string,
  options: ControlOptions,
): Promise<void> {
  const version = options.to === undefined ? {} : { version: Number(options.to) }
  await session.client.call('POST', pathOf(service), {
    query: { namespace: session.namespace },
    body: { action, full: options.full === true, ...version },
  })
  print(`${service}: ${DONE[action]}; see polis rollout status ${service}`)
}
