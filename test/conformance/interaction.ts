/**
 * The commands of etcd's interaction scripts.
 */

import {
  type ConfChangeTransition,
  type MessageType,
  message,
  type Outcome,
  type RaftId,
  type Snapshot,
} from '@polis/raft'
import type { Argument, Directive } from './data-driven.ts'
import {
  describeMessage,
  describeProgressMap,
  MESSAGE_NAMES,
  parseChanges,
  roleName,
} from './describe.ts'
import { Environment, type NodeOptions, type Recipient, refusalText } from './environment.ts'
import { LEVELS } from './output.ts'

type Command = (environment: Environment, directive: Directive) => void

/** Runs the directives of one script, one after the other, on one group of nodes. */
export function interactionRunner(): (directive: Directive) => string {
  const environment = new Environment()
  return directive => {
    const { output } = environment
    output.take()
    const error = run(environment, directive)
    if (error !== undefined) {
      // Failures are told even when all else is silenced.
      if (output.isQuiet) return error
      output.write(error)
    }
    const text = output.take()
    return text === '' ? 'ok' : text
  }
}

function run(environment: Environment, directive: Directive): string | undefined {
  const command = COMMANDS[directive.command]
  if (command === undefined) return 'unknown command'
  try {
    command(environment, directive)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const COMMANDS: Readonly<Record<string, Command>> = {
  _breakpoint: () => {},
  'add-nodes': addNodes,
  campaign: (environment, directive) => environment.node(firstId(directive)).raw.campaign(),
  compact: (environment, directive) => {
    const [id, index] = ids(directive)
    if (!environment.node(id!).storage.compact(index!)) {
      throw new Error('requested index is unavailable due to compaction')
    }
    environment.writeLog(id!)
  },
  'deliver-msgs': deliverMessages,
  'forget-leader': (environment, directive) =>
    environment.node(firstId(directive)).raw.forgetLeader(),
  'log-level': (environment, directive) => setLevel(environment, directive.arguments[0]?.key),
  'process-append-thread': (environment, directive) =>
    forEachNode(environment, directive, 'processing append thread', id =>
      environment.processAppendThread(id),
    ),
  'process-apply-thread': (environment, directive) =>
    forEachNode(environment, directive, 'processing apply thread', id =>
      environment.processApplyThread(id),
    ),
  'process-ready': (environment, directive) =>
    forEachNode(environment, directive, 'handling Ready', id => environment.processReady(id)),
  propose: (environment, directive) => {
    const data = new TextEncoder().encode(directive.arguments[1]!.key)
    check(environment.node(firstId(directive)).raw.propose(data))
  },
  'propose-conf-change': proposeConfChange,
  'raft-log': (environment, directive) => environment.writeLog(firstId(directive)),
  'raft-state': writeStates,
  'report-unreachable': (environment, directive) => {
    const [id, peer] = ids(directive)
    environment.node(id!).raw.reportUnreachable(peer!)
  },
  'send-snapshot': sendSnapshot,
  'set-randomized-election-timeout': (environment, directive) => {
    const ticks = Number(value(directive, 'timeout'))
    environment.node(firstId(directive)).raw.setRandomizedElectionTicks(ticks)
  },
  stabilize,
  status: (environment, directive) => {
    const { progress } = environment.node(firstId(directive)).raw.status()
    environment.output.write(describeProgressMap(progress))
  },
  'tick-election': (environment, directive) => environment.tick(firstId(directive), 'election'),
  'tick-heartbeat': (environment, directive) => environment.tick(firstId(directive), 'heartbeat'),
  'transfer-leadership': (environment, directive) => {
    const from = Number(value(directive, 'from'))
    environment.node(from).raw.transferLeader(Number(value(directive, 'to')))
  },
}

function addNodes(environment: Environment, directive: Directive): void {
  const { options, snapshot } = nodeSetup(directive.arguments.slice(1))
  environment.addNodes(firstId(directive), options, snapshot)
}

type Setup = { readonly options: NodeOptions; readonly snapshot: Snapshot | undefined }

function nodeSetup(args: readonly Argument[]): Setup {
  const lists = new Map<string, readonly string[]>(args.map(({ key, values }) => [key, values]))
  const flag = (key: string) => lists.get(key)?.[0] === 'true'
  const number = (key: string) => Number(lists.get(key)?.[0])
  const members = (key: string): RaftId[] => (lists.get(key) ?? []).map(Number)
  const readMode = lists.get('read-only')?.[0]
  if (readMode !== undefined && readMode !== 'safe' && readMode !== 'lease-based') {
    throw new Error(`invalid read-only option "${readMode}"`)
  }
  const hasState = ['voters', 'learners', 'index', 'content'].some(key => lists.has(key))
  const index = lists.has('index') ? number('index') : 0
  if (hasState && index <= 1) throw new Error('index must be specified as > 1 due to bootstrap')
  const options: NodeOptions = {
    applied: index,
    isStorageAsync: flag('async-storage-writes'),
    preVote: flag('prevote'),
    checkQuorum: flag('checkquorum'),
    stepDownOnRemoval: flag('step-down-on-removal'),
    validateConfChanges: !flag('disable-conf-change-validation'),
    ...(readMode === undefined ? {} : { readMode }),
    ...(lists.has('inflight') ? { maxInflightMessages: number('inflight') } : {}),
    ...(lists.has('max-committed-size-per-ready')
      ? { maxApplyingBytes: number('max-committed-size-per-ready') }
      : {}),
  }
  if (!hasState) return { options, snapshot: undefined }
  const confState = {
    voters: members('voters'),
    learners: members('learners'),
    votersOutgoing: [],
    learnersNext: [],
    autoLeave: false,
  }
  const data = new TextEncoder().encode(lists.get('content')?.[0] ?? '')
  return { options, snapshot: { data: [data], metadata: { confState, index, term: 1 } } }
}

function deliverMessages(environment: Environment, directive: Directive): void {
  const recipients: Recipient[] = []
  let type: MessageType | undefined
  for (const { key, values } of directive.arguments) {
    if (values.length === 0) recipients.push({ id: Number(key), isDropped: false })
    if (key === 'drop') recipients.push(...values.map(id => ({ id: Number(id), isDropped: true })))
    if (key === 'type') type = messageType(values[0]!)
  }
  const count = environment.deliver(recipients, type)
  if (count === 0) environment.output.write('no messages\n')
}

function messageType(name: string): MessageType {
  const found = Object.entries(MESSAGE_NAMES).find(([, each]) => each === name)
  if (found === undefined) throw new Error(`unknown message type ${name}`)
  return found[0] as MessageType
}

const TRANSITIONS: Readonly<Record<string, ConfChangeTransition>> = {
  auto: 'auto',
  implicit: 'joint-implicit',
  explicit: 'joint-explicit',
}

function proposeConfChange(environment: Environment, directive: Directive): void {
  const isV1 = value(directive, 'v1') === 'true'
  const name = value(directive, 'transition') ?? 'auto'
  const transition = TRANSITIONS[name]
  if (transition === undefined) throw new Error(`unknown transition ${name}`)
  const changes = parseChanges(directive.input)
  if (isV1 && (changes.length > 1 || transition !== 'auto')) {
    throw new Error('v1 conf change can only have one operation and no transition')
  }
  const change = { transition, changes, context: new Uint8Array(0) }
  const type = isV1 ? 'conf-change' : 'conf-change-v2'
  check(environment.node(firstId(directive)).raw.proposeConfChange(change, type))
}

function writeStates(environment: Environment): void {
  for (const { raw } of environment.nodes) {
    const { id, role, term, leader, config } = raw.status()
    const isVoter = config.voters.includes(id) || config.votersOutgoing.includes(id)
    const membership = isVoter ? '(Voter)' : '(Non-Voter)'
    const state = `${roleName(role)} ${membership} Term:${term} Lead:${leader}`
    environment.output.write(`${id}: ${state}\n`)
  }
}

function sendSnapshot(environment: Environment, directive: Directive): void {
  const [from, to] = ids(directive)
  const { raw, storage } = environment.node(from!)
  const { term } = raw.status()
  const snapshot = storage.snapshot()
  const sent = message({ type: 'snapshot', term, from: from!, to: to!, snapshot })
  environment.messages.push(sent)
  environment.output.write(describeMessage(sent))
}

function stabilize(environment: Environment, directive: Directive): void {
  const { output } = environment
  const before = output.level
  const level = value(directive, 'log-level')
  if (level !== undefined) setLevel(environment, level)
  try {
    environment.stabilize(ids(directive))
  } finally {
    output.level = before
  }
}

function setLevel(environment: Environment, name: string | undefined): void {
  const level = LEVELS.find(each => each === name?.toUpperCase())
  if (level === undefined) throw new Error(`log levels must be either of [${LEVELS.join(' ')}]`)
  environment.output.level = level
}

function forEachNode(
  environment: Environment,
  directive: Directive,
  title: string,
  body: (id: number) => void,
): void {
  const nodes = ids(directive)
  for (const id of nodes) {
    if (nodes.length === 1) {
      body(id)
      continue
    }
    environment.output.write(`> ${id} ${title}\n`)
    environment.output.indented(() => body(id))
  }
}

function check(outcome: Outcome): void {
  if (outcome.kind === 'refused') throw new Error(refusalText(outcome.reason))
}

function ids(directive: Directive): number[] {
  const words = directive.arguments.filter(({ values }) => values.length === 0)
  return words.map(({ key }) => Number(key))
}

function firstId(directive: Directive): number {
  return Number(directive.arguments[0]?.key)
}

function value(directive: Directive, key: string): string | undefined {
  return directive.arguments.find(argument => argument.key === key)?.values[0]
}
