/** `polis stop|start|restart SERVICE…`. */

import { print } from '../output.ts'
import type { Session } from '../session.ts'
import { followRollouts } from './deploy.ts'

export type RestartOptions = { readonly detach?: boolean; readonly timeout: string }

/** `polis stop SERVICE…`. */
export async function stop(session: Session, services: readonly string[]): Promise<void> {
  for (const name of services) {
    await control(session, name, 'stop')
    print(`${name} stopped; polis start ${name} runs it again`)
  }
}

/** `polis start SERVICE…`. */
export async function start(session: Session, services: readonly string[]): Promise<void> {
  for (const name of services) {
    await control(session, name, 'start')
    print(`${name} started; see polis ps ${name}`)
  }
}

/** `polis restart SERVICE…`: asks for all, then follows them. */
export async function restart(
  session: Session,
  services: readonly string[],
  { detach, timeout }: RestartOptions,
): Promise<void> {
  for (const name of services) await control(session, name, 'restart')
  if (detach !== true) await followRollouts(session, new Set(services), timeout)
  const what = detach === true ? 'restarting' : 'restarted'
  for (const name of services) print(`${name} ${what}`)
}

async function control(session: Session, name: string, action: string): Promise<void> {
  await session.client.call('POST', `/v1/services/${encodeURIComponent(name)}/${action}`, {
    query: { namespace: session.namespace },
  })
}
