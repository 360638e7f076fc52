/**
 * Checks that several nodes run: who runs them, and what the owner of an endpoint votes.
 *
 * The observers of an endpoint are the living nodes other than its owner that rank highest for it
 * (rendezvous hashing), so all nodes name the same ones, and a node that dies gives its places to
 * others and moves no more. How votes are weighed is in packages/gossip/src/votes.ts.
 */

import type { CheckReport } from '@polis/api'
import { type ClusterState, rendezvousMany } from '@polis/cluster'
import { ballotOf, type OwnHealth, soleKey, type Vote, voteKey, weigh } from '@polis/gossip'
import { type CheckStatus, type CheckTarget, combineStates, isObserved } from '@polis/health'

/** Whether any service of the cluster has an observed check. */
export function hasObservers(state: ClusterState): boolean {
  return [...state.services.values()].some(({ spec }) => spec.checks.some(isObserved))
}

/**
 * What `self` is to observe: endpoints of other nodes, each with those of its checks for which it
 * is one of the observers. `living` are the nodes that can be, this one included.
 */
export function observed(
  state: ClusterState,
  self: string,
  living: readonly string[],
): CheckTarget[] {
  return [...state.services.values()].flatMap(service => {
    const checks = service.spec.checks.filter(isObserved)
    if (checks.length === 0) return []
    const dutiesOf = (endpointId: string, owner: string) => {
      if (owner === '' || owner === self) return []
      const others = living.filter(id => id !== owner)
      const rank = rendezvousMany(endpointId, others, others.length).indexOf(self)
      return checks.filter(({ observers = 0 }) => rank >= 0 && rank < observers)
    }
    const tasks = state.tasksOfService(service.id).flatMap(task => {
      const { id, nodeId, desired } = task
      const { phase, ports, sinceMs: startedAtMs } = task.observed
      const host = state.members.get(nodeId)?.host
      if (phase !== 'running' || desired !== 'running' || host === undefined) return []
      const own = dutiesOf(id, nodeId)
      const about = { key: id, endpointId: id, address: host, ports, startedAtMs }
      return own.length === 0 ? [] : [{ ...about, checks: own }]
    })
    const registered = state.endpointsOfService(service.id).flatMap(endpoint => {
      const { id, ownerNodeId, address, port, ttlMs, createdMs: startedAtMs } = endpoint
      const own = ttlMs === undefined ? dutiesOf(id, ownerNodeId) : []
      const { ports } = service.spec
      const targets = ports.length === 0 ? [port] : ports.map(({ target }) => target)
      const all = targets.map(target => ({ target, port }))
      const about = { key: id, endpointId: id, address, isForeign: true, ports: all, startedAtMs }
      return own.length === 0 ? [] : [{ ...about, checks: own }]
    })
    return [...tasks, ...registered]
  })
}

/**
 * The votes of the owner of an endpoint that has observed checks: one on each of them, and one for
 * all that it decides alone.
 */
export function ownerVotes(target: CheckTarget, statuses: readonly CheckStatus[]): OwnHealth[] {
  const { endpointId, checks } = target
  const ids = new Set(checks.filter(isObserved).map(({ id }) => id))
  const deciding = statuses.filter(({ purpose }) => purpose === 'readiness')
  const sole = deciding.filter(({ checkId }) => !ids.has(checkId))
  const votes = deciding
    .filter(({ checkId }) => ids.has(checkId))
    .map(status => voteOn(endpointId, status))
  if (sole.length === 0) return votes
  const state = combineStates(sole.map(one => one.state))
  const output = sole.find(one => one.state === state)?.output ?? ''
  return [...votes, { endpointId: soleKey(endpointId), state, output, weight: 1 }]
}

/** A vote on one observed check, the owner's or an observer's. */
export function voteOn(endpointId: string, { checkId, state, output }: CheckStatus): OwnHealth {
  return { endpointId: voteKey(endpointId, checkId), state, output, weight: 1 }
}

/** Who voted what on one check, out of all votes on its endpoint; nothing if nobody did. */
export function votesOn(
  checkId: string,
  votes: readonly Vote[],
): Pick<CheckReport, 'votes' | 'verdict'> {
  const ballot = ballotOf(checkId)
  const own = votes.filter(vote => vote.ballot === ballot || vote.voter === 'balancers')
  const owner = own.find(({ voter }) => voter === 'owner')
  if (owner === undefined) return {}
  const observers = own.filter(({ voter }) => voter === 'observer').map(({ state }) => state)
  // All balancers together are one voter, and only against.
  const balancers = own.some(({ voter }) => voter === 'balancers') ? ['critical' as const] : []
  const told = own.map(({ name: node, voter, state, output, changedMs: changedAtMs }) => {
    return { node, voter, state, output, changedAtMs }
  })
  return { votes: told, verdict: weigh(owner.state, [...observers, ...balancers]) }
}
