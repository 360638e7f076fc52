/**
 * UDP servers and clients of the tests.
 *
 * Everything that is opened is closed by `close`.
 */

import { createSocket, type Socket } from 'node:dgram'
import type { Endpoint } from '../routes.ts'

/** Opens a socket on a free port of `host`. */
async function bound(host: string): Promise<Socket> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  await new Promise<void>(resolve => socket.bind(0, host, resolve))
  return socket
}

/** A server that answers each datagram with its own name and what came. */
export class UdpServer {
  readonly endpoint: Endpoint
  readonly received: string[] = []
  readonly #socket: Socket
  #last = { address: '', port: 0 }

  private constructor(id: string, host: string, socket: Socket, isSilent: boolean) {
    this.#socket = socket
    this.endpoint = { id, address: host, port: socket.address().port, weight: 1 }
    socket.on('message', (bytes, { address, port }) => {
      this.received.push(bytes.toString())
      this.#last = { address, port }
      if (!isSilent) socket.send(`${id}:${bytes}`, port, address)
    })
  }

  static async open(id: string, host = '127.0.0.1', isSilent = false): Promise<UdpServer> {
    return new UdpServer(id, host, await bound(host), isSilent)
  }

  /** Answers whoever sent the last datagram. */
  answerLast(text: string): void {
    this.#socket.send(`${this.endpoint.id}:${text}`, this.#last.port, this.#last.address)
  }

  close(): Promise<void> {
    return new Promise(resolve => this.#socket.close(() => resolve()))
  }
}

/** A client with a port of its own that keeps the answers. */
export class UdpClient {
  readonly answers: string[] = []
  readonly #socket: Socket
  readonly #port: number
  readonly #host: string
  #onAnswer: (() => void) | undefined

  private constructor(socket: Socket, port: number, host: string) {
    this.#socket = socket
    this.#port = port
    this.#host = host
    socket.on('message', bytes => {
      this.answers.push(bytes.toString())
      this.#onAnswer?.()
    })
  }

  static async open(port: number, host = '127.0.0.1'): Promise<UdpClient> {
    return new UdpClient(await bound(host), port, host)
  }

  send(text: string): void {
    this.#socket.send(text, this.#port, this.#host)
  }

  /** Sends `text` and resolves with the next answer; fails after five seconds without one. */
  async ask(text: string): Promise<string> {
    const count = this.answers.length
    this.send(text)
    await this.until(answers => answers.length > count)
    return this.answers[count]!
  }

  /** Resolves when `condition` holds of the answers; fails after five seconds. */
  async until(condition: (answers: readonly string[]) => boolean): Promise<void> {
    const signal = AbortSignal.timeout(5_000)
    while (!condition(this.answers)) {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const onAbort = () => reject(new Error(`still waiting; answers: ${this.answers.join(' ')}`))
      this.#onAnswer = resolve
      signal.addEventListener('abort', onAbort, { once: true })
      await promise
      signal.removeEventListener('abort', onAbort)
    }
  }

  close(): void {
    this.#socket.close()
  }
}
