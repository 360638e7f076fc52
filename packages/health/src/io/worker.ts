/**
 * The thread of one custom check: loads its code, and runs it for every request.
 *
 * It may do what it likes here: hang, throw, use up its memory. The thread is ended then, and
 * nothing else is delayed. It imports nothing of ours, so that a thread begins quickly.
 */

import { parentPort, workerData } from 'node:worker_threads'
import type { CustomCode, CustomFunction } from './custom-checks.ts'
import type { CustomAnswer, CustomRequest } from './custom-thread.ts'

const check = await load(workerData as CustomCode)
say({ call: 0 })

parentPort!.on('message', ({ call, subject }: CustomRequest) => {
  // That it has begun, or that this thread answers.
  say({ call })
  if (subject === undefined) return
  void Promise.resolve()
    .then(() => check(subject))
    .then(
      found => answer(call, ...verdictOf(found)),
      (error: unknown) =>
        answer(call, 'fail', error instanceof Error ? error.message : String(error)),
    )
})

type Outcome = NonNullable<CustomAnswer['outcome']>

function answer(call: number, outcome: Outcome, output: string): void {
  say({ call, outcome, output })
}

function say(message: CustomAnswer): void {
  parentPort!.postMessage(message)
}

async function load(code: CustomCode): Promise<CustomFunction> {
  if ('source' in code) return new Function(`return (${code.source})`)() as CustomFunction
  const module = (await import(code.module)) as Record<string, unknown>
  const found = module['check'] ?? module['default']
  if (typeof found === 'function') return found as CustomFunction
  throw new Error(`${code.module} exports no function named check`)
}

/** What the code says: a verdict, true or false, or a text that says what is wrong. */
function verdictOf(found: unknown): [Outcome, string] {
  if (typeof found === 'boolean') return [found ? 'pass' : 'fail', String(found)]
  const { outcome, output } = (found ?? {}) as { outcome?: unknown; output?: unknown }
  if (outcome === 'pass' || outcome === 'warn' || outcome === 'fail') {
    return [outcome, typeof output === 'string' ? output : outcome]
  }
  return ['fail', 'the check answered neither true or false nor an outcome']
}
