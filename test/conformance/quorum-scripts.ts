/**
 * etcd's scripts about quorums: `committed` and `vote`, for one majority or two.
 *
 * Each result is computed a second way too, and any difference is printed, which fails the script.
 */

import {
  type JointVoters,
  jointCommitted,
  jointIds,
  jointVote,
  majorityCommitted,
  majorityVote,
  type RaftId,
} from '@polis/raft'
import type { Argument, Directive } from './data-driven.ts'

type Known = ReadonlyMap<RaftId, number>

/** The arguments of one command; placeholders are in `inputs` as `undefined`. */
type Case = {
  readonly voters: readonly RaftId[]
  readonly second: readonly RaftId[] | undefined
  readonly inputs: readonly (number | undefined)[]
}

const VOTE_NAMES = { won: 'VoteWon', lost: 'VoteLost', pending: 'VotePending' } as const

/** Runs the directives of one script; they do not depend on one another. */
export function quorumRunner(): (directive: Directive) => string {
  return directive => {
    const given = parseCase(directive.arguments)
    const joint = { voters: given.voters, votersOutgoing: given.second ?? [] }
    const ids = jointIds(joint)
    if (ids.length !== given.inputs.length) {
      const inputs = given.inputs.map(input => input ?? 0).join(' ')
      const set = ids.map(id => `${id}:{}`).join(' ')
      return `error: mismatched input (explicit or _) for voters map[${set}]: [${inputs}]`
    }
    const known = assignInputs(given)
    if (directive.command === 'committed')
      return committed(joint, given.second !== undefined, known)
    if (directive.command === 'vote') return vote(joint, given.second !== undefined, known)
    return 'unknown command'
  }
}

function parseCase(args: readonly Argument[]): Case {
  const values = (key: string) => args.find(argument => argument.key === key)?.values
  const second = values('cfgj')
  const votes = values('votes')?.map(text => ({ y: 2, n: 1 })[text])
  const indexes = values('idx')?.map(text => (text === '_' ? undefined : Number(text)))
  return {
    voters: (values('cfg') ?? []).map(Number),
    second: second?.[0] === 'zero' ? [] : second?.map(Number),
    inputs: votes ?? indexes ?? [],
  }
}

/** Gives the inputs to the voters in the order they are named, each voter once. */
function assignInputs({ voters, second, inputs }: Case): Known {
  const order = [...new Set([...voters, ...(second ?? [])])]
  const known = new Map<RaftId, number>()
  for (const [at, id] of order.entries()) {
    const input = inputs[at]
    if (input !== undefined) known.set(id, input)
  }
  return known
}

function committed(joint: JointVoters, isJoint: boolean, known: Known): string {
  const acknowledged = (id: RaftId) => known.get(id)
  const { voters, votersOutgoing } = joint
  const index = jointCommitted(joint, acknowledged)
  let text = describe(jointIds(joint), known)
  const compare = (other: number, how: string) => {
    if (other !== index) text += `${indexText(other)} <-- via ${how}\n`
  }
  if (isJoint) {
    const swapped = { voters: votersOutgoing, votersOutgoing: voters }
    compare(jointCommitted(swapped, acknowledged), 'symmetry')
  } else {
    compare(byCounting(voters, known), 'alternative computation')
    compare(majorityCommitted(voters, acknowledged), 'zero-joint quorum')
    const twice = { voters, votersOutgoing: voters }
    compare(jointCommitted(twice, acknowledged), 'self-joint quorum')
    text += overlays(voters, known, index)
  }
  return `${text}${indexText(index)}\n`
}

/** Lowering what is below the committed index anyway must not change it. */
function overlays(voters: readonly RaftId[], known: Known, index: number): string {
  let text = ''
  for (const id of voters) {
    const own = known.get(id) ?? 0
    if (own === 0 || own >= index) continue
    for (const lower of [own - 1, 0]) {
      const result = majorityCommitted(voters, each => (each === id ? lower : known.get(each)))
      if (result !== index) text += `${indexText(result)} <-- overlaying ${id}->${lower}`
    }
  }
  return text
}

/** The definition, word for word: the largest index that a majority has reached. */
function byCounting(voters: readonly RaftId[], known: Known): number {
  if (voters.length === 0) return Number.POSITIVE_INFINITY
  const indexes = voters.map(id => known.get(id) ?? 0)
  const isCommitted = (index: number) =>
    indexes.filter(each => each >= index).length > voters.length / 2
  return Math.max(0, ...indexes.filter(isCommitted))
}

function vote(joint: JointVoters, isJoint: boolean, known: Known): string {
  const votes = new Map([...known].map(([id, value]) => [id, value === 2]))
  if (!isJoint) return `${VOTE_NAMES[majorityVote(joint.voters, votes)]}\n`
  const result = jointVote(joint, votes)
  const swapped = { voters: joint.votersOutgoing, votersOutgoing: joint.voters }
  const other = jointVote(swapped, votes)
  const difference = other === result ? '' : `${VOTE_NAMES[other]} <-- via symmetry\n`
  return `${difference}${VOTE_NAMES[result]}\n`
}

/** Draws the acknowledged indexes as bars: equal indexes, equal bars. */
function describe(voters: readonly RaftId[], known: Known): string {
  if (voters.length === 0) return '<empty majority quorum>'
  const width = voters.length
  const index = (id: RaftId) => known.get(id) ?? 0
  const sorted = [...voters].sort((a, b) => index(a) - index(b) || a - b)
  const lines = [...voters]
    .sort((a, b) => a - b)
    .map(id => {
      const bar = sorted.findIndex(other => index(other) === index(id))
      const drawn = known.has(id) ? `${'x'.repeat(bar)}>` : '?'
      return `${drawn.padEnd(width + 1)} ${String(index(id)).padStart(5)}    (id=${id})\n`
    })
  return `${' '.repeat(width)}    idx\n${lines.join('')}`
}

function indexText(index: number): string {
  return index === Number.POSITIVE_INFINITY ? '∞' : String(index)
}
