/** The thread of one backtest: takes a request, answers, and ends (see `backtests.ts`). */

import { parentPort, workerData } from 'node:worker_threads'
import { messageOf, PolisError } from '@polis/base'
import { type BacktestAnswer, type BacktestRequest, runBacktest } from '../backtest.ts'

/** What the thread says; an error keeps its code. */
export type BacktestOutcome =
  | { readonly kind: 'done'; readonly answer: BacktestAnswer }
  | { readonly kind: 'failed'; readonly code: string | null; readonly message: string }

function outcome(): BacktestOutcome {
  try {
    return { kind: 'done', answer: runBacktest(workerData as BacktestRequest) }
  } catch (error) {
    const code = error instanceof PolisError ? error.code : null
    return { kind: 'failed', code, message: messageOf(error) }
  }
}

parentPort?.postMessage(outcome())
