/**
 * The words in which etcd's scripts expect entries, messages, states and progress to be printed.
 */

import {
  type ConfChange,
  type ConfChangeSingle,
  type ConfChangeTransition,
  type ConfChangeType,
  type ConfState,
  decodeConfChange,
  type Entry,
  type EntryType,
  type HardState,
  isLocalThread,
  LOCAL_APPEND_THREAD,
  type Message,
  type MessageType,
  NONE,
  type Progress,
  type ProgressState,
  type RaftId,
  type Ready,
  type Role,
  type Snapshot,
} from '@polis/raft'

/** Each kind of message by etcd's name. */
export const MESSAGE_NAMES: Readonly<Record<MessageType, string>> = {
  hup: 'MsgHup',
  beat: 'MsgBeat',
  propose: 'MsgProp',
  append: 'MsgApp',
  'append-response': 'MsgAppResp',
  vote: 'MsgVote',
  'vote-response': 'MsgVoteResp',
  snapshot: 'MsgSnap',
  heartbeat: 'MsgHeartbeat',
  'heartbeat-response': 'MsgHeartbeatResp',
  unreachable: 'MsgUnreachable',
  'snapshot-status': 'MsgSnapStatus',
  'check-quorum': 'MsgCheckQuorum',
  'transfer-leader': 'MsgTransferLeader',
  'timeout-now': 'MsgTimeoutNow',
  'read-index': 'MsgReadIndex',
  'read-index-response': 'MsgReadIndexResp',
  'pre-vote': 'MsgPreVote',
  'pre-vote-response': 'MsgPreVoteResp',
  'storage-append': 'MsgStorageAppend',
  'storage-append-response': 'MsgStorageAppendResp',
  'storage-apply': 'MsgStorageApply',
  'storage-apply-response': 'MsgStorageApplyResp',
  'forget-leader': 'MsgForgetLeader',
}

const ROLE_NAMES: Readonly<Record<Role, string>> = {
  follower: 'StateFollower',
  candidate: 'StateCandidate',
  leader: 'StateLeader',
  'pre-candidate': 'StatePreCandidate',
}

const PROGRESS_NAMES: Readonly<Record<ProgressState, string>> = {
  probe: 'StateProbe',
  replicate: 'StateReplicate',
  snapshot: 'StateSnapshot',
}

const ENTRY_NAMES: Readonly<Record<EntryType, string>> = {
  normal: 'EntryNormal',
  'conf-change': 'EntryConfChange',
  'conf-change-v2': 'EntryConfChangeV2',
}

const CHANGE_LETTERS: Readonly<Record<ConfChangeType, string>> = {
  'add-voter': 'v',
  'add-learner': 'l',
  remove: 'r',
  update: 'u',
}

const CHANGE_NAMES: Readonly<Record<ConfChangeType, string>> = {
  'add-voter': 'ConfChangeAddNode',
  remove: 'ConfChangeRemoveNode',
  update: 'ConfChangeUpdateNode',
  'add-learner': 'ConfChangeAddLearnerNode',
}

const TRANSITION_NAMES: Readonly<Record<ConfChangeTransition, string>> = {
  auto: 'ConfChangeTransitionAuto',
  'joint-implicit': 'ConfChangeTransitionJointImplicit',
  'joint-explicit': 'ConfChangeTransitionJointExplicit',
}

/** An id as log lines print it. */
export function hex(id: RaftId): string {
  return id.toString(16)
}

/** The name of a role. */
export function roleName(role: Role): string {
  return ROLE_NAMES[role]
}

/** A whole Ready, section by section. */
export function describeReady(ready: Ready): string {
  const { softState, hardState, readStates, entries, snapshot, committedEntries, messages } = ready
  const lines: string[] = []
  if (softState !== undefined) {
    lines.push(`Lead:${softState.leader} State:${roleName(softState.role)}`)
  }
  if (hardState !== undefined) lines.push(`HardState ${describeHardState(hardState)}`)
  if (readStates.length > 0) {
    const states = readStates.map(({ index, context }) => `{${index} [${[...context].join(' ')}]}`)
    lines.push(`ReadStates [${states.join(' ')}]`)
  }
  if (entries.length > 0) lines.push('Entries:', ...entries.map(describeEntry))
  if (snapshot !== undefined) lines.push(`Snapshot ${describeSnapshot(snapshot)}`)
  if (committedEntries.length > 0) {
    lines.push('CommittedEntries:', ...committedEntries.map(describeEntry))
  }
  if (messages.length > 0) {
    lines.push('Messages:', ...messages.map(message => describeMessage(message)))
  }
  if (lines.length === 0) return '<empty Ready>'
  return `Ready MustSync=${ready.mustSync}:\n${lines.map(line => `${line}\n`).join('')}`
}

function describeHardState({ term, vote, commit }: HardState): string {
  return `Term:${term}${vote === NONE ? '' : ` Vote:${vote}`} Commit:${commit}`
}

