/**
 * What nodes ask each other, as bytes: `proto/polis/v1/peer.proto`.
 *
 * Everything here came off the network or goes onto it; sizes were bounded by the transport's
 * frames, integers are checked here.
 */

import { type Epoch, safeInteger } from '@polis/base'
import type { HealthState } from '@polis/gossip'
import { peer } from '@polis/proto'
import type { ExecEvent, ExecRequest } from '@polis/runtime'
import type { PeerId } from '@polis/transport'

const wire = peer.v1.peer

/** Names of the unary methods, streams and channels of peers. */
export const METHODS = {
  joinStatus: 'join.status',
  joinBegin: 'join.begin',
  joinComplete: 'join.complete',
  clientEnter: 'client.enter',
  memberAdd: 'member.add',
  memberRemove: 'member.remove',
  standing: 'member.standing',
  raftProgress: 'raft.progress',
  vouch: 'vouch',
  position: 'position',
  propose: 'propose',
  drained: 'drained',
  pushMetrics: 'metrics.push',
  evaluations: 'autoscale.evaluations',
  recordedLoad: 'autoscale.load',
  recordedUsage: 'autoscale.usage',
  reportEndpoint: 'endpoint.report',
  taskUsage: 'task.usage',
  readChecks: 'check.read',
  reportCheck: 'check.report',
  journal: 'journal',
  kvPut: 'kv.put',
  kvPutAll: 'kv.put-all',
  kvGet: 'kv.get',
  clusterKey: 'cluster.key',
  clusterKeyKeep: 'cluster.key-keep',
} as const
export const LOGS_STREAM = 'logs'
export const EXEC_STREAM = 'exec'
export const METRICS_CHANNEL = 'metrics'

/** What a node says about itself. */
export type NodeDescription = {
  readonly name: string
  readonly host: string
  readonly clusterPort: number
  readonly apiAddress: string
  readonly labels: Readonly<Record<string, string>>
  readonly drivers: readonly string[]
  readonly cpuMillicores: number
  readonly memoryBytes: number
  /** The Polis that it runs, and the cluster version that this one can; absent: 0.2 or older. */
  readonly release?: string
  readonly clusterVersion?: number
}

/** Where a member is and which raft id it has. */
export type MemberAddress = {
  readonly peerId: PeerId
  readonly raftId: number
  readonly name: string
  readonly host: string
  readonly clusterPort: number
}

/** What a node answers to who would join; `clusterId` is empty while it is in none. */
export type JoinStatus = {
  readonly clusterId: string
  readonly name: string
  /** It founds a cluster if nobody has. */
  readonly mayFound: boolean
}
export type JoinAccepted = {
  readonly proof: Uint8Array
  readonly clusterId: string
  readonly raftId: number
  readonly epoch: Epoch
  readonly members: readonly MemberAddress[]
}

/** Whether a node is a member, in the eyes of another one. */
export type Standing = {
  readonly isMember: boolean
  /** A majority confirmed that nothing newer is committed. */
  readonly isCertain: boolean
}

/** How far the leader knows the members' logs to be. */
export type LogProgress = {
  readonly commitIndex: number
  /** Highest index known to be stored, by raft id. */
  readonly matches: ReadonlyMap<number, number>
}

/** How far a member's log goes. */
export type LogPosition = {
  readonly lastIndex: number
  readonly lastTerm: number
  readonly hasLeader: boolean
}

export type TaskUsageReport = {
  readonly taskId: string
  readonly cpuMillicores: number
  readonly memoryBytes: number
}
/** What a balancer did for a service beside taking its requests. */
export type BalancerLoad = {
  readonly failuresPerSecond: number
  readonly answersPerSecond: number
  /** What those answers took together, in milliseconds. */
  readonly answerMsPerSecond: number
  /** Requests (or connections) now. */
  readonly inFlight: number
}
export type ServiceTraffic = {
  readonly serviceId: string
  readonly requestsPerSecond: number
  /** Absent from a node of an older version. */
  readonly load?: BalancerLoad
}
/** Values of the metrics that a task offers itself. */
export type ScrapedTask = {
  readonly taskId: string
  readonly values: Readonly<Record<string, number>>
}
export type MetricsReport = {
  readonly tasks: readonly TaskUsageReport[]
  readonly services: readonly ServiceTraffic[]
  /** What is in use on the whole machine, whoever uses it. */
  readonly node?: { readonly cpuMillicores: number; readonly memoryBytes: number }
  readonly scraped?: readonly ScrapedTask[]
}

