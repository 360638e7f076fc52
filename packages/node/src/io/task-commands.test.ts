/** Command checks within a real process task: its surroundings, and an end to all they start. */

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { quietLogger, systemClock } from '@polis/base'
import { type CheckSpec, createProbe, type ProbeTarget, parseCheck } from '@polis/health'
import { ProcessDriver, workload } from '@polis/runtime'
import { taskCommands } from './task-commands.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'polis-commands-')))
const logger = quietLogger
const driver = new ProcessDriver({ stateDir: join(folder, 'tasks'), clock: systemClock, logger })
const inTask = taskCommands({ driverOf: id => (id === 'a' ? driver : undefined) })
const probe = createProbe(systemClock, { inTask })
const TARGET = { host: '127.0.0.1', port: 20_002, taskId: 'a' }

function ask(script: string, more: object = {}, target: ProbeTarget = TARGET) {
  const input = { type: 'command', command: 'sh', args: ['-c', script], ...more }
  const parsed = parseCheck(input)
  assert(parsed.kind === 'ok', JSON.stringify(parsed))
  return probe(parsed.check satisfies CheckSpec, target, new AbortController().signal)
}

/** Whether the process whose number is in a file of the task's folder still runs. */
function runs(file: string): boolean {
  try {
    const stat = readFileSync(
      `/proc/${readFileSync(join(folder, file), 'utf8').trim()}/stat`,
      'utf8',
    )
    return !/\) [ZX] /.test(stat)
  } catch {
    return false
  }
}

/** Waits until a signal has done its work. */
async function gone(file: string): Promise<void> {
  while (runs(file)) await new Promise(resolve => setImmediate(resolve))
}

describe('a command check within a task', () => {
  before(async () => {
    const started = Promise.withResolvers<void>()
    driver.onEvent(({ kind }) => {
      if (kind === 'started') started.resolve()
    })
    driver.start({
      ...{ taskId: 'a', service: 'web', namespace: 'default', node: 'n1', host: '127.0.0.1' },
      ...{ dns: null, run: 1, ports: [{ target: 80, port: 20_001 }] },
      workload: workload({
        ...{ driver: 'process', command: ['sleep', '60'], workingDir: folder },
        environment: { GREETING: 'hello' },
        ports: [{ name: 'http', target: 80, protocol: 'tcp' }],
      }),
    })
    await started.promise
  })
  after(async () => {
    driver.remove('a')
    await driver.close()
    rmSync(folder, { recursive: true })
  })

  it('a command runs where its task runs, with what the task was given', async () => {
    const { outcome, output } = await ask('echo $GREETING $PORT $(pwd) $MINE', {
      environment: { MINE: 'own words' },
    })
    // What a check sends is not in what is said of it.
    assert.deepEqual([outcome, output], ['pass', `hello 20001 ${folder} ***`])
    assert.equal((await ask('echo $PORT', { port: 81 })).output, '20002')
  })

  it('a command that fails says how it ended, and one that warns warns', async () => {
    const { outcome, output } = await ask('echo bad >&2; exit 3')
    assert.deepEqual([outcome, output], ['fail', 'exit code 3: bad'])
    assert.equal((await ask('exit 3', { warningExitCode: 3 })).outcome, 'warn')
    const missing = await ask('', { command: 'no-such-program', args: [] })
    assert.equal(missing.output, 'exit code 127: command not found: no-such-program')
    const elsewhere = await ask('true', {}, { ...TARGET, taskId: 'b' })
    assert.deepEqual([elsewhere.outcome, elsewhere.output], ['fail', 'the task does not run here'])
  })

  it('a command that hangs is killed with all it has started, and so is what one leaves', async () => {
    const hangs = 'sleep 60 & echo $! >child; echo $$ >own; wait'
    const { outcome, output } = await ask(hangs, { timeout: '300ms' })
    assert.deepEqual([outcome, output], ['fail', 'no answer within 300 ms'])
    await gone('own')
    await gone('child')
    const leaves = await ask('sleep 60 & echo $! >left; echo fine')
    assert.deepEqual([leaves.outcome, leaves.output], ['pass', 'fine'])
    await gone('left')
  })

  it('of a command that says a gigabyte the first bytes are kept', async () => {
    const { outcome, output } = await ask('head -c 1000000000 /dev/zero | tr "\\0" x', {
      timeout: '200ms',
    })
    assert.equal(outcome, 'fail')
    assert.ok(output.length <= 200)
  })
})
