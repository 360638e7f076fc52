/**
 * What a node found by its checks, kept in files so that it survives a restart.
 *
 *     runner ─► a shard every two seconds, in turn ─► new file ─► put in the place of the old one
 *     start  ─► every shard is read ─► a check that begins goes on from its memory
 *
 * Checks are spread over a few files, so a turn writes little however many there are. Nothing is
 * synced: what a crash of the machine takes is a minute of statistics. A damaged file is set aside.
 */

import { mkdirSync, readFileSync, renameSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, type Logger, messageOf } from '@polis/base'
import { archiveName, decodeShard, encodeShard, parsed, shardOf } from '../archive-shard.ts'
import { type CheckMemory, readCheckMemory } from '../check-memory.ts'
import { ARCHIVE_KEEP_MS, ARCHIVE_SHARDS, ARCHIVE_SLICE, ARCHIVE_TURN_MS } from '../config.ts'
import type { CheckRunner } from './check-runner.ts'

export type CheckArchiveOptions = {
  /** Folder of its own; it is made. */
  readonly folder: string
  readonly clock: Clock
  readonly logger: Logger
}

export class CheckArchive {
  readonly #options: CheckArchiveOptions
  readonly #startMs: number
  /** What was read and is not wanted yet: a task may be adopted later. */
  readonly #waiting: Map<string, string>[]
  readonly #isEmpty: boolean[]
  #runner: CheckRunner | null = null
  #timer: NodeJS.Timeout | undefined
  #next = 0
  #writing: Promise<void> = Promise.resolve()
  #hasFailed = false

  /** Reads what is there; a file that cannot be read is set aside, and said. */
  constructor(options: CheckArchiveOptions) {
    this.#options = options
    this.#startMs = options.clock.nowMs()
    mkdirSync(options.folder, { recursive: true, mode: 0o700 })
    this.#waiting = Array.from({ length: ARCHIVE_SHARDS }, (_, shard) => this.#read(shard))
    this.#isEmpty = this.#waiting.map(lines => lines.size === 0)
  }

  /** What is remembered of a check that begins; only once, and undefined if nothing is. */
  recall(key: string, checkId: string): CheckMemory | undefined {
    const name = archiveName(key, checkId)
    const lines = this.#waiting[shardOf(name, ARCHIVE_SHARDS)]!
    const line = lines.get(name)
    lines.delete(name)
    return line === undefined ? undefined : readCheckMemory(parsed(line))
  }

  /** Writes what `runner` knows from now on, a shard at a time. */
  start(runner: CheckRunner): void {
    this.#runner = runner
    this.#timer = setInterval(() => {
      const shard = this.#next
      this.#next = (shard + 1) % ARCHIVE_SHARDS
      this.#writing = this.#writing.then(() => this.#write(shard))
    }, ARCHIVE_TURN_MS)
    this.#timer.unref()
  }

  /** Writes everything once more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#writing
    for (let shard = 0; shard < ARCHIVE_SHARDS; shard++) await this.#write(shard)
  }

  #path(shard: number): string {
    return join(this.#options.folder, `checks-${String(shard).padStart(2, '0')}.jsonl`)
  }

  #read(shard: number): Map<string, string> {
    const { logger, clock } = this.#options
    const path = this.#path(shard)
    let reason: string
    try {
      const lines = decodeShard(readFileSync(path, 'utf8'))
      if (typeof lines !== 'string') return lines
      reason = lines
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map()
      reason = messageOf(error)
    }
    const aside = `${path}.damaged-${Math.round(clock.wallMs())}`
    try {
      renameSync(path, aside)
    } catch (error) {
      reason += `; it stays where it is: ${messageOf(error)}`
    }
    logger.warn({ file: aside, reason }, 'results of checks from before cannot be read')
    return new Map()
  }

  async #write(shard: number): Promise<void> {
    const { clock, logger } = this.#options
    try {
      if (clock.nowMs() - this.#startMs > ARCHIVE_KEEP_MS) this.#waiting[shard]!.clear()
      const lines = await this.#lines(shard)
      if (lines.size === 0 && this.#isEmpty[shard]) return
      const path = this.#path(shard)
      await writeFile(`${path}.new`, encodeShard(lines), { mode: 0o600 })
      await rename(`${path}.new`, path)
      this.#isEmpty[shard] = lines.size === 0
      this.#hasFailed = false
    } catch (error) {
      if (!this.#hasFailed) {
        logger.warn({ reason: messageOf(error) }, 'results of checks are not kept for a restart')
      }
      this.#hasFailed = true
    }
  }

  /** The lines of a shard, made a slice at a time, so that no probe is late for it. */
  async #lines(shard: number): Promise<Map<string, string>> {
    const lines = new Map(this.#waiting[shard])
    const names = this.#runner?.names() ?? []
    let made = 0
    for (const { key, checkId } of names) {
      const name = archiveName(key, checkId)
      if (shardOf(name, ARCHIVE_SHARDS) !== shard) continue
      const memory = this.#runner?.remember(key, checkId)
      if (memory !== undefined) lines.set(name, JSON.stringify(memory))
      if (++made % ARCHIVE_SLICE === 0) await new Promise(resolve => setImmediate(resolve))
    }
    return lines
  }
}
