/** What the harnesses of drivers on a real machine share: events to wait for, and lives to end. */

import type { DriverEvent, RuntimeDriver, TaskInspector } from './driver.ts'
import type { DriverHarness } from './driver-cases.test.ts'

const EVENT_TIMEOUT_MS = 20_000

type RealDriver = RuntimeDriver & TaskInspector & { close(): Promise<void> }

/** How a harness makes its drivers, and what a behaviour is for them. */
export type HarnessParts<D extends RealDriver> = {
  readonly make: () => D | Promise<D>
  readonly task: DriverHarness['task']
  /** Called when the last driver is closed. */
  readonly cleanUp: () => Promise<void>
}

/** A harness on drivers that `make` makes: one a life of the node. */
export async function realHarness<D extends RealDriver>(
  parts: HarnessParts<D>,
): Promise<DriverHarness & { readonly driver: D }> {
  let driver = await parts.make()
  let events: DriverEvent[] = []
  let wake = () => {}
  const listen = () =>
    driver.onEvent(event => {
      events.push(event)
      wake()
    })
  listen()
  return {
    get driver() {
      return driver
    },
    task: parts.task,
    async event(kind, taskId) {
      const signal = AbortSignal.timeout(EVENT_TIMEOUT_MS)
      for (;;) {
        const found = events.findIndex(
          event =>
            event.kind === kind &&
            (taskId === undefined || ('taskId' in event && event.taskId === taskId)),
        )
        if (found >= 0) return events.splice(found, 1)[0] as never
        signal.throwIfAborted()
        await new Promise<void>((resolve, reject) => {
          wake = resolve
          signal.addEventListener('abort', () =>
            reject(new Error(`no event ${kind} of ${taskId}; got ${JSON.stringify(events)}`)),
          )
        })
      }
    },
    async restart() {
      await driver.close()
      driver = await parts.make()
      events = []
      listen()
    },
    async close() {
      await driver.close()
      await removeAll(await parts.make())
      await parts.cleanUp()
    },
  }
}

/** Ends a life after it has removed every task that earlier ones have left. */
async function removeAll(driver: RealDriver): Promise<void> {
  const left = new Set<string>()
  await new Promise<void>(resolve => {
    driver.onEvent(event => {
      if (event.kind === 'adopted') {
        for (const { taskId } of event.tasks) left.add(taskId)
        for (const taskId of left) driver.remove(taskId)
      } else if (event.kind === 'removed') {
        left.delete(event.taskId)
      }
      if (left.size === 0) resolve()
    })
    driver.adopt()
  })
  await driver.close()
}
