/**
 * Everything that a balancer forwards at once, from one open-loop client, and what became of it.
 *
 * Requests leave at a steady rate whatever the answers do; streams (a download of 100 MB,
 * server-sent events, WebSocket, gRPC) live a second or two and are opened again and again, so that
 * some are under way whenever something changes. Each is judged by its user's measure: it is whole,
 * in order, and ends as it should. A datagram is lost after three seconds.
 */

import { createSocket } from 'node:dgram'
import { get } from 'node:http'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, credentials } from '@grpc/grpc-js'
import { describeFailures, failuresOf, RequestLoop } from './request-loop.ts'
import { EVENTS, LARGE_BYTES } from './traffic-app.ts'

/** Where it goes, and what of it: the ports are those of `trafficManifest`, 0 for none. */
export type TrafficOptions = {
  readonly host: string
  readonly httpPort?: number
  readonly grpcPort?: number
  readonly udpPort?: number
  readonly ratePerSecond: number
  /** The large file too, whose hundred megabytes cost more than all the rest. */
  readonly isDownloading?: boolean
}

const POST_BODY = Buffer.alloc(20_000, 'body ')
/** Messages of one WebSocket or gRPC stream, and the time between two. */
const MESSAGES = 20
const MESSAGE_MS = 50
/** A message that takes longer has been lost; far beyond what a busy machine adds. */
const ANSWER_MS_MAX = 10_000
const DATAGRAMS = 20
const DATAGRAM_MS = 50
const DATAGRAM_LOST_MS = 3_000

/** What was sent of each kind, and what failed, in words. */
export type TrafficResult = {
  readonly counts: Readonly<Record<string, number>>
  readonly failures: readonly string[]
}

/** Traffic through one host until it is stopped. */
export class Traffic {
  readonly #options: Required<TrafficOptions>
  readonly #requests: RequestLoop
  readonly #streams: Promise<void>[]
  readonly #counts: Record<string, number> = {}
  readonly #failures: string[] = []
  #isStopped = false

