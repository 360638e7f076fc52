/**
 * The next process of a node: the same command once more, with the listening sockets of this one.
 *
 * They are inherited as descriptors 4 and up, and an environment variable says what listens where.
 * Descriptor 3 is a channel on which the next process says that it serves.
 */

import { spawn } from 'node:child_process'
import { messageOf, PolisError } from '@polis/base'
import type { InheritedSocket } from '@polis/node'

const VARIABLE = 'POLIS_INHERITED_SOCKETS'

/** Descriptors before the first socket: the three of every process, and the channel. */
const FIRST_SOCKET = 4

/**
 * Long, because waiting costs nobody anything: the data threads of this process serve meanwhile.
 * A process that ends before it serves is noticed at once, and may have met a port that was just
 * freed.
 */
const READY_MS = 600_000
const STARTS_MAX = 3

/** Starts the next process; resolves when it serves. Throws `cli/no-successor`. */
export async function startSuccessor(sockets: readonly InheritedSocket[]): Promise<void> {
  for (let start = 1; ; start++) {
    try {
      await startOnce(sockets)
      return
    } catch (error) {
      if (start === STARTS_MAX) throw error
      process.stderr.write(`polis: ${messageOf(error)}; it is started again\n`)
    }
  }
}

function startOnce(sockets: readonly InheritedSocket[]): Promise<void> {
  const told = sockets.map((socket, i) => ({ ...socket, fd: FIRST_SOCKET + i }))
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc', ...sockets.map(({ fd }) => fd)],
    env: { ...process.env, [VARIABLE]: JSON.stringify(told) },
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const fail = (reason: string) =>
    reject(
      new PolisError('cli/no-successor', {
        message: `the next process of the node does not serve: ${reason}`,
        hint: 'see its log; start the node again',
      }),
    )
  const timer = setTimeout(() => {
    child.kill('SIGKILL')
    fail(`nothing was heard of it in ${READY_MS / 1_000} s`)
  }, READY_MS)
  child.once('message', () => resolve())
  child.once('error', error => fail(error.message))
  child.once('exit', (code, signal) => fail(`it ended with ${code ?? signal}`))
  return promise.finally(() => {
    clearTimeout(timer)
    if (child.connected) child.disconnect()
    child.unref()
  })
}

/** The sockets that this process was started with; nobody that it starts sees them. */
export function inheritedSockets(): readonly InheritedSocket[] {
  const text = process.env[VARIABLE]
  delete process.env[VARIABLE]
  return text === undefined ? [] : (JSON.parse(text) as InheritedSocket[])
}

/** Tells the process before, if there is one, that this one serves. */
export function tellPredecessor(): void {
  if (process.connected) process.send?.('ready')
}
