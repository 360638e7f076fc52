/**
 * Backtests in a thread of their own, one at a time: a year of load takes seconds of a processor,
 * which neither decisions nor elections shall wait for. Who comes meanwhile is told to come again.
 */

import { Worker } from 'node:worker_threads'
import { messageOf, PolisError } from '@polis/base'
import type { BacktestAnswer, BacktestRequest } from '../backtest.ts'
import { BACKTEST_MEMORY_MB, BACKTEST_TIMEOUT_MS } from '../config.ts'
import { AUTOSCALER_ERRORS, type AutoscalerErrorCode } from '../errors.ts'
import type { BacktestOutcome } from './backtest-worker.ts'

const CODES = Object.keys(AUTOSCALER_ERRORS) as AutoscalerErrorCode[]

export class Backtests {
  readonly #timeoutMs: number
  #isBusy = false

  constructor(timeoutMs = BACKTEST_TIMEOUT_MS) {
    this.#timeoutMs = timeoutMs
  }

  /**
   * Replays in a thread; `signal` ends it. Throws what `runBacktest` throws, `autoscaler/busy` while
   * another one runs, and `autoscaler/too-long` after the time that one may take.
   */
  async run(request: BacktestRequest, signal: AbortSignal): Promise<BacktestAnswer> {
    if (this.#isBusy) {
      throw new PolisError('autoscaler/busy', {
        message: 'this node runs another backtest',
        hint: 'ask again in a few seconds, or another node',
        retryable: true,
      })
    }
    this.#isBusy = true
    try {
      const outcome = await this.#outcome(request, signal)
      if (outcome.kind === 'done') return outcome.answer
      const code = CODES.find(known => known === outcome.code)
      if (code === undefined) throw new Error(outcome.message)
      throw new PolisError(code, { message: outcome.message })
    } finally {
      this.#isBusy = false
    }
  }

  async #outcome(request: BacktestRequest, signal: AbortSignal): Promise<BacktestOutcome> {
    // The extension is this file's own: .ts from the sources, .js when compiled.
    const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
    const worker = new Worker(new URL(`./backtest-worker${extension}`, import.meta.url), {
      workerData: request,
      name: 'polis-backtest',
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: BACKTEST_MEMORY_MB },
    })
    const { promise, resolve, reject } = Promise.withResolvers<BacktestOutcome>()
    const tooLong = (why: string) => {
      const hint = 'replay a shorter load, or one with fewer gaps, or ask for the policy alone'
      reject(new PolisError('autoscaler/too-long', { message: why, hint }))
    }
    const onAbort = () => tooLong('the backtest was given up by who asked for it')
    const timer = setTimeout(
      () => tooLong(`the backtest took more than ${this.#timeoutMs / 1_000} s`),
      this.#timeoutMs,
    )
    signal.addEventListener('abort', onAbort, { once: true })
    worker.once('message', resolve)
    worker.once('error', error => tooLong(`the backtest was given up: ${messageOf(error)}`))
    worker.once('exit', () => tooLong('the backtest ended without an answer'))
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      await worker.terminate()
    }
  }
}
