/**
 * What this node observes of endpoints that others run: checks for which it is an observer, and
 * what its own balancers have seen of them.
 *
 *     applied state, liveness ─► observed ─► runner ─► a vote on each check ─┐
 *     balancers eject, readmit ─► a vote for as long ────────────────────────┴─► gossip
 *
 * Without an observed check in the cluster it does nothing but look at changed services.
 */

import type { DataPlane, PassiveEvent } from '@polis/balancer'
import { systemClock } from '@polis/base'
import { type ClusterState, isServing } from '@polis/cluster'
import { balancersKey, type Gossip, type OwnHealth } from '@polis/gossip'
import { type CheckRunner, isObserved } from '@polis/health'
import { OBSERVER_SYNC_MS, PASSIVE_VOTE_MS } from '../config.ts'
import { hasObservers, observed, voteOn } from '../observed-checks.ts'
import type { HealthWatch } from './health-watch.ts'

export type ObserverWatchDependencies = {
  readonly self: string
  readonly state: ClusterState
  readonly gossip: Gossip
  readonly dataPlane: Pick<DataPlane, 'onPassive'>
  /** Runs nothing else. */
  readonly runner: CheckRunner
}

export class ObserverWatch {
  readonly #deps: ObserverWatchDependencies
  /** Until when a vote of our balancers counts, and why they cast it; by endpoint. */
  readonly #ejected = new Map<string, { untilMs: number; output: string }>()
  #unsubscribe: (() => void)[] = []
  #publish = () => {}
  #isNeeded = false
  #timer: NodeJS.Timeout | undefined
  #expiry: NodeJS.Timeout | undefined

  constructor(deps: ObserverWatchDependencies) {
    this.#deps = deps
  }

  /** Observes from now on, and says what it finds with the health of what runs here. */
  start(health: HealthWatch): void {
    const { state, gossip, dataPlane, runner } = this.#deps
    this.#publish = health.include(() => this.#votes())
    this.#unsubscribe = [
      state.onApplied(changes => {
        if (changes.some(({ kind }) => kind === 'service')) this.#isNeeded = hasObservers(state)
        const isAbout = ['service', 'task', 'endpoint', 'member']
        if (changes.some(({ kind }) => isAbout.includes(kind))) this.#changed()
      }),
      state.onRestored(() => {
        this.#isNeeded = hasObservers(state)
        this.#changed()
      }),
      gossip.onMember(() => this.#changed()),
      dataPlane.onPassive(event => this.#passive(event)),
      runner.onResult((_, __, change) => {
        if (change !== undefined) this.#publish()
      }),
    ]
    runner.start()
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    clearTimeout(this.#timer)
    clearTimeout(this.#expiry)
    this.#deps.runner.stop()
  }

  /** Looks at once for all changes of a moment. */
  #changed(): void {
    const isIdle = !this.#isNeeded && this.#deps.runner.endpoints().length === 0
    if (isIdle || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#sync()
    }, OBSERVER_SYNC_MS)
  }

  #sync(): void {
    const { self, state, gossip, runner } = this.#deps
    const living = gossip.members().flatMap(({ peer, liveness }) => {
      return isServing(liveness) && state.members.has(peer) ? peer : []
    })
    runner.setTargets(observed(state, self, living))
    this.#publish()
  }

  #votes(): OwnHealth[] {
    const { runner } = this.#deps
    const nowMs = systemClock.nowMs()
    const seen = [...this.#ejected].flatMap(([id, { untilMs, output }]) => {
      if (untilMs <= nowMs) return []
      return [{ endpointId: balancersKey(id), state: 'critical' as const, output, weight: 1 }]
    })
    return [...runner.checks().map(status => voteOn(status.endpointId, status)), ...seen]
  }

  /** Our balancers have ejected an endpoint or taken it back. */
  #passive({ kind, endpointId, failure }: PassiveEvent): void {
    if (!this.#isNeeded) return
    // Each port of a task is an endpoint of its own to balancers: `TASK:PORT`.
    const [id = endpointId] = endpointId.split(':')
    const { tasks, endpoints, services } = this.#deps.state
    const { serviceId = '' } = tasks.get(id) ?? endpoints.get(id) ?? {}
    if (services.get(serviceId)?.spec.checks.some(isObserved) !== true) return
    if (kind === 'readmitted') this.#ejected.delete(id)
    else {
      const untilMs = systemClock.nowMs() + PASSIVE_VOTE_MS
      this.#ejected.set(id, { untilMs, output: failure ?? '' })
      this.#expire()
    }
    this.#publish()
  }

  /** Takes back votes whose time is over: what is not sent requests any more shows nothing. */
  #expire(): void {
    if (this.#expiry !== undefined || this.#ejected.size === 0) return
    const nextMs = Math.min(...[...this.#ejected.values()].map(({ untilMs }) => untilMs))
    const expire = () => {
      this.#expiry = undefined
      const nowMs = systemClock.nowMs()
      for (const [id, { untilMs }] of this.#ejected) {
        if (untilMs <= nowMs) this.#ejected.delete(id)
      }
      this.#publish()
      this.#expire()
    }
    this.#expiry = setTimeout(expire, Math.max(1, nextMs - systemClock.nowMs()))
  }
}
