/**
 * The server behind a proxy under test: Node's own HTTP server, which remembers every request that
 * it began to receive and every one that it received whole.
 *
 * It answers what it understood, and only once the body is there.
 */

import { createServer, type Server } from 'node:http'
import type { Meaning } from './ambiguous-requests.ts'

/** Parse errors of Node that only say that a connection ended early. */
const CUT_SHORT = new Set(['HPE_INVALID_EOF_STATE', 'ECONNRESET', 'EPIPE'])

/** What has reached the origin since it was last asked. */
export type Record = {
  /** Targets of requests whose head has arrived. */
  readonly begun: readonly string[]
  /** Requests that have arrived whole. */
  readonly whole: readonly Meaning[]
  /** What was no HTTP: a proxy must never send it. */
  readonly malformed: readonly string[]
}

export class RecordingOrigin {
  readonly #server: Server
  #begun: string[] = []
  #whole: Meaning[] = []
  #malformed: string[] = []

  private constructor() {
    this.#server = createServer((request, response) => {
      // A proxy may forward an absolute target as it stands (RFC 9112 §3.2.2).
      const target = request.url!.replace(/^http:\/\/[^/]*/, '')
      this.#begun.push(target)
      let length = 0
      request.on('data', bytes => {
        length += bytes.length
      })
      request.on('end', () => {
        const meaning = { method: request.method!, target, length }
        this.#whole.push(meaning)
        response.end(`${JSON.stringify(meaning)}\n`)
      })
    })
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      if (!CUT_SHORT.has(error.code ?? '')) this.#malformed.push(`${error.code}: ${error.message}`)
      socket.destroy()
    })
  }

  static async start(): Promise<RecordingOrigin> {
    const origin = new RecordingOrigin()
    await new Promise<void>(resolve => origin.#server.listen(0, '127.0.0.1', resolve))
    return origin
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port
  }

  /** What has arrived since the last call. */
  take(): Record {
    const record = { begun: this.#begun, whole: this.#whole, malformed: this.#malformed }
    this.#begun = []
    this.#whole = []
    this.#malformed = []
    return record
  }

  async stop(): Promise<void> {
    const closed = new Promise(resolve => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }
}
