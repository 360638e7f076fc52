/**
 * The thread in which custom protocols run: bytes in, what `peek` makes of them out, in order.
 *
 * It is a data thread's own, and may hang, leak or end: the data thread starts another one.
 */

import { isAbsolute, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { messageOf } from '@polis/base'
import { type Peek, type PeekResult, type ProtocolModules, peekResult } from '../custom-protocol.ts'

/** What the thread is asked. */
export type PeekQuestion = {
  readonly id: number
  readonly protocol: string
  readonly bytes: Uint8Array
}

/** What it says: each module as it is loaded, or not, that all are, and answers. */
export type PeekReport =
  | { readonly kind: 'loading'; readonly protocol: string }
  | { readonly kind: 'failed'; readonly protocol: string; readonly reason: string }
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly result: PeekResult }

/** The `peek` of a module, given as a file or URL; throws what keeps it from being used. */
async function loadPeek(module: string): Promise<Peek> {
  const isUrl = /^(?:file|data):/.test(module)
  const path = isAbsolute(module) ? module : resolve(module)
  const loaded: unknown = await import(isUrl ? module : pathToFileURL(path).href)
  const { peek } = loaded as { peek?: unknown }
  if (typeof peek !== 'function') throw new TypeError(`${module} does not export a function 'peek'`)
  return peek as Peek
}

async function run(modules: ProtocolModules, post: (report: PeekReport) => void): Promise<void> {
  const peeks = new Map<string, Peek>()
  parentPort!.on('message', ({ id, protocol, bytes }: PeekQuestion) => {
    post({ kind: 'answer', id, result: ask(peeks.get(protocol), bytes) })
  })
  for (const [protocol, module] of Object.entries(modules)) {
    post({ kind: 'loading', protocol })
    try {
      peeks.set(protocol, await loadPeek(module))
    } catch (error) {
      post({ kind: 'failed', protocol, reason: messageOf(error) })
    }
  }
  post({ kind: 'ready' })
}

function ask(peek: Peek | undefined, bytes: Uint8Array): PeekResult {
  try {
    return peekResult(peek?.(bytes))
  } catch (error) {
    return { reject: messageOf(error) }
  }
}

if (parentPort !== null) {
  const port = parentPort
  await run(workerData as ProtocolModules, report => port.postMessage(report))
}
