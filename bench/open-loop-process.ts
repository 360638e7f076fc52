/**
 * An open loop: requests go out when they are due, whether or not earlier ones have been answered,
 * and a request's latency counts from when it was due. So a server that stops for a while pays for
 * everybody who would have come meanwhile (Tene, "How NOT to Measure Latency": what a closed loop
 * leaves out, coordinated omission).
 *
 *     node bench/open-loop-process.ts '{"seconds": 2, "loads": [{"port": …, "perSecond": …}]}'
 *
 * Due are small groups, `TICK_MS` apart, over connections that are kept open; what finds none free
 * waits, and its latency runs. A thread of its own tells the time, because timers of Node are exact
 * to a millisecond. Loads run beside each other. Prints a line of JSON, a result for each load.
 */

import { connect, type Socket } from 'node:net'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { OpenLoad, OpenLoopRun, OpenResult } from './open-loop.ts'

const HOST = '127.0.0.1'
const TICK_MS = 0.5
/** Connections of a load. */
const CONNECTIONS = 128
/** What is due at first warms up and does not count. */
const WARM_UP_SECONDS = 0.5
/** Time for the last answers. */
const GRACE_MS = 3_000
const REQUEST = 'GET /small HTTP/1.1\r\nHost: bench\r\n\r\n'

/** Wakes up at every tick of `seconds`, exact to some ten microseconds. */
function tick({ startAt, seconds }: { startAt: number; seconds: number }): void {
  const cell = new Int32Array(new SharedArrayBuffer(4))
  for (let at = startAt; at < startAt + seconds * 1_000; at += TICK_MS) {
    const left = at - now()
    if (left > 0) Atomics.wait(cell, 0, 0, left)
    parentPort!.postMessage(0)
  }
}

/** One clock for both threads, in milliseconds. */
function now(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

class Load {
  readonly #given: OpenLoad
  readonly #idle: Connection[] = []
  /** When those were due that wait for a connection; from `#next` on. */
  readonly #waiting: number[] = []
  #next = 0
  #tick = 0
  #issued = 0
  readonly #latencies: number[] = []
  #unanswered = 0
  #countFrom = 0

  constructor(given: OpenLoad) {
    this.#given = given
  }

  async open(): Promise<void> {
    for (let i = 0; i < CONNECTIONS; i++) {
      this.#idle.push(await Connection.open(this.#given.port, this))
    }
  }

  /** Sends everything that is due by `nowMs`. */
  advance(startAt: number, endAt: number, nowMs: number): void {
    this.#countFrom = startAt + WARM_UP_SECONDS * 1_000
    for (;;) {
      const dueAt = startAt + this.#tick * TICK_MS
      if (dueAt > nowMs || dueAt >= endAt) return
      this.#tick++
      const dueSoFar = Math.floor((this.#given.perSecond * this.#tick * TICK_MS) / 1_000)
      for (; this.#issued < dueSoFar; this.#issued++) this.#issue(dueAt)
    }
  }

  #issue(dueAt: number): void {
    this.#unanswered++
    const free = this.#idle.pop()
    if (free === undefined) this.#waiting.push(dueAt)
    else free.send(dueAt)
  }

  answered(connection: Connection, dueAt: number): void {
    this.#unanswered--
    if (dueAt >= this.#countFrom) this.#latencies.push(now() - dueAt)
    if (this.#next < this.#waiting.length) connection.send(this.#waiting[this.#next++]!)
    else this.#idle.push(connection)
  }

  get isDone(): boolean {
    return this.#unanswered === 0
  }

  result(): OpenResult {
    const sorted = Float64Array.from(this.#latencies).sort()
    const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0
    const { length: counted } = sorted
    return { counted, unanswered: this.#unanswered, p50Ms: at(0.5), p99Ms: at(0.99) }
  }
}

class Connection {
  readonly #socket: Socket
  readonly #load: Load
  #dueAt = 0
  #received = ''

  private constructor(socket: Socket, load: Load) {
    this.#socket = socket
    this.#load = load
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => this.#onData(text))
    const fail = () => {
      throw new Error('a connection of the load has closed')
    }
    socket.on('close', fail)
  }

  static open(port: number, load: Load): Promise<Connection> {
    const { promise, resolve, reject } = Promise.withResolvers<Connection>()
    const socket = connect({ host: HOST, port, noDelay: true })
    socket.once('error', reject)
    socket.once('connect', () => resolve(new Connection(socket, load)))
    return promise
  }

  send(dueAt: number): void {
    this.#dueAt = dueAt
    this.#received = ''
    this.#socket.write(REQUEST, 'latin1')
  }

  #onData(text: string): void {
    this.#received += text
    const end = this.#received.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = /^HTTP\/1\.1 200[\s\S]*?\r\ncontent-length: (\d+)\r\n/i.exec(this.#received)
    if (head === null) throw new Error(`answered: ${this.#received.slice(0, 200)}`)
    if (this.#received.length >= end + 4 + Number(head[1])) this.#load.answered(this, this.#dueAt)
  }
}

async function run({ seconds, loads: given }: OpenLoopRun): Promise<void> {
  const loads = given.map(load => new Load(load))
  for (const load of loads) await load.open()
  const total = seconds + WARM_UP_SECONDS
  // The thread needs a moment to begin.
  const startAt = now() + 200
  const endAt = startAt + total * 1_000
  const clock = new Worker(import.meta.filename, { workerData: { startAt, seconds: total } })
  const advance = () => {
    for (const load of loads) load.advance(startAt, endAt, now())
  }
  clock.on('message', advance)
  const { promise: ticked, resolve } = Promise.withResolvers<void>()
  clock.once('exit', () => resolve())
  await ticked
  advance()
  const deadline = now() + GRACE_MS
  while (now() < deadline && !loads.every(load => load.isDone)) {
    await new Promise(later => setTimeout(later, 10))
  }
  console.log(JSON.stringify(loads.map(load => load.result())))
  process.exit(0)
}

if (isMainThread) await run(JSON.parse(process.argv[2]!) as OpenLoopRun)
else tick(workerData as { startAt: number; seconds: number })
