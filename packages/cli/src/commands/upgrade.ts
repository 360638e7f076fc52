/** `polis upgrade`: the installed version takes over the asked node, ports and all. */

import { setTimeout as sleep } from 'node:timers/promises'
import type { NodeProcess } from '@polis/api'
import { PolisError } from '@polis/base'
import { note, print, printValue } from '../output.ts'
import type { Session } from '../session.ts'

/** The next process has to start, enter the cluster and catch up; the old one waits as long. */
const TAKE_OVER_MS = 600_000
const POLL_MS = 100

/** Asks for it and waits until the next process serves. Throws `cli/no-successor`. */
export async function upgradeNode({ client, output }: Session): Promise<void> {
  const { value: before } = await client.call<NodeProcess>('POST', '/v1/process/upgrade')
  note(`process ${before.pid} of version ${before.version} is being replaced`)
  const deadlineMs = performance.now() + TAKE_OVER_MS
  while (performance.now() < deadlineMs) {
    // Between the two processes nobody answers.
    const now = await client.call<NodeProcess>('GET', '/v1/process').catch(() => null)
    if (now !== null && now.value.pid !== before.pid) {
      const isReady = await client.call('GET', '/readyz').then(
        () => true,
        () => false,
      )
      if (isReady) {
        const { pid, version } = now.value
        if (output !== 'table') printValue(now.value, output)
        else print(`process ${pid} of version ${version} serves`)
        return
      }
    }
    await sleep(POLL_MS)
  }
  throw new PolisError('cli/no-successor', {
    message: `no other process serves the node after ${TAKE_OVER_MS / 1_000} s`,
    hint: 'see the log of the node',
  })
}
