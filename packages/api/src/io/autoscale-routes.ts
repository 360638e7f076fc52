/**
 * `/v1/autoscale`: what the autoscaler did and left alone and why, what other policies would have
 * done, and which sizes would fit.
 */

import { type BacktestRequest, type PolicySpec, replayedMetric } from '@polis/autoscaler'
import { parsePolicy } from '@polis/cluster'
import { z } from 'zod'
import { advisedServices, servicesAdvice } from '../advice.ts'
import type { Backend } from '../backend.ts'
import { BACKTEST_WAIT_MS, EVALUATIONS_ASKED_MAX } from '../config.ts'
import { changesOf, entriesOf, policiesOf } from '../evaluations.ts'
import { invalid, notFound } from '../problem.ts'
import { backtestBody, dnsLabel, namespaceQuery } from '../schemas.ts'
import { bodyOf, queryOf, type Route, sendFreshness, signalOf } from './context.ts'

const historyQuery = z.object({
  namespace: dnsLabel.optional(),
  service: dnsLabel.optional(),
  /** `changes` of counts; the `latest` evaluation of each policy; or `all` that are kept. */
  evaluations: z.enum(['changes', 'latest', 'all']).default('changes'),
  /** Of evaluations, those from before this time; an answer has room for some thousands. */
  before: z.coerce.number().int().positive().optional(),
})

const adviceQuery = z.object({ namespace: dnsLabel.optional(), service: dnsLabel.optional() })

/** The policy that a body brings along. Throws `api/invalid`. */
function policyIn(given: string | Record<string, unknown>): PolicySpec {
  const parsed = parsePolicy(typeof given === 'string' ? given : JSON.stringify(given, null, 2))
  if (parsed.kind === 'ok') return parsed.policy
  const problems = parsed.problems.map(({ line, message }) => `line ${line}: ${message}`)
  throw invalid(`policy: ${problems.join('; ')}`)
}

type BacktestBody = z.output<typeof backtestBody>

/** The load that is to be replayed, with the policy that goes with it. */
async function replayOf(
  backend: Backend,
  namespace: string,
  { trace, column, timeColumn, service, policy: given }: BacktestBody,
): Promise<Omit<BacktestRequest, 'startupMs' | 'isAlone' | 'hasPlot'>> {
  const own = given === undefined ? {} : { policy: policyIn(given) }
  if (service === undefined) {
    const columns = {
      ...(timeColumn === undefined ? {} : { time: timeColumn }),
      ...(column === undefined ? {} : { load: column }),
    }
    return { trace: trace ?? '', columns, ...own }
  }
  const policies = backend.state().sorted('policy')
  const found = policies.find(one => one.name === service && one.namespace === namespace)
  if (found === undefined) {
    throw notFound(`a policy of '${service}' in namespace '${namespace}'`, 'see polis autoscale ls')
  }
  const metric = replayedMetric(found.spec)
  if (metric === undefined) {
    throw invalid(`the policy of '${service}' has no target that is a load`, 'cpu, rps or a total')
  }
  const points = await backend.records.load(found.id, metric)
  if (points.length < 2) {
    const hint = 'the leader keeps a day of it, and another leader begins anew'
    throw invalid(`nothing is recorded of the ${metric} of '${service}' yet`, hint)
  }
  // CPU is recorded in percent of one replica's reservation, which it carries at full use.
  const capacity = metric === 'cpu' ? { capacity: 100 } : {}
  return { points, policy: found.spec, name: service, ...capacity, ...own }
}

export const AUTOSCALE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/autoscale/history',
    summary: 'Scaling decisions with their inputs, newest first; holds too if they are asked for',
    query: historyQuery,
    handler: async (backend, request, reply) => {
      const { evaluations, before, ...filter } = queryOf(request, historyQuery)
      const state = backend.state()
      sendFreshness(backend, reply)
      if (evaluations === 'changes') return changesOf(state, filter)
      const policyIds = policiesOf(state, filter)
      const limit = evaluations === 'latest' ? 1 : EVALUATIONS_ASKED_MAX
      if (policyIds.length === 0) return []
      return entriesOf(await backend.evaluations(policyIds, limit, before))
    },
  },
  {
    method: 'POST',
    path: '/v1/autoscale/backtest',
    summary: 'What policies would have done under a load; one at a time on a node',
    query: namespaceQuery,
    body: backtestBody,
    handler: async (backend, request) => {
      const { namespace } = queryOf(request, namespaceQuery)
      const body = bodyOf(request, backtestBody)
      const { capacity, startup, alone: isAlone, plot: hasPlot } = body
      const replay = {
        ...(await replayOf(backend, namespace, body)),
        ...{ isAlone, hasPlot },
        ...(capacity === undefined ? {} : { capacity }),
        ...(startup === undefined ? {} : { startupMs: startup }),
      }
      return backend.backtest(replay, signalOf(request, BACKTEST_WAIT_MS))
    },
  },
  {
    method: 'GET',
    path: '/v1/autoscale/advice',
    summary: 'Reservations and limits that fit what replicas have used; nothing is changed',
    query: adviceQuery,
    handler: async (backend, request, reply) => {
      const filter = queryOf(request, adviceQuery)
      const state = backend.state()
      const services = advisedServices(state, filter)
      sendFreshness(backend, reply)
      const usages = await backend.records.usage(services.map(({ id }) => id))
      return servicesAdvice(state, services, usages)
    },
  },
]
