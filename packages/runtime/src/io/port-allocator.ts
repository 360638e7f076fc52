/**
 * Assigns node ports to tasks, each proven free by a plain bind on the task's host.
 *
 * The bind is given up before the task starts, so another program may come in between; then the
 * task fails to listen, and its next run is assigned another port, as this one is not free.
 */

import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { type Clock, PolisError, type Random } from '@polis/base'
import { DEFAULT_RUNTIME_CONFIG, type RuntimeConfig } from '../config.ts'
import type { RuntimeErrorCode } from '../errors.ts'
import { PortPool, type PortRange } from '../ports.ts'
import type { AssignedPort, TaskId } from '../task.ts'
import type { Protocol } from '../workload.ts'

export type PortAllocatorOptions = {
  readonly range: PortRange
  /** Address that tasks listen on. */
  readonly host: string
  readonly clock: Clock
  readonly random: Random
  readonly config?: RuntimeConfig
}

/** A target port and the protocols that its node port must be free for. */
export type PortTarget = { readonly target: number; readonly protocols: readonly Protocol[] }

export class PortAllocator {
  readonly #options: Required<PortAllocatorOptions>
  readonly #pool: PortPool
  readonly #assigned = new Map<TaskId, readonly AssignedPort[]>()

  constructor(options: PortAllocatorOptions) {
    this.#options = { config: DEFAULT_RUNTIME_CONFIG, ...options }
    this.#pool = new PortPool(options.range, this.#options.config.portRestMs)
  }

  /**
   * A free node port for every target. The task's `preferred` ports, of its run before, are taken
   * again where they are free. Throws `runtime/no-free-port`, and then keeps none.
   */
  async allocate(
    taskId: TaskId,
    targets: readonly PortTarget[],
    preferred: readonly AssignedPort[],
  ): Promise<readonly AssignedPort[]> {
    this.release(taskId)
    const ports: AssignedPort[] = []
    try {
      for (const target of targets) {
        const before = preferred.find(port => port.target === target.target)?.port
        ports.push({ target: target.target, port: await this.#find(target, before) })
      }
    } catch (error) {
      this.#free(ports)
      throw error
    }
    this.release(taskId) // An earlier call for this task may have ended while this one searched.
    this.#assigned.set(taskId, ports)
    return ports
  }

  /** Marks the ports of an adopted task as taken. */
  adopt(taskId: TaskId, ports: readonly AssignedPort[]): void {
    this.#assigned.set(taskId, ports)
    for (const { port } of ports) this.#pool.take(port)
  }

  /** Gives a task's ports back; they rest before another task gets them. */
  release(taskId: TaskId): void {
    this.#free(this.#assigned.get(taskId) ?? [])
    this.#assigned.delete(taskId)
  }

  #free(ports: readonly AssignedPort[]): void {
    for (const { port } of ports) this.#pool.free(port, this.#options.clock.nowMs())
  }

  async #find({ protocols }: PortTarget, before: number | undefined): Promise<number> {
    const { clock, random, host, config, range } = this.#options
    const candidates = this.#pool.candidates(config.portAttemptsMax, clock.nowMs(), random)
    if (before !== undefined) candidates.unshift(before)
    for (const port of candidates) {
      if (!this.#pool.take(port)) continue
      if (await isFree(host, port, protocols)) return port
      this.#pool.free(port, clock.nowMs())
    }
    throw new PolisError<RuntimeErrorCode>('runtime/no-free-port', {
      message: `no free port on ${host} in ${range.first}-${range.last}`,
      hint: 'widen --task-ports, or find out what holds so many ports',
      fields: { host, first: range.first, last: range.last, tried: candidates.length },
      retryable: true,
    })
  }
}

/** True if `port` can be bound on `host` for every protocol. */
async function isFree(host: string, port: number, protocols: readonly Protocol[]) {
  for (const protocol of protocols) {
    const canBind = await (protocol === 'tcp' ? canBindTcp(host, port) : canBindUdp(host, port))
    if (!canBind) return false
  }
  return true
}

function canBindTcp(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)))
  })
}

function canBindUdp(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    socket.once('error', () => {
      socket.close()
      resolve(false)
    })
    socket.bind({ address: host, port, exclusive: true }, () => socket.close(() => resolve(true)))
  })
}
