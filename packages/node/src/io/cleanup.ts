/** What was begun, to be undone in reverse: the last thing started is the first one stopped. */

import { type Logger, messageOf } from '@polis/base'

export class Cleanup {
  #steps: { readonly name: string; readonly undo: () => unknown }[] = []

  /** Adds a step; it may answer a promise. */
  add(name: string, undo: () => unknown): void {
    this.#steps.push({ name, undo })
  }

  /** Leaves a step to somebody else. */
  release(name: string): void {
    this.#steps = this.#steps.filter(step => step.name !== name)
  }

  /** Runs every step once; one that fails is logged and the rest still run. */
  async run(logger: Logger): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step.undo()
      } catch (error) {
        logger.warn({ step: step.name, reason: messageOf(error) }, 'could not be stopped')
      }
    }
  }
}