  constructor(t: TestContext, options: TrafficOptions) {
    const ports = { httpPort: 8_080, grpcPort: 8_081, udpPort: 8_082 }
    this.#options = { ...ports, isDownloading: true, ...options }
    const { host, httpPort, grpcPort, udpPort, ratePerSecond, isDownloading } = this.#options
    const methods = ['GET', 'POST']
    const requests = { host, port: httpPort, ratePerSecond, methods, body: POST_BODY }
    this.#requests = new RequestLoop(t, requests)
    t.after(() => {
      this.#isStopped = true
    })
    const kinds: Record<string, () => Promise<void>> = {
      events: () => this.#events(),
      websocket: () => this.#webSocket(),
      ...(isDownloading ? { download: () => this.#download() } : {}),
      ...(grpcPort === 0 ? {} : { grpc: () => this.#call() }),
      ...(udpPort === 0 ? {} : { udp: () => this.#datagrams() }),
    }
    this.#streams = Object.entries(kinds).map(([kind, once]) => this.#repeat(kind, once))
  }

  /** Resolves once `count` more requests have ended. */
  more(count: number): Promise<void> {
    return this.#requests.more(count)
  }

  /** Opens nothing more, waits for the end of what is open, and says what became of all. */
  async stop(): Promise<TrafficResult> {
    this.#isStopped = true
    const outcomes = await this.#requests.stop()
    await Promise.all(this.#streams)
    const failed = failuresOf(outcomes)
    const cut = outcomes.filter(
      ({ method, answer }) => method === 'POST' && answer?.['received'] !== `${POST_BODY.length}`,
    )
    const failures = [...this.#failures]
    if (failed.length > 0) failures.push(`${failed.length} requests: ${describeFailures(failed)}`)
    else if (cut.length > 0) failures.push(`${cut.length} bodies did not arrive whole`)
    return { counts: { requests: outcomes.length, ...this.#counts }, failures }
  }

  async #repeat(kind: string, once: () => Promise<void>): Promise<void> {
    while (!this.#isStopped) {
      const startedMs = performance.now()
      try {
        await once()
        this.#counts[kind] = (this.#counts[kind] ?? 0) + 1
      } catch (error) {
        const lastedMs = performance.now() - startedMs
        this.#failures.push(`${kind} after ${lastedMs.toFixed(0)} ms: ${(error as Error).message}`)
        await sleep(MESSAGE_MS)
      }
    }
  }

  /** Reads a response to its end; `onBytes` sees the parts. */
  #read(path: string, onBytes: (bytes: Buffer) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const options = {
        host: this.#options.host,
        port: this.#options.httpPort,
        path,
        agent: false as const,
      }
      const request = get({ ...options, timeout: ANSWER_MS_MAX }, response => {
        response.on('data', onBytes).once('error', reject)
        response.once('end', () => {
          if (response.statusCode === 200) resolve()
          else reject(new Error(`status ${response.statusCode}`))
        })
      })
      request.once('timeout', () => request.destroy(new Error('nothing came in time')))
      request.once('error', reject)
    })
  }

  async #download(): Promise<void> {
    let bytes = 0
    await this.#read('/large', part => {
      bytes += part.length
    })
    if (bytes !== LARGE_BYTES) throw new Error(`${bytes} of ${LARGE_BYTES} bytes`)
    await sleep(MESSAGE_MS)
  }

  async #events(): Promise<void> {
    let text = ''
    await this.#read('/events', part => {
      text += part.toString('latin1')
    })
    const last = text.trimEnd().split('\n').at(-1)
    if (last !== `data: ${EVENTS}`) throw new Error(`the last event is ${last}`)
  }

  async #webSocket(): Promise<void> {
    const socket = new WebSocket(`ws://${this.#options.host}:${this.#options.httpPort}/echo`)
    try {
      await heard(socket, 'open')
      for (let number = 0; number < MESSAGES; number++) {
        socket.send(`${number}`)
        const { data } = (await heard(socket, 'message')) as MessageEvent
        if (String(data) !== `${number}`) throw new Error(`${data} instead of ${number}`)
        await sleep(MESSAGE_MS)
      }
    } finally {
      socket.close(1_000)
    }
  }

  async #call(): Promise<void> {
    const client = new Client(
      `${this.#options.host}:${this.#options.grpcPort}`,
      credentials.createInsecure(),
    )
    const asIs = (bytes: Buffer) => bytes
    const call = client.makeBidiStreamRequest('/test.Echo/stream', asIs, asIs)
    const ended = new Promise<void>((resolve, reject) => {
      call.once('status', ({ code, details }) => {
        if (code === 0) resolve()
        else reject(new Error(`status ${code}: ${details}`))
      })
    })
    // It is awaited below; until then an early end is no unhandled rejection.
    ended.catch(() => undefined)
    call.on('error', () => undefined)
    let echoed = 0
    call.on('data', () => echoed++)
    try {
      for (let number = 0; number < MESSAGES; number++) {
        call.write(Buffer.from(`${number}`))
        await sleep(MESSAGE_MS)
      }
      call.end()
      await Promise.race([ended, lateness()])
      if (echoed !== MESSAGES) throw new Error(`${echoed} of ${MESSAGES} messages came back`)
    } finally {
      client.close()
    }
  }

  /** Datagrams from a port of their own; a lost one fails. */
  async #datagrams(): Promise<void> {
    const socket = createSocket('udp4')
    const missing = new Set<string>()
    socket.on('message', bytes => missing.delete(String(bytes)))
    socket.on('error', () => undefined)
    try {
      for (let number = 0; number < DATAGRAMS; number++) {
        missing.add(`${number}`)
        socket.send(`${number}`, this.#options.udpPort, this.#options.host)
        await sleep(DATAGRAM_MS)
      }
      const deadlineMs = performance.now() + DATAGRAM_LOST_MS
      while (missing.size > 0 && performance.now() < deadlineMs) await sleep(DATAGRAM_MS)
      if (missing.size > 0) throw new Error(`datagrams ${[...missing].join(', ')} were lost`)
    } finally {
      socket.close()
    }
  }
}

/** The next event of a kind; rejects when the connection closes or fails instead. */
async function heard(socket: WebSocket, kind: 'open' | 'message'): Promise<Event> {
  const { promise, resolve, reject } = Promise.withResolvers<Event>()
  const gone = new AbortController()
  const { signal } = gone
  socket.addEventListener(kind, resolve, { once: true, signal })
  const closed = (event: Event) => {
    const { code = 0 } = event as CloseEvent
    reject(new Error(`closed with ${code} instead of ${kind}`))
  }
  socket.addEventListener('close', closed, { once: true, signal })
  try {
    return await Promise.race([promise, lateness(signal)])
  } finally {
    gone.abort()
  }
}

/** Fails after the time that an answer may take; `signal` ends the wait. */
async function lateness(signal?: AbortSignal): Promise<never> {
  await sleep(ANSWER_MS_MAX, undefined, { ref: false, ...(signal === undefined ? {} : { signal }) })
  throw new Error('no answer in time')
}
