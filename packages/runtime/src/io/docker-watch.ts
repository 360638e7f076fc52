/**
 * What happens to a node's containers, as the engine tells it: its events, and a look at all of
 * them whenever the stream of events begins anew and from time to time, for an event that was lost
 * while the engine or the connection was down.
 */

import { setTimeout as delay } from 'node:timers/promises'
import type { Clock, Logger } from '@polis/base'
import type { RuntimeConfig } from '../config.ts'
import { EngineSilence } from '../docker/engine-silence.ts'
import { type EngineOwner, type OwnContainer, ownFilter, readContainer } from '../docker/labels.ts'
import { LineSplitter } from '../line-splitter.ts'
import { type DockerEngine, engineMessage, isSilence } from './docker-engine.ts'

export type DockerWatchOptions = {
  readonly engine: DockerEngine
  readonly owner: EngineOwner
  readonly config: RuntimeConfig
  readonly clock: Clock
  readonly logger: Logger
  /** A container has ended, or was removed. */
  readonly onEnd: (containerId: string) => void
  readonly onHealth: (containerId: string, isHealthy: boolean) => void
  /** All containers of this node as they are. */
  readonly onLook: (containers: readonly OwnContainer[]) => void
  /** The engine is gone, for the reason given, or back (null). */
  readonly onSilence: (reason: string | null) => void
}

/** An event with the fields that are read. */
type EngineEvent = {
  readonly Action?: string
  readonly Actor?: { readonly ID?: string }
}

/** An event carries a container's labels, so it may be as long as they are. */
const EVENT_BYTES_MAX = 1024 * 1024

export class DockerWatch {
  readonly #options: DockerWatchOptions
  readonly #stopped = new AbortController()
  readonly #silence: EngineSilence
  #isDown = false

  constructor(options: DockerWatchOptions) {
    this.#options = options
    this.#silence = new EngineSilence(options.config)
  }

  start(): void {
    const { config } = this.#options
    void this.#forever(config.engineRetryMs, () => this.#follow())
    void this.#forever(config.engineLookMs, async () => {
      await delay(config.engineLookMs, undefined, { signal: this.#stopped.signal })
      await this.look()
    })
  }

  stop(): void {
    this.#stopped.abort()
  }

  /** Every container of this node, the engine being up. */
  async list(): Promise<OwnContainer[]> {
    const { engine, owner } = this.#options
    const filters = JSON.stringify(ownFilter(owner))
    const containers = await engine.calls.listContainers({ all: true, filters })
    return containers.map(readContainer).filter(container => container !== undefined)
  }

  async look(): Promise<void> {
    const containers = await this.list()
    if (this.#stopped.signal.aborted) return
    this.#note(null)
    this.#options.onLook(containers)
  }

  /** Notes an answer (null), or why there is none. */
  #note(failure: string | null): void {
    const { clock, onSilence } = this.#options
    if (!this.#silence.note(failure === null, clock.nowMs())) return
    onSilence(failure === null ? null : `the container engine does not answer: ${failure}`)
  }

  /** Runs `body` again and again until the watch is stopped; a failure is a condition. */
  async #forever(firstPauseMs: number, body: () => Promise<void>): Promise<void> {
    const { config, logger } = this.#options
    let pauseMs = firstPauseMs
    while (!this.#stopped.signal.aborted) {
      try {
        await body()
        pauseMs = firstPauseMs
      } catch (error) {
        if (this.#stopped.signal.aborted) return
        if (isSilence(error)) this.#note(engineMessage(error))
        if (!this.#isDown) {
          logger.warn({ reason: engineMessage(error) }, 'the container engine does not answer')
        }
        this.#isDown = true
        await delay(pauseMs, undefined, { signal: this.#stopped.signal }).catch(() => undefined)
        pauseMs = Math.min(2 * pauseMs, config.engineRetryMaxMs)
      }
    }
  }

  /** Follows the events until the stream ends, which an engine does only when it stops. */
  async #follow(): Promise<void> {
    const { engine, owner, logger } = this.#options
    const events = await engine.streams.getEvents({
      filters: JSON.stringify({ ...ownFilter(owner), type: ['container'] }),
      abortSignal: this.#stopped.signal,
    })
    if (this.#isDown) logger.info({}, 'the container engine answers again')
    this.#isDown = false
    // Only now: what happened before the stream began is seen by this look, later things by it.
    await this.look()
    const lines = new LineSplitter(EVENT_BYTES_MAX)
    for await (const chunk of events) {
      for (const { text } of lines.push(chunk as Buffer)) this.#take(JSON.parse(text))
    }
    throw new Error('the engine has ended its stream of events')
  }

  #take({ Action: action = '', Actor: actor }: EngineEvent): void {
    const containerId = actor?.ID
    if (containerId === undefined) return
    if (action === 'die' || action === 'destroy') this.#options.onEnd(containerId)
    const health = /^health_status: (healthy|unhealthy)$/.exec(action)?.[1]
    if (health !== undefined) this.#options.onHealth(containerId, health === 'healthy')
  }
}