/** What a registered endpoint said of itself. */
export type EndpointReport = {
  readonly endpointId: string
  readonly state: HealthState
  readonly output: string
}
const HEALTH_STATES = ['passing', 'warning', 'critical', 'unknown'] as const

/** A message type with nothing in it. */
const empty = { encode: () => new Uint8Array(0), decode: () => ({}) }

export const joinStatusRequest = empty
export const joinBeginRequest = empty
export const positionRequest = empty
export const taskUsageRequest = empty
export const drainedReply = empty
export const proposeReply = empty
export const pushedReply = empty
export const memberRemoveReply = empty
export const standingRequest = empty
export const raftProgressRequest = empty

export const joinStatusReply = {
  encode: (status: JoinStatus) => wire.JoinStatusReply.encode(status).finish(),
  decode(bytes: Uint8Array): JoinStatus {
    const { clusterId, name, mayFound } = wire.JoinStatusReply.decode(bytes)
    return { clusterId, name, mayFound }
  },
}

export const joinBeginReply = {
  encode: (reply: { clusterId: string; challenge: Uint8Array }) =>
    wire.JoinBeginReply.encode(reply).finish(),
  decode(bytes: Uint8Array): { clusterId: string; challenge: Uint8Array } {
    const { clusterId, challenge } = wire.JoinBeginReply.decode(bytes)
    return { clusterId, challenge }
  },
}

export const joinCompleteRequest = {
  encode: (request: { proof: Uint8Array; challenge: Uint8Array; node: NodeDescription }) =>
    wire.JoinCompleteRequest.encode({ ...request, node: toWireNode(request.node) }).finish(),
  decode(bytes: Uint8Array): { proof: Uint8Array; challenge: Uint8Array; node: NodeDescription } {
    const { proof, challenge, node } = wire.JoinCompleteRequest.decode(bytes)
    return { proof, challenge, node: fromWireNode(node) }
  },
}

export const joinCompleteReply = {
  encode: (reply: JoinAccepted) =>
    wire.JoinCompleteReply.encode({
      ...reply,
      epoch: reply.epoch.count,
      epochMark: reply.epoch.mark,
      members: [...reply.members],
    }).finish(),
  decode(bytes: Uint8Array): JoinAccepted {
    const reply = wire.JoinCompleteReply.decode(bytes)
    return {
      proof: reply.proof,
      clusterId: reply.clusterId,
      raftId: safeInteger(reply.raftId, 'raftId'),
      epoch: { count: reply.epoch, mark: reply.epochMark },
      members: reply.members.map(member => ({
        peerId: member.peerId ?? '',
        raftId: safeInteger(member.raftId ?? 0, 'raftId'),
        name: member.name ?? '',
        host: member.host ?? '',
        clusterPort: member.clusterPort ?? 0,
      })),
    }
  },
}

export const clientEnterRequest = {
  encode: (request: { proof: Uint8Array; challenge: Uint8Array }) =>
    wire.ClientEnterRequest.encode(request).finish(),
  decode(bytes: Uint8Array): { proof: Uint8Array; challenge: Uint8Array } {
    const { proof, challenge } = wire.ClientEnterRequest.decode(bytes)
    return { proof, challenge }
  },
}

export const clientEnterReply = {
  encode: (reply: { proof: Uint8Array }) => wire.ClientEnterReply.encode(reply).finish(),
  decode: (bytes: Uint8Array) => ({ proof: wire.ClientEnterReply.decode(bytes).proof }),
}

export const clusterKeyRequest = {
  encode: (request: { fingerprint: string }) => wire.ClusterKeyRequest.encode(request).finish(),
  decode: (bytes: Uint8Array) => ({
    fingerprint: wire.ClusterKeyRequest.decode(bytes).fingerprint,
  }),
}

export const clusterKeyReply = {
  encode: (reply: { key: Uint8Array }) => wire.ClusterKeyReply.encode(reply).finish(),
  decode: (bytes: Uint8Array) => ({ key: wire.ClusterKeyReply.decode(bytes).key }),
}

export const clusterKeyKeepRequest = {
  encode: (request: { key: Uint8Array }) => wire.ClusterKeyKeepRequest.encode(request).finish(),
  decode: (bytes: Uint8Array) => ({ key: wire.ClusterKeyKeepRequest.decode(bytes).key }),
}

export const clusterKeyKeepReply = {
  encode: (reply: { isKept: boolean }) => wire.ClusterKeyKeepReply.encode(reply).finish(),
  decode: (bytes: Uint8Array) => ({ isKept: wire.ClusterKeyKeepReply.decode(bytes).isKept }),
}