/** One message, with its entries, snapshot and responses. */
export function describeMessage(message: Message, indent = ''): string {
  const { type, from, to, term, logTerm, index, commit, vote, entries, snapshot } = message
  const head = `${indent}${target(from)}->${target(to)} ${MESSAGE_NAMES[type]}`
  let text = `${head} Term:${term} Log:${logTerm}/${index}`
  if (message.reject) text += ` Rejected (Hint: ${message.rejectHint})`
  if (commit !== 0) text += ` Commit:${commit}`
  if (vote !== NONE) text += ` Vote:${vote}`
  if (entries.length === 1) text += ` Entries:[${describeEntry(entries[0]!)}]`
  if (entries.length > 1) {
    const lines = entries.map(entry => `\n${indent}  ${describeEntry(entry)}`)
    text += ` Entries:[${lines.join('')}\n${indent}]`
  }
  if (snapshot !== undefined && snapshot.metadata.index !== 0) {
    text += `\n${indent}  Snapshot: ${describeSnapshot(snapshot)}`
  }
  if (message.responses.length > 0) {
    const lines = message.responses.map(each => `\n${describeMessage(each, `${indent}  `)}`)
    text += ` Responses:[${lines.join('')}\n${indent}]`
  }
  return text
}

function target(id: RaftId): string {
  if (id === NONE) return 'None'
  if (isLocalThread(id)) return id === LOCAL_APPEND_THREAD ? 'AppendThread' : 'ApplyThread'
  return hex(id)
}

/** One entry. */
export function describeEntry(entry: Entry): string {
  const { term, index, type, data } = entry
  const isNormal = type === 'normal'
  const content = isNormal ? quote(data) : changesToString(decodeConfChange(data).changes)
  return `${term}/${index} ${ENTRY_NAMES[type]}${content === '' ? '' : ` ${content}`}`
}

function describeSnapshot({ metadata }: Snapshot): string {
  const { index, term, confState } = metadata
  return `Index:${index} Term:${term} ConfState:${describeConfState(confState)}`
}

function describeConfState(state: ConfState): string {
  return [
    `Voters:${goList(state.voters)}`,
    `VotersOutgoing:${goList(state.votersOutgoing)}`,
    `Learners:${goList(state.learners)}`,
    `LearnersNext:${goList(state.learnersNext)}`,
    `AutoLeave:${state.autoLeave}`,
  ].join(' ')
}

/** A membership as log lines print it: `voters=(1 2)&&(1) learners=(3) autoleave`. */
export function describeConfig(config: ConfState): string {
  const { voters, votersOutgoing, learners, learnersNext, autoLeave } = config
  const outgoing = votersOutgoing.length > 0 ? `&&${idSet(votersOutgoing)}` : ''
  let text = `voters=${idSet(voters)}${outgoing}`
  if (learners.length > 0) text += ` learners=${idSet(learners)}`
  if (learnersNext.length > 0) text += ` learners_next=${idSet(learnersNext)}`
  return autoLeave ? `${text} autoleave` : text
}

/** What the leader knows of one member. */
export function describeProgress(progress: Progress): string {
  let text = `${PROGRESS_NAMES[progress.state]} match=${progress.match} next=${progress.next}`
  if (progress.isLearner) text += ' learner'
  if (progress.isPaused) text += ' paused'
  if (progress.pendingSnapshot > 0) text += ` pendingSnap=${progress.pendingSnapshot}`
  if (!progress.isRecentlyActive) text += ' inactive'
  const { count, isFull } = progress.inflights
  if (count > 0) text += ` inflight=${count}${isFull ? '[full]' : ''}`
  return text
}

/** One line a member, ascending. */
export function describeProgressMap(progress: ReadonlyMap<RaftId, Progress>): string {
  const ids = [...progress.keys()].sort((a, b) => a - b)
  return ids.map(id => `${id}: ${describeProgress(progress.get(id)!)}\n`).join('')
}

/** A change as protobuf's text format prints it. */
export function describeConfChange(change: ConfChange, type: EntryType): string {
  const fields = change.changes.map(
    single => `type:${CHANGE_NAMES[single.type]} node_id:${single.raftId}`,
  )
  const context = change.context.length > 0 ? [`context:${quote(change.context)}`] : []
  if (type === 'conf-change') return [...fields, ...context].join(' ')
  const transition = `transition:${TRANSITION_NAMES[change.transition]}`
  return [transition, ...fields.map(field => `changes:{${field}}`), ...context].join(' ')
}

/** Reads `v1 l2 r3 u4`; throws what the script should see on anything else. */
export function parseChanges(text: string): ConfChangeSingle[] {
  const words = text.split(/\s+/).filter(word => word !== '')
  return words.map(word => {
    const letter = word[0]!
    const found = Object.entries(CHANGE_LETTERS).find(([, each]) => each === letter)
    if (word.length < 2) throw new Error(`unknown token ${word}`)
    if (found === undefined) throw new Error(`unknown input: ${word}`)
    return { type: found[0] as ConfChangeType, raftId: Number(word.slice(1)) }
  })
}

function changesToString(changes: readonly ConfChangeSingle[]): string {
  return changes.map(({ type, raftId }) => `${CHANGE_LETTERS[type]}${raftId}`).join(' ')
}

function idSet(ids: readonly RaftId[]): string {
  return `(${ids.join(' ')})`
}

function goList(ids: readonly RaftId[]): string {
  return `[${ids.join(' ')}]`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

/** Go's `%q` of bytes that are ASCII; others are shown by their value. */
function quote(data: Uint8Array): string {
  let text = ''
  for (const byte of data) {
    const character = String.fromCharCode(byte)
    const isPrintable = byte >= 0x20 && byte < 0x7f
    const hexadecimal = `\\x${byte.toString(16).padStart(2, '0')}`
    text += ESCAPES[character] ?? (isPrintable ? character : hexadecimal)
  }
  return `"${text}"`
}
