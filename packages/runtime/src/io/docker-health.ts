/**
 * Follows the checks inside containers, which the engine runs by itself.
 *
 * The engine tells of a turn of such a check, not of its results, of which it keeps the last five.
 * So each container that has one is looked at as often as it is checked, and at once after a turn.
 */

import type { Logger } from '@polis/base'
import type { RuntimeConfig } from '../config.ts'
import type { InnerCheck } from '../driver.ts'
import { type DockerEngine, ENGINE_STATUS, engineMessage, isRefusal } from './docker-engine.ts'
import { type InspectedHealth, readInnerCheck } from './inner-check.ts'

export type DockerHealthOptions = {
  readonly engine: DockerEngine
  readonly config: RuntimeConfig
  readonly logger: Logger
  /** Told of every look that has found something new. */
  readonly onCheck: (containerId: string, check: InnerCheck) => void
}

/** A container with a check: what has been told of it, and when it is looked at again. */
type Followed = { toldMs: number; state: InnerCheck['state'] | null; timer: NodeJS.Timeout | null }

export class DockerHealth {
  readonly #options: DockerHealthOptions
  readonly #followed = new Map<string, Followed>()
  #isStopped = false

  constructor(options: DockerHealthOptions) {
    this.#options = options
  }

  stop(): void {
    this.#isStopped = true
    for (const containerId of [...this.#followed.keys()]) this.forget(containerId)
  }

  /** Takes a look that somebody else has had, and goes on looking if it has a check. */
  take(containerId: string, container: InspectedHealth): void {
    const before = this.#followed.get(containerId)
    const check = readInnerCheck(container, before?.toldMs ?? 0)
    if (check === undefined || this.#isStopped) {
      this.forget(containerId)
      return
    }
    const followed = before ?? { toldMs: 0, state: null, timer: null }
    this.#followed.set(containerId, followed)
    const isNews = check.state !== followed.state || check.results.length > 0
    followed.state = check.state
    followed.toldMs = check.results.at(-1)?.endedAtMs ?? followed.toldMs
    const { innerLookMsMin, innerLookMsMax } = this.#options.config
    const isStarting = check.state === 'starting'
    const dueMs = isStarting ? innerLookMsMin : Math.max(check.intervalMs, innerLookMsMin)
    this.#arm(containerId, followed, Math.min(dueMs, innerLookMsMax))
    if (isNews) this.#options.onCheck(containerId, check)
  }

  /** Looks now. What the engine does not say is looked for later. */
  async look(containerId: string): Promise<void> {
    const { engine, config, logger } = this.#options
    try {
      this.take(containerId, await engine.calls.getContainer(containerId).inspect())
    } catch (error) {
      const followed = this.#followed.get(containerId)
      if (followed === undefined || isRefusal(error, ENGINE_STATUS.notFound)) {
        this.forget(containerId)
        return
      }
      logger.debug({ reason: engineMessage(error) }, 'the check inside a container is not known')
      this.#arm(containerId, followed, config.innerLookMsMax)
    }
  }

  forget(containerId: string): void {
    const timer = this.#followed.get(containerId)?.timer
    if (timer) clearTimeout(timer)
    this.#followed.delete(containerId)
  }

  #arm(containerId: string, followed: Followed, inMs: number): void {
    if (followed.timer !== null) clearTimeout(followed.timer)
    if (this.#isStopped) return
    followed.timer = setTimeout(() => void this.look(containerId), inMs).unref()
  }
}
