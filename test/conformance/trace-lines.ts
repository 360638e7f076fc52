/**
 * The machine's trace events as the log lines of etcd's raft: level and wording.
 */

import type { TraceEvent, VoteDecision } from '@polis/raft'
import {
  describeConfChange,
  describeConfig,
  describeProgress,
  hex,
  MESSAGE_NAMES,
  roleName,
} from './describe.ts'
import type { Level } from './output.ts'

/** One line of a log. */
export type LogLine = { readonly level: Level; readonly text: string }

const PROPOSAL_DROPPED = 'raft proposal dropped'

const LEVELS: Partial<Record<TraceEvent['kind'], Level>> = {
  'append-rejected': 'DEBUG',
  'auto-leave-refused': 'DEBUG',
  'campaign-as-leader': 'DEBUG',
  'campaign-not-promotable': 'WARN',
  'campaign-with-unapplied-change': 'WARN',
  'forget-leader-refused': 'ERROR',
  'peer-unreachable': 'DEBUG',
  'progress-decreased': 'DEBUG',
  'proposal-in-transfer': 'DEBUG',
  'quorum-lost': 'WARN',
  'rejection-received': 'DEBUG',
  'replication-paused': 'DEBUG',
  'snapshot-failed': 'DEBUG',
  'snapshot-recovered': 'DEBUG',
  'snapshot-sent': 'DEBUG',
  'snapshot-succeeded': 'DEBUG',
  'snapshot-to-inactive': 'DEBUG',
  'snapshot-unavailable': 'DEBUG',
  'timeout-now-ignored': 'DEBUG',
  'transfer-to-learner': 'DEBUG',
  'transfer-to-self': 'DEBUG',
  'uncommitted-limit-reached': 'WARN',
  'unknown-peer': 'DEBUG',
}

/** The line that node `id` logs for an event; undefined if etcd's raft says nothing of it. */
export function logLine(id: number, event: TraceEvent): LogLine | undefined {
  if (event.kind === 'committed') return undefined
  const level = LEVELS[event.kind] ?? 'INFO'
  const self = hex(id)
  const text =
    roleText(self, event) ??
    voteText(self, event) ??
    replicationText(self, event) ??
    proposalText(self, event) ??
    transferText(self, event) ??
    snapshotText(self, event) ??
    logText(event)
  if (text === undefined) throw new Error(`no line for event ${event.kind}`)
  return { level, text }
}

function roleText(self: string, event: TraceEvent): string | undefined {
  switch (event.kind) {
    case 'started': {
      const peers = event.voters.map(hex).join(',')
      const log = `lastindex: ${event.lastIndex}, lastterm: ${event.lastTerm}`
      const state = `term: ${event.term}, commit: ${event.commit}, applied: ${event.applied}`
      return `newRaft ${self} [peers: [${peers}], ${state}, ${log}]`
    }
    case 'became-follower':
    case 'became-pre-candidate':
    case 'became-candidate':
    case 'became-leader':
      return `${self} became ${event.kind.slice('became-'.length)} at term ${event.term}`
    case 'election-started':
      return `${self} is starting a new election at term ${event.term}`
    case 'campaign-as-leader':
      return `${self} ignoring MsgHup because already leader`
    case 'campaign-not-promotable':
      return `${self} is unpromotable and can not campaign`
    case 'campaign-with-unapplied-change':
      return `${self} cannot campaign at term ${event.term} since there are still pending configuration changes to apply`
    case 'quorum-lost':
      return `${self} stepped down to follower since quorum is not active`
    case 'term-raised': {
      const what = `received a ${MESSAGE_NAMES[event.type]} message with higher term`
      return `${self} [term: ${event.term}] ${what} from ${hex(event.from)} [term: ${event.messageTerm}]`
    }
    case 'stale-message-ignored': {
      const what = `ignored a ${MESSAGE_NAMES[event.type]} message with lower term`
      return `${self} [term: ${event.term}] ${what} from ${hex(event.from)} [term: ${event.messageTerm}]`
    }
    case 'stale-write-ignored': {
      const what = 'ignored entry appends from a MsgStorageAppendResp message with lower term'
      return `${self} [term: ${event.term}] ${what} [term: ${event.messageTerm}]`
    }
    default:
      return undefined
  }
}

