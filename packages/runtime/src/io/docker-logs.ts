/**
 * Output of containers as lines with their times. The engine keeps and rotates it; each run has a
 * container of its own, and the one of the run before is kept, so that its last words can be read.
 */

import { setTimeout as delay } from 'node:timers/promises'
import type { RuntimeConfig } from '../config.ts'
import { FrameReader } from '../docker/multiplexed.ts'
import type { LogLine, LogQuery } from '../driver.ts'
import { LineSplitter } from '../line-splitter.ts'
import { type DockerEngine, ENGINE_STATUS, isRefusal } from './docker-engine.ts'

/** Lines of one container; nothing if it is gone. Ends with the container if `query` follows. */
async function* containerLines(
  engine: DockerEngine,
  containerId: string,
  query: LogQuery,
  signal: AbortSignal,
  lineBytesMax: number,
): AsyncGenerator<LogLine> {
  const options = {
    stdout: true,
    stderr: true,
    timestamps: true,
    ...(query.tail !== null && { tail: query.tail }),
    ...(query.sinceMs !== null && { since: (query.sinceMs / 1000).toFixed(3) }),
    abortSignal: signal,
  }
  const container = engine.streams.getContainer(containerId)
  const frames = new FrameReader()
  const splitters = {
    stdout: new LineSplitter(lineBytesMax),
    stderr: new LineSplitter(lineBytesMax),
  }
  try {
    for await (const chunk of chunksOf(container, options, query.follow)) {
      for (const { stream, data } of frames.push(chunk)) {
        for (const { text } of splitters[stream].push(data)) yield stampedLine(text)
      }
    }
  } catch (error) {
    if (signal.aborted || isRefusal(error, ENGINE_STATUS.notFound)) return
    throw error
  }
  for (const splitter of Object.values(splitters)) {
    const rest = splitter.rest()
    if (rest !== '') yield stampedLine(rest)
  }
}

type Container = ReturnType<DockerEngine['streams']['getContainer']>

/** The engine answers at once, or goes on until the container ends. */
async function* chunksOf(
  container: Container,
  options: Record<string, unknown>,
  isFollowing: boolean,
): AsyncGenerator<Uint8Array> {
  if (!isFollowing) {
    // Without `follow` dockerode answers the bytes themselves, whatever its types say.
    const bytes: unknown = await container.logs({ ...options, follow: false })
    if (bytes instanceof Uint8Array) yield bytes
    return
  }
  const stream = await container.logs({ ...options, follow: true })
  for await (const chunk of stream) yield chunk as Buffer
}

/** A line as the engine stamps it: the time (RFC 3339, to the nanosecond), a space, the text. */
function stampedLine(line: string): LogLine {
  const space = line.indexOf(' ')
  const atMs = space < 0 ? Number.NaN : Date.parse(line.slice(0, space))
  return Number.isNaN(atMs) ? { atMs: 0, text: line } : { atMs, text: line.slice(space + 1) }
}

/** The containers of a task's last two runs. */
export type TaskContainers = { readonly containerId: string; readonly previousId: string | null }

/**
 * Lines of a task over its runs: those of the run before, those of the current one, and, following,
 * those of every run to come until the task is removed (`containers` then answers undefined).
 */
export async function* taskLines(
  engine: DockerEngine,
  containers: () => TaskContainers | undefined,
  query: LogQuery,
  signal: AbortSignal,
  config: RuntimeConfig,
): AsyncGenerator<LogLine> {
  let current = containers()
  const read = (id: string, one: LogQuery) =>
    containerLines(engine, id, one, signal, config.logLineBytesMax)
  if (current !== undefined && current.previousId !== null) {
    const missing = await missingLines(
      read(current.containerId, { ...query, follow: false }),
      query,
    )
    if (missing !== 0) {
      yield* read(current.previousId, { ...query, tail: missing, follow: false })
    }
  }
  let tail = query.tail
  while (current !== undefined) {
    yield* read(current.containerId, { ...query, tail })
    if (!query.follow || signal.aborted) return
    const ended = current.containerId
    while (current?.containerId === ended && !signal.aborted) {
      await delay(config.followPollMs, undefined, { signal }).catch(() => undefined)
      current = containers()
    }
    tail = null
  }
}

/** How many lines of the run before belong to the last `query.tail`; null for all of them. */
async function missingLines(lines: AsyncIterable<LogLine>, query: LogQuery) {
  if (query.tail === null) return null
  let count = 0
  for await (const _ of lines) count++
  return Math.max(0, query.tail - count)
}
