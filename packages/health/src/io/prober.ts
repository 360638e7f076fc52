/**
 * One probe: whatever kind the check is of, with a deadline, and its verdict.
 *
 * A probe never throws: whatever happens is a result. It cannot be led elsewhere either: a name is
 * resolved once and its address dialled, some addresses are never dialled, others only where the
 * operator allows it (probe-address.ts), redirects stay on the server, of an answer only the first
 * bytes are read, and the check's secrets are taken out of what is said of it.
 */

import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Clock } from '@polis/base'
import type { CheckSpec, ProbeResult } from '../check.ts'
import { looksAtMachine } from '../check-kinds.ts'
import { OUTPUT_CHARS_MAX } from '../config.ts'
import { Redactor } from '../redact.ts'
import { Deadline, fail, oneLine, type Place, reasonOf, until, type Verdict } from './attempt.ts'
import { CustomChecks } from './custom-checks.ts'
import { probeTcp, probeUdp } from './exchange-probe.ts'
import { probeGrpc, probeHttp } from './http-probe.ts'
import {
  type CommandEvent,
  probeCommand,
  probeCommandElsewhere,
  probeFile,
} from './machine-probe.ts'
import { AllowedNetworks, mayProbe } from './probe-address.ts'
import { certificateProblem } from './tls-options.ts'

/** What is probed. */
export type ProbeTarget = {
  /** An IP address or a name. */
  readonly host: string
  /** Null if the endpoint has none. */
  readonly port: number | null
  /** It is not the endpoint's own address, so the operator must have allowed it. */
  readonly isForeign?: boolean
  /** What a command finds in its environment besides HOST and PORT. */
  readonly variables?: Readonly<Record<string, string>>
  /** The task that it is, if it is one of this machine: its commands run within it. */
  readonly taskId?: string
}

/** Runs the command of a check within a task; ends it with all it has started if `signal` aborts. */
export type TaskCommands = (
  check: CommandCheck,
  target: ProbeTarget,
  signal: AbortSignal,
) => AsyncIterable<CommandEvent>

export type CommandCheck = Extract<CheckSpec, { type: 'command' }>

/** Probes `target` as `check` says; `signal` gives it up early. Never rejects. */
export type Probe = (
  check: CheckSpec,
  target: ProbeTarget,
  signal: AbortSignal,
) => Promise<ProbeResult>

/** What the operator of this machine allows; everything if it is absent. */
export type ProbePermissions = {
  /** Commands may be run and files looked at. */
  readonly isMachineAllowed: boolean
  /** Networks (`10.0.0.0/8`) that may be dialled besides an endpoint's own address. */
  readonly networks: readonly string[]
}

export type ProbeOptions = {
  readonly permissions?: ProbePermissions
  readonly custom?: CustomChecks
  /** Absent: commands run beside this process, whatever they check. */
  readonly inTask?: TaskCommands
}

/** The real probe; `clock` measures response times and the age of files. */
export function createProbe(clock: Clock, options: ProbeOptions = {}): Probe {
  const { permissions, custom = new CustomChecks(), inTask } = options
  const networks = permissions && new AllowedNetworks(permissions.networks)
  const redactors = new WeakMap<CheckSpec, Redactor>()

  const verdictOf = async (
    check: CheckSpec,
    target: ProbeTarget,
    signal: AbortSignal,
  ): Promise<Verdict> => {
    if (looksAtMachine(check.type) && permissions?.isMachineAllowed === false) {
      return fail(`this node does not allow ${check.type} checks (--allow-exec-checks)`)
    }
    if (check.type === 'command') {
      if (target.taskId === undefined || inTask === undefined) {
        return probeCommand(check, variablesOf(target), signal)
      }
      return probeCommandElsewhere(check, within => inTask(check, target, within), signal)
    }
    if (check.type === 'file') return raced(probeFile(check, clock.wallMs()), signal)
    if (check.type === 'ttl' || check.type === 'alias' || check.type === 'healthcheck') {
      return fail('it is told, not probed')
    }
    const ip = await addressOf(target.host, signal)
    if (!mayProbe(ip)) return fail(`${ip} is an address that checks may not dial`)
    if (target.isForeign === true && networks?.has(ip) === false) {
      return fail(
        `${ip} is not the endpoint's own address; this node does not allow it (--check-network)`,
      )
    }
    const { port } = target
    if (check.type === 'custom') {
      return custom.probe(check, { host: ip, port, options: check.options ?? {} }, signal)
    }
    if (port === null) return fail('the endpoint has no port')
    const place: Place = { ip, host: target.host, port }
    if (check.type === 'http') return probeHttp(check, place, signal)
    if (check.type === 'grpc') return probeGrpc(check, place, signal)
    return check.type === 'udp' ? probeUdp(check, place, signal) : probeTcp(check, place, signal)
  }

  return async (check, target, signal) => {
    const startMs = clock.nowMs()
    const deadline = new Deadline(check.timeoutMs, signal)
    let verdict: Verdict
    try {
      verdict = await verdictOf(check, target, deadline.signal)
    } catch (error) {
      verdict = fail(
        deadline.isOver
          ? `no answer within ${check.timeoutMs} ms`
          : (certificateProblem(error) ?? reasonOf(error, target.host, target.port)),
      )
    } finally {
      deadline.clear()
    }
    const responseTimeMs = verdict.isSilent === true ? 0 : clock.nowMs() - startMs
    let redactor = redactors.get(check)
    if (redactor === undefined) {
      redactor = new Redactor(check)
      redactors.set(check, redactor)
    }
    const output = redactor.redact(oneLine(verdict.output)).slice(0, OUTPUT_CHARS_MAX)
    return { outcome: verdict.outcome, output, responseTimeMs }
  }
}

function variablesOf({ host, port, variables }: ProbeTarget): Readonly<Record<string, string>> {
  return { HOST: host, ...(port !== null && { PORT: String(port) }), ...variables }
}

/** Lookups under way: a resolver that hangs shall hold one thread a name, not one a probe. */
const LOOKUPS = new Map<string, Promise<string>>()

/** The address to dial: an IP address itself, or the first that the name has now. */
async function addressOf(host: string, signal: AbortSignal): Promise<string> {
  if (isIP(host) !== 0) return host
  let found = LOOKUPS.get(host)
  if (found === undefined) {
    found = lookup(host)
      .then(({ address }) => address)
      .finally(() => LOOKUPS.delete(host))
    LOOKUPS.set(host, found)
  }
  return raced(found, signal)
}

/** `promise`, or the abort of `signal` if that is first. */
function raced<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return until(signal, (resolve, reject) => {
    promise.then(resolve, reject)
    return () => {}
  })
}