function voteText(self: string, event: TraceEvent): string | undefined {
  switch (event.kind) {
    case 'vote-requested': {
      const log = `[logterm: ${event.lastTerm}, index: ${event.lastIndex}]`
      const what = `sent ${MESSAGE_NAMES[event.type]} request to ${hex(event.to)}`
      return `${self} ${log} ${what} at term ${event.term}`
    }
    case 'vote-received': {
      const what = `${MESSAGE_NAMES[event.type]}${event.isGranted ? '' : ' rejection'}`
      return `${self} received ${what} from ${hex(event.from)} at term ${event.term}`
    }
    case 'votes-counted': {
      const granted = `${event.granted} ${MESSAGE_NAMES[event.type]} votes`
      return `${self} has received ${granted} and ${event.rejected} vote rejections`
    }
    case 'vote-cast':
      return decision(self, event, 'cast', 'for')
    case 'vote-rejected':
      return decision(self, event, 'rejected', 'from')
    case 'vote-ignored-in-lease': {
      const lease = `lease is not expired (remaining ticks: ${event.remainingTicks})`
      return `${decision(self, event, 'ignored', 'from')}: ${lease}`
    }
    default:
      return undefined
  }
}

function decision(self: string, vote: VoteDecision, verb: string, preposition: string): string {
  const log = `logterm: ${vote.lastTerm}, index: ${vote.lastIndex}, vote: ${hex(vote.vote)}`
  const what = `${verb} ${MESSAGE_NAMES[vote.type]} ${preposition} ${hex(vote.from)}`
  const candidate = `[logterm: ${vote.candidateTerm}, index: ${vote.candidateIndex}]`
  return `${self} [${log}] ${what} ${candidate} at term ${vote.term}`
}

function replicationText(self: string, event: TraceEvent): string | undefined {
  switch (event.kind) {
    case 'append-rejected': {
      const own = `[logterm: ${event.ownTerm}, index: ${event.index}]`
      const asked = `[logterm: ${event.logTerm}, index: ${event.index}]`
      return `${self} ${own} rejected MsgApp ${asked} from ${hex(event.from)}`
    }
    case 'rejection-received': {
      const hint = `hint: (index ${event.hintIndex}, term ${event.hintTerm})`
      return `${self} received MsgAppResp(rejected, ${hint}) from ${hex(event.from)} for index ${event.index}`
    }
    case 'progress-decreased':
      return `${self} decreased progress of ${hex(event.peer)} to [${describeProgress(event.progress)}]`
    case 'replication-paused':
      return `${self} paused sending replication messages to ${hex(event.peer)} [${describeProgress(event.progress)}]`
    case 'peer-unreachable':
      return `${self} failed to send message to ${hex(event.peer)} because it is unreachable [${describeProgress(event.progress)}]`
    case 'snapshot-recovered':
      return `${self} recovered from needing snapshot, resumed sending replication messages to ${hex(event.peer)} [${describeProgress(event.progress)}]`
    case 'snapshot-succeeded':
      return `${self} snapshot succeeded, resumed sending replication messages to ${hex(event.peer)} [${describeProgress(event.progress)}]`
    case 'snapshot-failed':
      return `${self} snapshot failed, resumed sending replication messages to ${hex(event.peer)} [${describeProgress(event.progress)}]`
    case 'snapshot-to-inactive':
      return `ignore sending snapshot to ${hex(event.peer)} since it is not recently active`
    case 'snapshot-unavailable':
      return `${self} failed to send snapshot to ${hex(event.peer)} because snapshot is temporarily unavailable`
    case 'unknown-peer':
      return `${self} no progress available for ${hex(event.peer)}`
    case 'snapshot-sent': {
      const log = `[firstindex: ${event.firstIndex}, commit: ${event.commit}]`
      const what = `sent snapshot[index: ${event.index}, term: ${event.term}] to ${hex(event.peer)}`
      return `${self} ${log} ${what} [${describeProgress(event.progress)}]`
    }
    default:
      return undefined
  }
}

function proposalText(self: string, event: TraceEvent): string | undefined {
  switch (event.kind) {
    case 'no-leader': {
      const dropped = {
        propose: 'dropping proposal',
        'transfer-leader': 'dropping leader transfer msg',
        'read-index': 'dropping index reading msg',
      }[event.type]
      return `${self} no leader at term ${event.term}; ${dropped}`
    }
    case 'proposal-not-forwarded':
      return `${self} not forwarding to leader ${hex(event.leader)} at term ${event.term}; dropping proposal`
    case 'proposal-in-transfer':
      return `${self} [term ${event.term}] transfer leadership to ${hex(event.to)} is in progress; dropping proposal`
    case 'uncommitted-limit-reached':
      return `${self} appending new entries to log would exceed uncommitted entry size limit; dropping proposal`
    case 'conf-change-ignored': {
      const change = event.isAutoLeave ? '' : describeConfChange(event.change, event.type)
      const config = describeConfig(event.config)
      return `${self} ignoring conf change ${change} at config ${config}: ${objectionText(event.objection)}`
    }
    case 'config-switched':
      return `${self} switched to configuration ${describeConfig(event.config)}`
    case 'auto-leave-started':
      return `initiating automatic transition out of joint configuration ${describeConfig(event.config)}`
    case 'auto-leave-refused':
      return `not initiating automatic transition out of joint configuration ${describeConfig(event.config)}: ${PROPOSAL_DROPPED}`
    default:
      return undefined
  }
}