export const memberAddRequest = {
  encode: (request: { peerId: PeerId; node: NodeDescription }) =>
    wire.MemberAddRequest.encode({
      peerId: request.peerId,
      node: toWireNode(request.node),
    }).finish(),
  decode(bytes: Uint8Array): { peerId: PeerId; node: NodeDescription } {
    const { peerId, node } = wire.MemberAddRequest.decode(bytes)
    return { peerId, node: fromWireNode(node) }
  },
}

export const memberAddReply = {
  encode: (reply: { raftId: number }) => wire.MemberAddReply.encode(reply).finish(),
  decode: (bytes: Uint8Array) => ({
    raftId: safeInteger(wire.MemberAddReply.decode(bytes).raftId, 'raftId'),
  }),
}

export const memberRemoveRequest = {
  encode: (request: { peerId: PeerId; isTrial: boolean }) =>
    wire.MemberRemoveRequest.encode(request).finish(),
  decode(bytes: Uint8Array): { peerId: PeerId; isTrial: boolean } {
    const { peerId, isTrial } = wire.MemberRemoveRequest.decode(bytes)
    return { peerId, isTrial }
  },
}

export const standingReply = {
  encode: (standing: Standing) => wire.StandingReply.encode(standing).finish(),
  decode(bytes: Uint8Array): Standing {
    const { isMember, isCertain } = wire.StandingReply.decode(bytes)
    return { isMember, isCertain }
  },
}

export const raftProgressReply = {
  encode: ({ commitIndex, matches }: LogProgress) =>
    wire.RaftProgressReply.encode({
      commitIndex,
      members: [...matches].map(([raftId, matchIndex]) => ({ raftId, matchIndex })),
    }).finish(),
  decode(bytes: Uint8Array): LogProgress {
    const { commitIndex, members } = wire.RaftProgressReply.decode(bytes)
    const matches = members.map(({ raftId, matchIndex }): [number, number] => [
      safeInteger(raftId ?? 0, 'raftId'),
      safeInteger(matchIndex ?? 0, 'matchIndex'),
    ])
    return { commitIndex: safeInteger(commitIndex, 'commitIndex'), matches: new Map(matches) }
  },
}

export const vouchRequest = {
  encode: (request: { peerId: PeerId }) => wire.VouchRequest.encode(request).finish(),
  decode: (bytes: Uint8Array) => ({ peerId: wire.VouchRequest.decode(bytes).peerId }),
}

export const vouchReply = {
  encode: (reply: { isMember: boolean }) => wire.VouchReply.encode(reply).finish(),
  decode: (bytes: Uint8Array) => ({ isMember: wire.VouchReply.decode(bytes).isMember }),
}

export const positionReply = {
  encode: (position: LogPosition) => wire.PositionReply.encode(position).finish(),
  decode(bytes: Uint8Array): LogPosition {
    const { lastIndex, lastTerm, hasLeader } = wire.PositionReply.decode(bytes)
    return {
      lastIndex: safeInteger(lastIndex, 'lastIndex'),
      lastTerm: safeInteger(lastTerm, 'lastTerm'),
      hasLeader,
    }
  },
}

export const proposeRequest = {
  encode: (request: { command: Uint8Array }) => wire.ProposeRequest.encode(request).finish(),
  decode: (bytes: Uint8Array) => ({ command: wire.ProposeRequest.decode(bytes).command }),
}

export const drainedRequest = {
  encode: (request: { endpointIds: string[]; index: number; drainMs: number }) =>
    wire.DrainedRequest.encode(request).finish(),
  decode(bytes: Uint8Array): { endpointIds: string[]; index: number; drainMs: number } {
    const request = wire.DrainedRequest.decode(bytes)
    return {
      endpointIds: request.endpointIds,
      index: safeInteger(request.index, 'index'),
      drainMs: safeInteger(request.drainMs, 'drainMs'),
    }
  },
}

export const logsRequest = {
  encode: (request: { taskId: string; tail: number; follow: boolean }) =>
    wire.LogsRequest.encode(request).finish(),
  decode(bytes: Uint8Array): { taskId: string; tail: number; follow: boolean } {
    const { taskId, tail, follow } = wire.LogsRequest.decode(bytes)
    return { taskId, tail, follow }
  },
}

export const logLine = {
  encode: (line: { stream: string; timeMs: number; text: string }) =>
    wire.LogLine.encode(line).finish(),
  decode(bytes: Uint8Array): { stream: string; timeMs: number; text: string } {
    const { stream, timeMs, text } = wire.LogLine.decode(bytes)
    return { stream, timeMs, text }
  },
}

