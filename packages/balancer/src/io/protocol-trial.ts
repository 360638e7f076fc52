/**
 * Tries a custom protocol's module out in a thread of its own, before data threads load it.
 *
 * Loading runs the module's code without a watchdog; one that never returns, or ends its thread,
 * does so where nobody is served. It is imported and asked about no bytes at all.
 */

import { parentPort, Worker, workerData } from 'node:worker_threads'
import { type Logger, messageOf } from '@polis/base'
import { PROTOCOL_LOAD_MS } from '../config.ts'
import { isProtocolName, type ProtocolModules } from '../custom-protocol.ts'
import { ProtocolRunner } from './protocol-runner.ts'

const TRIAL = 'polis-balancer-protocol-trial'

/** Those of `modules` that load in time; the others are logged with the reason. */
export async function usableProtocols(
  modules: ProtocolModules,
  logger: Logger,
): Promise<ProtocolModules> {
  const usable: [string, string][] = []
  for (const [name, module] of Object.entries(modules)) {
    const problem = isProtocolName(name) ? await tryOut(name, module) : 'the name is not allowed'
    if (problem === undefined) usable.push([name, module])
    else logger.error({ protocol: name, module }, `custom protocol left out: ${problem}`)
  }
  return Object.fromEntries(usable)
}

/** Why the module cannot be used; undefined if it can. */
async function tryOut(name: string, module: string): Promise<string | undefined> {
  const worker = new Worker(new URL(import.meta.url), {
    name: TRIAL,
    workerData: { trial: TRIAL, name, module },
  })
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const timer = setTimeout(() => resolve('it did not load in time'), PROTOCOL_LOAD_MS)
  worker.on('message', (problem: string | undefined) => resolve(problem))
  worker.on('error', error => resolve(messageOf(error)))
  worker.on('exit', code => resolve(`it ended its thread (${code})`))
  const problem = await promise
  clearTimeout(timer)
  await worker.terminate()
  return problem
}

type Trial = { readonly trial?: string; readonly name: string; readonly module: string }

if (parentPort !== null && (workerData as Trial | null)?.trial === TRIAL) {
  const { name, module } = workerData as Trial
  const runner = new ProtocolRunner(() => undefined)
  await runner.load({ [name]: module })
  const problem = runner.problem(name)
  if (problem === undefined) runner.peek(name, new Uint8Array(0))
  parentPort.postMessage(problem)
}