function objectionText(
  objection: Extract<TraceEvent, { kind: 'conf-change-ignored' }>['objection'],
): string {
  if (objection.kind === 'unapplied') {
    const { pendingIndex, applied } = objection
    return `possible unapplied conf change at index ${pendingIndex} (applied to ${applied})`
  }
  if (objection.kind === 'still-joint') return 'must transition out of joint config first'
  if (objection.kind === 'inapplicable') return objection.reason
  return 'not in joint state; refusing empty conf change'
}

function transferText(self: string, event: TraceEvent): string | undefined {
  switch (event.kind) {
    case 'transfer-started':
      return `${self} [term ${event.term}] starts to transfer leadership to ${hex(event.to)}`
    case 'transfer-repeated':
      return `${self} [term ${event.term}] transfer leadership to ${hex(event.to)} is in progress, ignores request to same node ${hex(event.to)}`
    case 'transfer-aborted':
      return `${self} [term ${event.term}] abort previous transferring leadership to ${hex(event.to)}`
    case 'timeout-now-sent-at-once':
      return `${self} sends MsgTimeoutNow to ${hex(event.to)} immediately as ${hex(event.to)} already has up-to-date log`
    case 'timeout-now-sent-after-append':
      return `${self} sent MsgTimeoutNow to ${hex(event.to)} after received MsgAppResp`
    case 'transfer-to-learner':
      return `${self} is learner. Ignored transferring leadership`
    case 'transfer-to-self':
      return `${self} is already leader. Ignored transferring leadership to self`
    case 'timeout-now-received':
      return `${self} [term ${event.term}] received MsgTimeoutNow from ${hex(event.from)} and starts an election to get leadership.`
    case 'timeout-now-ignored':
      return `${self} [term ${event.term} state ${roleName(event.role)}] ignored MsgTimeoutNow from ${hex(event.from)}`
    case 'leader-forgotten':
      return `${self} forgetting leader ${hex(event.leader)} at term ${event.term}`
    case 'forget-leader-refused':
      return 'ignoring MsgForgetLeader due to ReadOnlyLeaseBased'
    default:
      return undefined
  }
}

function snapshotText(self: string, event: TraceEvent): string | undefined {
  switch (event.kind) {
    case 'snapshot-restoring': {
      const { log } = event
      const indexes = `committed=${log.committed}, applied=${log.applied}, applying=${log.applying}`
      const offsets = `unstable.offset=${log.unstableOffset}, unstable.offsetInProgress=${log.unstableInProgress}`
      const state = `${indexes}, ${offsets}, len(unstable.Entries)=${log.unstableLength}`
      return `log [${state}] starts to restore snapshot [index: ${event.index}, term: ${event.term}]`
    }
    case 'snapshot-restored':
    case 'snapshot-fast-forward': {
      const isRestored = event.kind === 'snapshot-restored'
      const verb = isRestored ? 'restored snapshot' : 'fast-forwarded commit to snapshot'
      const log = `commit: ${event.commit}, lastindex: ${event.lastIndex}, lastterm: ${event.lastTerm}`
      return `${self} [${log}] ${verb} [index: ${event.index}, term: ${event.term}]`
    }
    case 'snapshot-accepted':
    case 'snapshot-ignored': {
      const verb = event.kind === 'snapshot-accepted' ? 'restored' : 'ignored'
      return `${self} [commit: ${event.commit}] ${verb} snapshot [index: ${event.index}, term: ${event.term}]`
    }
    default:
      return undefined
  }
}

function logText(event: TraceEvent): string | undefined {
  switch (event.kind) {
    case 'conflict-found': {
      const terms = `existing term: ${event.existingTerm}, conflicting term: ${event.conflictingTerm}`
      return `found conflict at index ${event.index} [${terms}]`
    }
    case 'unstable-replaced':
      return `replace the unstable entries from index ${event.index}`
    case 'unstable-truncated':
      return `truncate the unstable entries before index ${event.index}`
    case 'stable-missing':
      return `entry at index ${event.index} missing from unstable log; ignoring`
    case 'stable-in-snapshot':
      return `entry at index ${event.index} matched unstable snapshot; ignoring`
    case 'stable-mismatch': {
      const { index, term, unstableTerm } = event
      return `entry at (index,term)=(${index},${term}) mismatched with entry at (${index},${unstableTerm}) in unstable log; ignoring`
    }
    default:
      return undefined
  }
}
