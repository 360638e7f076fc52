/**
 * What is asked of checks: how they are, wherever they run, and what applications say for them.
 *
 *     who asks ─► any node ─► every living member ─► its runner
 *
 * Results stay on the node that made them, in its memory, so each member answers for its own.
 */

import type { CheckReport, CheckReports } from '@polis/api'
import { type Logger, messageOf } from '@polis/base'
import type { ClusterState, Task } from '@polis/cluster'
import type { Gossip } from '@polis/gossip'
import type { CheckRunner, CheckStatus, ProbeOutcome } from '@polis/health'
import type { Transport } from '@polis/transport'
import {
  type CheckQuery,
  checkQuery,
  checkQueryReply,
  type LocalCheck,
  type LocalChecks,
  ttlReport,
  ttlReportReply,
} from '../check-wire.ts'
import { CHECK_READ_TIMEOUT_MS, CHECK_REPORT_TIMEOUT_MS, CHECK_REPORTS_MAX } from '../config.ts'
import { nodeError } from '../errors.ts'
import { votesOn } from '../observed-checks.ts'
import { METHODS } from '../wire.ts'

export type CheckDeskDependencies = {
  readonly self: string
  readonly state: ClusterState
  readonly gossip: Gossip
  readonly transport: Transport
  readonly runner: CheckRunner
  readonly logger: Logger
}

export class CheckDesk {
  readonly #deps: CheckDeskDependencies

  constructor(deps: CheckDeskDependencies) {
    this.#deps = deps
    const { transport, runner } = deps
    transport.handle(METHODS.readChecks, body =>
      checkQueryReply.encode(this.#local(checkQuery.decode(body))),
    )
    transport.handle(METHODS.reportCheck, body => {
      const { endpointId, checkId, outcome, output } = ttlReport.decode(body)
      return ttlReportReply.encode(runner.report(endpointId, checkId, outcome, output))
    })
  }

  /** Asks every member that is not known to be dead. */
  async reports(query: CheckQuery): Promise<CheckReports> {
    const { self, state, gossip } = this.#deps
    const gone = new Set(
      gossip.members().flatMap(({ peer, liveness }) => (liveness === 'dead' ? peer : [])),
    )
    const members = [...state.members.values()].filter(({ id }) => !gone.has(id))
    const unanswered: string[] = []
    const answers = await Promise.all(
      members.map(async ({ id, name }) => {
        const answer = id === self ? this.#local(query) : await this.#ask(id, query)
        if (answer === null || answer.isCut) unanswered.push(name)
        return (answer?.checks ?? []).map(check => this.#named(check, name))
      }),
    )
    const checks = answers
      .flat()
      .sort((a, b) => compare(a.id, b.id) || compare(a.endpoint, b.endpoint))
    return { checks, unanswered }
  }

  /** Tells the node of `task` what its application says. Throws `node/no-owner`. */
  async report(task: Task, checkId: string, outcome: ProbeOutcome, output: string): Promise<void> {
    const { self, runner, transport } = this.#deps
    const { id: endpointId, nodeId } = task
    if (nodeId === self) {
      if (runner.report(endpointId, checkId, outcome, output)) return
    } else if (nodeId !== '') {
      const body = ttlReport.encode({ endpointId, checkId, outcome, output })
      const options = { timeoutMs: CHECK_REPORT_TIMEOUT_MS }
      const reply = await transport.request(nodeId, METHODS.reportCheck, body, options)
      if (ttlReportReply.decode(reply)) return
    }
    throw nodeError('node/no-owner', {
      message: `no node runs the check '${checkId}' of type ttl for ${task.name} now`,
      hint: 'report again once the task runs',
      fields: { endpoint: endpointId, checkId },
      retryable: true,
    })
  }

  async #ask(peer: string, query: CheckQuery): Promise<LocalChecks | null> {
    const { transport, logger } = this.#deps
    const options = { timeoutMs: CHECK_READ_TIMEOUT_MS }
    try {
      const reply = await transport.request(
        peer,
        METHODS.readChecks,
        checkQuery.encode(query),
        options,
      )
      return checkQueryReply.decode(reply)
    } catch (error) {
      logger.debug({ peer, reason: messageOf(error) }, 'a member did not say how its checks are')
      return null
    }
  }

  #local({ serviceId, checkId, withResults }: CheckQuery): LocalChecks {
    const { runner } = this.#deps
    const wanted = runner.checks().flatMap(status => {
      const own = this.#serviceOf(status.endpointId)
      const isWanted =
        serviceId === '' || (own === serviceId && ['', status.checkId].includes(checkId))
      return isWanted ? [[own, status] as const] : []
    })
    const shown = wanted.slice(0, CHECK_REPORTS_MAX)
    const checks = shown.map(([own, status]) => this.#told(own, status, withResults))
    return { checks, isCut: wanted.length > shown.length }
  }

  #told(serviceId: string, status: CheckStatus, withResults: boolean): LocalCheck {
    const { runner } = this.#deps
    const { endpointId, checkId, name, state, changedAtMs, cause, output, failures } = status
    return {
      ...{ serviceId, checkId, endpointId, name, type: status.type, purpose: status.purpose },
      ...{ state, changedAtMs, cause, output, failures },
      statistics: runner.statistics(endpointId, checkId)!,
      results: withResults ? (runner.history(endpointId, checkId) ?? []) : [],
    }
  }

  #serviceOf(endpointId: string): string {
    const { tasks, endpoints } = this.#deps.state
    return (tasks.get(endpointId) ?? endpoints.get(endpointId))?.serviceId ?? ''
  }

  /** With names in the place of ids. */
  #named({ serviceId, checkId, ...check }: LocalCheck, node: string): CheckReport {
    const { services, tasks, endpoints } = this.#deps.state
    const service = services.get(serviceId)
    const { endpointId } = check
    const endpoint = (tasks.get(endpointId) ?? endpoints.get(endpointId))?.name ?? endpointId
    const about = { namespace: service?.namespace ?? '', service: service?.name ?? '' }
    const votes = votesOn(checkId, this.#deps.gossip.votes(endpointId))
    return { id: `${serviceId}.${checkId}`, ...about, ...check, endpoint, node, ...votes }
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