export const execRequest = {
  encode: ({ taskId, command, input }: { taskId: string } & ExecRequest) =>
    wire.ExecRequest.encode({ taskId, command: [...command], input }).finish(),
  decode(bytes: Uint8Array): { taskId: string } & ExecRequest {
    const { taskId, command, input } = wire.ExecRequest.decode(bytes)
    return { taskId, command, input }
  },
}

export const execEvent = {
  encode(event: ExecEvent): Uint8Array {
    if (event.kind === 'exit') {
      return wire.ExecEvent.encode({ stream: 'exit', code: event.code }).finish()
    }
    return wire.ExecEvent.encode({ stream: event.stream, data: event.data }).finish()
  },
  decode(bytes: Uint8Array): ExecEvent {
    const { stream, data, code } = wire.ExecEvent.decode(bytes)
    if (stream === 'exit') return { kind: 'exit', code }
    return { kind: 'output', stream: stream === 'stderr' ? 'stderr' : 'stdout', data }
  },
}

function fromWireLoad(load: peer.v1.peer.IBalancerLoad): BalancerLoad {
  return {
    failuresPerSecond: load.failuresPerSecond ?? 0,
    answersPerSecond: load.answersPerSecond ?? 0,
    answerMsPerSecond: load.answerMsPerSecond ?? 0,
    inFlight: load.inFlight ?? 0,
  }
}

export const metricsReport = {
  encode: (report: MetricsReport) =>
    wire.MetricsReport.encode({
      tasks: [...report.tasks],
      services: [...report.services],
      ...(report.node === undefined ? {} : { node: report.node }),
      scraped: [...(report.scraped ?? [])],
    }).finish(),
  decode(bytes: Uint8Array): MetricsReport {
    const report = wire.MetricsReport.decode(bytes)
    const { cpuMillicores, memoryBytes } = report.node ?? {}
    return {
      ...(report.node == null
        ? {}
        : { node: { cpuMillicores: cpuMillicores ?? 0, memoryBytes: memoryBytes ?? 0 } }),
      tasks: report.tasks.map(task => ({
        taskId: task.taskId ?? '',
        cpuMillicores: task.cpuMillicores ?? 0,
        memoryBytes: task.memoryBytes ?? 0,
      })),
      services: report.services.map(service => ({
        serviceId: service.serviceId ?? '',
        requestsPerSecond: service.requestsPerSecond ?? 0,
        ...(service.load ? { load: fromWireLoad(service.load) } : {}),
      })),
      scraped: report.scraped.map(({ taskId, values }) => ({
        taskId: taskId ?? '',
        values: { ...values },
      })),
    }
  },
}

export const pushedSample = {
  encode: (sample: { serviceId: string; timeMs: number; values: Record<string, number> }) =>
    wire.PushedSample.encode(sample).finish(),
  decode(bytes: Uint8Array): { serviceId: string; timeMs: number; values: Record<string, number> } {
    const { serviceId, timeMs, values } = wire.PushedSample.decode(bytes)
    return { serviceId, timeMs, values }
  },
}

export const endpointReport = {
  encode: (report: EndpointReport) => wire.EndpointReport.encode(report).finish(),
  decode(bytes: Uint8Array): EndpointReport {
    const { endpointId, state, output } = wire.EndpointReport.decode(bytes)
    const known = HEALTH_STATES.find(one => one === state)
    return { endpointId, state: known ?? 'unknown', output }
  },
}
export const endpointReportReply = {
  encode: (isWatched: boolean) => wire.EndpointReportReply.encode({ isWatched }).finish(),
  decode: (bytes: Uint8Array) => wire.EndpointReportReply.decode(bytes).isWatched,
}

function toWireNode(node: NodeDescription) {
  return { ...node, labels: { ...node.labels }, drivers: [...node.drivers] }
}

type WireNode = InstanceType<typeof wire.JoinCompleteRequest>['node']

function fromWireNode(node: WireNode): NodeDescription {
  return {
    name: node?.name ?? '',
    host: node?.host ?? '',
    clusterPort: node?.clusterPort ?? 0,
    apiAddress: node?.apiAddress ?? '',
    labels: { ...node?.labels },
    drivers: [...(node?.drivers ?? [])],
    cpuMillicores: safeInteger(node?.cpuMillicores ?? 0, 'cpuMillicores'),
    memoryBytes: safeInteger(node?.memoryBytes ?? 0, 'memoryBytes'),
    ...(node?.release ? { release: node.release } : {}),
    ...(node?.clusterVersion ? { clusterVersion: node.clusterVersion } : {}),
  }
}
