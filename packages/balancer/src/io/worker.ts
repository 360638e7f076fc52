/**
 * Entry point of a data thread: messages of the control thread in, a `DataThread` behind them.
 *
 * It runs from the `.ts` source as well as compiled. Messages are carried out in order.
 */

import { parentPort, workerData } from 'node:worker_threads'
import { assert, messageOf, systemRandom } from '@polis/base'
import { type CounterMemory, Counters } from '../counters.ts'
import type { ProtocolModules } from '../custom-protocol.ts'
import type { InheritedSockets } from '../inherited-sockets.ts'
import type { LimitMemory } from '../rate-limiter.ts'
import {
  DataThread,
  type ThreadApplied,
  type ThreadEvent,
  type ThreadTable,
} from './data-thread.ts'

/** What a thread is started with. */
export type WorkerStart = {
  readonly thread: number
  readonly memory: CounterMemory
  readonly reusePort: boolean
  readonly requestIdPrefix: string
  readonly protocols?: ProtocolModules
  readonly ticketSecret: string
  readonly limits: LimitMemory
  /** Listening sockets to take over, by the address of their port: see `inherited-sockets.ts`. */
  readonly inherited?: InheritedSockets
}

/** What the control thread asks. */
export type WorkerCommand =
  | { readonly kind: 'table'; readonly sequence: number; readonly next: ThreadTable }
  | { readonly kind: 'cut'; readonly endpointIds: readonly string[] }
  | { readonly kind: 'cut-all' }
  | { readonly kind: 'drain' }
  | { readonly kind: 'keep-flows' }
  | { readonly kind: 'retire'; readonly areShared: boolean }
  | { readonly kind: 'access-written' }

/** What the thread answers. */
export type WorkerReport =
  | ThreadEvent
  | { readonly kind: 'ready' }
  | { readonly kind: 'flows-kept' }
  | ({ readonly kind: 'applied'; readonly sequence: number } & ThreadApplied)

/** Time that is the same in all threads: each has its own zero of `performance.now()`. */
export function sharedNowMs(): number {
  return performance.timeOrigin + performance.now()
}

function run(start: WorkerStart): void {
  const port = parentPort
  assert(port !== null, 'worker.ts is started as a thread')
  const post = (report: WorkerReport) => port.postMessage(report)
  const thread = new DataThread({
    counters: new Counters(start.memory, start.thread),
    random: systemRandom(),
    post,
    nowMs: sharedNowMs,
    reusePort: start.reusePort,
    requestIdPrefix: start.requestIdPrefix,
    ticketSecret: start.ticketSecret,
    limits: start.limits,
    number: start.thread,
    ...(start.inherited === undefined ? {} : { inherited: start.inherited }),
  })
  let previous: Promise<void> = thread.loadProtocols(start.protocols ?? {})
  port.on('message', (command: WorkerCommand) => {
    previous = previous.then(() => carryOut(thread, command, post))
  })
  post({ kind: 'ready' })
}

async function carryOut(
  thread: DataThread,
  command: WorkerCommand,
  post: (report: WorkerReport) => void,
): Promise<void> {
  switch (command.kind) {
    case 'table': {
      const applied = await thread.apply(command.next)
      post({ kind: 'applied', sequence: command.sequence, ...applied })
      return
    }
    case 'cut':
      return thread.cut(command.endpointIds)
    case 'cut-all':
      return thread.cutAll()
    case 'drain':
      return thread.drain()
    case 'keep-flows':
      thread.keepFlows()
      return post({ kind: 'flows-kept' })
    case 'retire':
      return thread.retire(command.areShared)
    default:
      thread.accessWritten()
  }
}

if (parentPort !== null) {
  // A bug in a data thread ends that thread alone; the control thread starts it again.
  process.on('unhandledRejection', reason => {
    throw reason instanceof Error ? reason : new Error(messageOf(reason))
  })
  run(workerData as WorkerStart)
}
