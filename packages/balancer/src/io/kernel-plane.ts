/**
 * Services that the kernel forwards: rules kept in step with the route table, removed at the end.
 *
 *     apply(table) ─► rules ─► the same as before? done : nft -f - ─► refused? all in user space
 *                                                          └─► UDP flows of endpoints that went
 *                                                              are forgotten (conntrack -D)
 *
 * An endpoint that has gone from the rules is draining while connection tracking lists open TCP
 * connections to it, or until it is `cut` where nothing can be listed. Rules that a process left
 * behind when it died are removed when it starts again; whoever stops waits for what `nft` is doing
 * and removes the table then.
 */

import { readFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import type { Logger } from '@polis/base'
import { KERNEL_DRAIN_POLL_MS } from '../config.ts'
import { forwardedTo } from '../conntrack-line.ts'
import {
  type KernelAbilities,
  type KernelEndpoint,
  kernelRules,
  removalScript,
  type ServiceMode,
} from '../kernel-rules.ts'
import type { RouteTable } from '../routes.ts'
import { runTool } from './kernel-tools.ts'

/** Names that may stand in a script. */
const TABLE_NAME = /^[A-Za-z][A-Za-z0-9_]{0,60}$/

export class KernelPlane {
  readonly #name: string | undefined
  readonly #logger: Logger
  readonly #onDrained: () => void
  /** The rules in force; undefined if there are none. */
  #script: string | undefined
  #endpoints: ReadonlyMap<string, KernelEndpoint> = new Map()
  #modes: ReadonlyMap<string, ServiceMode> = new Map()
  readonly #draining = new Map<string, KernelEndpoint>()
  #poll: NodeJS.Timeout | undefined
  #isCounting = false
  #isStopped = false
  /** True if the kernel may have rules of ours, though `nft` did not say that it took them. */
  #mayHaveRules = false
  #running: Promise<void> = Promise.resolve()

  /** `name` of the table; without one nothing is forwarded by the kernel. */
  constructor(name: string | undefined, logger: Logger, onDrained: () => void) {
    this.#name = name !== undefined && TABLE_NAME.test(name) ? name : undefined
    this.#logger = logger
    this.#onDrained = onDrained
  }

  /** Removes the rules of a process that died under this name. */
  async clean(): Promise<void> {
    if (this.#name === undefined) return
    const reason = await runTool('nft', ['-f', '-'], removalScript(this.#name))
    if (reason !== undefined) this.#logger.debug(`no kernel mode: ${reason}`)
  }

  /** How a service is forwarded. */
  mode(serviceId: string): ServiceMode {
    return this.#modes.get(serviceId) ?? { mode: 'user' }
  }

  /** Puts the rules for `table` in force; a refusal is a mode's reason, never an error. */
  apply(table: RouteTable): Promise<void> {
    this.#running = this.#running.then(() => this.#apply(table))
    return this.#running
  }

  async #apply(table: RouteTable): Promise<void> {
    if (this.#isStopped) return
    const isWanted = table.listeners.some(({ services }) =>
      services.some(({ mode }) => mode === 'kernel'),
    )
    if (!isWanted && this.#script === undefined) {
      this.#modes = new Map()
      return
    }
    if (this.#name === undefined) {
      this.#refuseAll(table, 'this load balancer has no table of its own')
      return
    }
    const rules = kernelRules(table, this.#name, await abilities())
    if (rules.script !== this.#script) {
      const script = rules.script ?? removalScript(this.#name)
      this.#mayHaveRules = true
      const refusal = await runTool('nft', ['-f', '-'], script)
      if (refusal !== undefined) {
        await this.#fallBack(table, refusal)
        return
      }
    }
    this.#script = rules.script
    this.#modes = rules.modes
    await this.#replaceEndpoints(rules.endpoints)
  }

  /** True while the kernel may still have open connections to a withdrawn endpoint. */
  isDraining(endpointId: string): boolean {
    return this.#draining.has(`${endpointId}/tcp`)
  }

  /** The time of these endpoints is over. */
  cut(endpointIds: readonly string[]): void {
    for (const id of endpointIds) this.#draining.delete(`${id}/tcp`)
    this.#pollWhileDraining()
    this.#onDrained()
  }

  /** Removes the rules; connections that are established go on. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearInterval(this.#poll)
    await this.#running
    this.#draining.clear()
    this.#pollWhileDraining()
    await this.#removeRules()
  }

  async #removeRules(): Promise<void> {
    if (!this.#mayHaveRules || this.#name === undefined) return
    this.#script = undefined
    const reason = await runTool('nft', ['-f', '-'], removalScript(this.#name))
    if (reason === undefined) this.#mayHaveRules = false
    else this.#logger.error(`kernel rules were not removed: ${reason}`)
  }

  /** User space serves all; rules that could be out of date would send clients to nobody. */
  async #fallBack(table: RouteTable, reason: string): Promise<void> {
    this.#logger.warn(`kernel mode falls back to user space: ${reason}`)
    await this.#removeRules()
    this.#refuseAll(table, reason)
    await this.#replaceEndpoints(new Map())
  }

  #refuseAll(table: RouteTable, reason: string): void {
    const asked = table.listeners
      .flatMap(({ services }) => services)
      .filter(({ mode }) => mode === 'kernel')
    this.#modes = new Map(asked.map(({ id }) => [id, { mode: 'user', reason }]))
  }

  async #replaceEndpoints(next: ReadonlyMap<string, KernelEndpoint>): Promise<void> {
    const before = this.#endpoints
    this.#endpoints = next
    for (const key of next.keys()) this.#draining.delete(key)
    for (const [key, endpoint] of before) {
      if (isSame(next.get(key), endpoint)) continue
      if (endpoint.protocol === 'udp') await this.#forgetFlows(endpoint)
      else if (!next.has(key)) this.#draining.set(key, endpoint)
    }
    this.#pollWhileDraining()
  }

  /** A UDP flow is bound to its endpoint while it is tracked, and would never find another. */
  async #forgetFlows({ address, port }: KernelEndpoint): Promise<void> {
    const args = ['-D', '-p', 'udp', '--reply-src', address, '--reply-port-src', `${port}`]
    const reason = await runTool('conntrack', args, '')
    // It ends with a complaint, too, when there was no flow.
    if (reason !== undefined && !reason.includes('0 flow entries')) {
      this.#logger.warn(`UDP flows to ${address}:${port} stay until they are idle: ${reason}`)
    }
  }

  #pollWhileDraining(): void {
    if (this.#draining.size === 0) {
      clearInterval(this.#poll)
      this.#poll = undefined
    } else {
      this.#poll ??= setInterval(() => void this.#countOpen(), KERNEL_DRAIN_POLL_MS)
    }
  }

  /** Looks which withdrawn endpoints have open connections left. */
  async #countOpen(): Promise<void> {
    if (this.#isCounting) return
    this.#isCounting = true
    const open = await openConnections()
    this.#isCounting = false
    if (open === undefined || this.#isStopped) return
    for (const [key, { address, port }] of this.#draining) {
      if (!open.has(`${address}:${port}`)) this.#draining.delete(key)
    }
    this.#pollWhileDraining()
    this.#onDrained()
  }
}

function isSame(a: KernelEndpoint | undefined, b: KernelEndpoint): boolean {
  return a !== undefined && a.address === b.address && a.port === b.port
}

/** `ADDRESS:PORT` of all that open connections are forwarded to; undefined if nobody can tell. */
async function openConnections(): Promise<ReadonlySet<string> | undefined> {
  const open = new Set<string>()
  const onLine = (line: string) => {
    const reached = forwardedTo(line)
    if (reached !== undefined) open.add(reached)
  }
  const reason = await runTool('conntrack', ['-L', '-p', 'tcp', '--dst-nat'], '', onLine)
  if (reason === undefined) return open
  try {
    const text = await readFile('/proc/net/nf_conntrack', 'utf8')
    for (const line of text.split('\n')) onLine(line)
    return open
  } catch {
    // Neither the tool nor the file: the drain time decides.
    return undefined
  }
}

async function abilities(): Promise<KernelAbilities> {
  const own = new Set(
    Object.values(networkInterfaces()).flatMap(list => (list ?? []).map(({ address }) => address)),
  )
  return {
    canForward: await isForwarding(),
    isLocal: address => address.startsWith('127.') || own.has(address),
  }
}

async function isForwarding(): Promise<boolean> {
  try {
    return (await readFile('/proc/sys/net/ipv4/ip_forward', 'utf8')).trim() === '1'
  } catch {
    // Not Linux, so there is no nft either, and that says more.
    return false
  }
}
