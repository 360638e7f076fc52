/**
 * Makes sure that an engine has an image: looks, pulls if the policy says so, tells how far it is.
 *
 * A pull has no length that could be known before, so it is bounded by silence: as long as bytes
 * arrive it goes on.
 */

import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { RuntimeConfig } from '../config.ts'
import type { PullPolicy } from '../container.ts'
import { credentialsFor, type PullLine, PullProgress, withTag } from '../docker/registry.ts'
import { LineSplitter } from '../line-splitter.ts'
import { type DockerEngine, ENGINE_STATUS, isRefusal } from './docker-engine.ts'

export type ImageRequest = {
  readonly image: string
  readonly policy: PullPolicy
  readonly platform: string | undefined
  readonly signal: AbortSignal
  /** Called at least every `progressMs` while a pull goes on. */
  readonly onProgress: (reason: string) => void
}

/** A line of the engine's report on a pull is far shorter. */
const LINE_BYTES_MAX = 64 * 1024

/** Resolves once the image is there; throws with the reason if it cannot be had. */
export async function ensureImage(
  engine: DockerEngine,
  request: ImageRequest,
  config: RuntimeConfig,
): Promise<void> {
  const { image, policy } = request
  const isThere = policy !== 'always' && (await hasImage(engine, image))
  if (isThere) return
  if (policy === 'never') throw new Error(`image ${image} is not here, and pull_policy is never`)
  await pull(engine, request, config)
}

async function hasImage(engine: DockerEngine, image: string): Promise<boolean> {
  try {
    await engine.calls.getImage(image).inspect()
    return true
  } catch (error) {
    if (isRefusal(error, ENGINE_STATUS.notFound)) return false
    throw error
  }
}

async function pull(
  engine: DockerEngine,
  { image, platform, signal, onProgress }: ImageRequest,
  config: RuntimeConfig,
): Promise<void> {
  const stalled = new AbortController()
  const abortSignal = AbortSignal.any([
    ...[signal, stalled.signal, AbortSignal.timeout(config.pullTimeoutMs)],
  ])
  const progress = new PullProgress()
  const tell = () => {
    const { percent } = progress
    onProgress(`pulling ${image}${percent === null ? '' : `: ${percent} %`}`)
  }
  const told = setInterval(tell, config.progressMs)
  const stall = setTimeout(() => stalled.abort(), config.pullStallMs)
  tell()
  try {
    const authconfig = credentialsFor(image, await dockerConfig())
    const query = { fromImage: withTag(image), ...(platform !== undefined && { platform }) }
    // Query and body apart: else the credentials would be in the address as well (docker-runs.ts).
    const stream = await engine.streams.createImage({
      ...(authconfig !== undefined && { authconfig }),
      ...{ abortSignal, _query: query, _body: {} },
    })
    const lines = new LineSplitter(LINE_BYTES_MAX)
    for await (const chunk of stream) {
      stall.refresh()
      for (const { text } of lines.push(chunk as Buffer)) readLine(text, progress)
    }
  } catch (error) {
    if (!stalled.signal.aborted) throw error
    throw new Error(`pulling ${image}: nothing arrived for ${config.pullStallMs / 1000} s`)
  } finally {
    clearInterval(told)
    clearTimeout(stall)
  }
}

/** Notes what a line says; throws what it says went wrong. */
function readLine(text: string, progress: PullProgress): void {
  if (text.trim() === '') return
  const line: PullLine = JSON.parse(text)
  if (line.error !== undefined) throw Object.assign(new Error(line.error), { statusCode: 500 })
  progress.push(line)
}

/** What `docker login` has left for the node's user; nothing if it never ran. */
async function dockerConfig(): Promise<string> {
  const folder = process.env['DOCKER_CONFIG'] || join(homedir(), '.docker')
  // Absent or unreadable: public images can be pulled, for others the registry says what it wants.
  return readFile(join(folder, 'config.json'), 'utf8').catch(() => '')
}
