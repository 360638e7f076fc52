/**
 * Orders for one task are carried out one after the other; different tasks do not wait for each
 * other. What is ordered for all of them (the empty id) comes before the first of each.
 */

import { type Logger, messageOf } from '@polis/base'
import type { TaskId } from '../task.ts'

export class Turns {
  readonly #turns = new Map<TaskId, Promise<void>>()
  readonly #logger: Logger

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** Runs `order` after the earlier ones of that task; one that fails is logged. */
  take(taskId: TaskId, order: () => Promise<void>): void {
    const before = this.#turns.get(taskId) ?? this.#turns.get('') ?? Promise.resolve()
    const turn = before.then(order).catch(error => {
      this.#logger.error({ taskId, error: messageOf(error) }, 'an order for a task failed')
    })
    this.#turns.set(taskId, turn)
    void turn.then(() => {
      if (this.#turns.get(taskId) === turn) this.#turns.delete(taskId)
    })
  }

  /** Resolves once what was ordered for that task so far is carried out. */
  async of(taskId: TaskId): Promise<void> {
    await this.#turns.get(taskId)
  }

  /** Resolves once everything that was ordered so far is carried out. */
  async all(): Promise<void> {
    await Promise.all(this.#turns.values())
  }
}
