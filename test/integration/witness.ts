/**
 * A service that bears witness, and its manifest.
 *
 * Each replica writes the id of a request to a file the moment it receives it, answers after a
 * pause, and ends at once on SIGTERM without finishing anything. So a test knows which requests
 * were in flight on a task that was killed, and a stop without failures is the orchestrator's
 * merit.
 *
 *     WITNESS_DIR   folder for the files, one a task
 *     PAUSE_MS      time before the answer
 *     UP_STATUS     status of the health path
 *     VERSION       told in every answer
 */

import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FILE = fileURLToPath(import.meta.url)

if (process.argv[1] === FILE) serve()

function serve(): void {
  const { PORT, HOST, POLIS_TASK, POLIS_NODE, WITNESS_DIR, PAUSE_MS, UP_STATUS, VERSION } =
    process.env
  const answer = JSON.stringify({ task: POLIS_TASK, node: POLIS_NODE, version: VERSION })
  createServer((request, response) => {
    if (request.url === '/up') {
      response.statusCode = Number(UP_STATUS)
      response.end()
      return
    }
    appendFileSync(join(WITNESS_DIR!, POLIS_TASK!), `${request.url?.slice(1)}\n`)
    setTimeout(() => response.end(answer), Number(PAUSE_MS))
  }).listen(Number(PORT), HOST)
  process.on('SIGTERM', () => process.exit(0))
}

export type WitnessOptions = {
  /** Folder for the manifest and what the replicas witness. */
  readonly folder: string
  readonly replicas: number
  readonly version?: string
  readonly upStatus?: number
  readonly pauseMs?: number
  /** Further keys of the service. */
  readonly extra?: Readonly<Record<string, unknown>>
}

/** Writes the manifest of the service `witness` on port 8080; answers its path. */
export function witnessManifest(options: WitnessOptions): string {
  const { folder, replicas, version = '1', upStatus = 200, pauseMs = 30 } = options
  const service = {
    'x-runtime': 'process',
    command: [process.execPath, FILE],
    environment: {
      WITNESS_DIR: folder,
      PAUSE_MS: String(pauseMs),
      UP_STATUS: String(upStatus),
      VERSION: version,
    },
    ports: ['8080:3000'],
    deploy: {
      replicas,
      update_config: {
        parallelism: 1,
        order: 'start-first',
        failure_action: 'rollback',
        monitor: '1s',
        'x-healthy-deadline': '4s',
      },
    },
    'x-check': [
      { type: 'http', path: '/up', port: 3000, interval: '500ms', timeout: '1s', retries: 2 },
    ],
    'x-lb': { algorithm: 'round-robin', protocol: 'http', drain: '10s' },
    ...options.extra,
  }
  const path = join(folder, 'compose.yaml')
  // JSON is YAML.
  writeFileSync(path, JSON.stringify({ name: 'witness', services: { witness: service } }, null, 2))
  return path
}

/** The ids of the requests that a task received. */
export function witnessed(folder: string, taskId: string): Set<string> {
  try {
    return new Set(readFileSync(join(folder, taskId), 'utf8').split('\n'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Set()
    throw error
  }
}
