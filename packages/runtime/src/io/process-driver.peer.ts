/**
 * A node in miniature, for a test to kill: starts the tasks it is given and then does nothing.
 *
 * Arguments: the driver's folder and the tasks as JSON. Prints `started` once all of them run.
 */

import { quietLogger, systemClock } from '@polis/base'
import type { TaskStart } from '../task.ts'
import { ProcessDriver } from './process-driver.ts'

const [stateDir, tasksJson] = process.argv.slice(2)
const tasks: TaskStart[] = JSON.parse(tasksJson!)
const driver = new ProcessDriver({ stateDir: stateDir!, clock: systemClock, logger: quietLogger })
let started = 0
driver.onEvent(event => {
  if (event.kind === 'started' && ++started === tasks.length) process.stdout.write('started\n')
})
for (const task of tasks) driver.start(task)
setInterval(() => {}, 60_000)
