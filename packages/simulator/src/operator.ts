/**
 * An operator who changes the membership: learners join, are promoted and demoted, voters are
 * replaced in a joint step, members go. Three voters at least remain, seven members at most.
 *
 * What it asks the leader for travels as production's configuration changes, the member record in
 * their context. A change may be refused or lost; the operator then tries something else.
 */

import { type Random, shuffled } from '@polis/base'
import { encodeMemberChange, type MemberChange, type NewMember } from '@polis/cluster'
import {
  type ConfChange,
  type ConfChangeSingle,
  type Entry,
  encodeConfChange,
  type LogStart,
  NONE,
  type RaftId,
} from '@polis/raft'
import { NODES_MAX } from './config.ts'
import { between, pick } from './draw.ts'
import type { SimulatedNode } from './node.ts'
import type { Trace } from './trace.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What the operator acts on. */
export type OperatorWorld = {
  readonly time: VirtualTime
  readonly random: Random
  readonly trace: Trace
  readonly membershipMs: number
  nodes(): readonly SimulatedNode[]
  /** The node that leads the highest term, if any does. */
  leader(): SimulatedNode | undefined
  /** The leader has been asked for a change. */
  onAsked(): void
  /** Starts a new node with an empty disk. */
  add(): SimulatedNode
}

/** The least that remain. */
const VOTERS_MIN = 3

/** Changes members until it is told to stop. */
export class Operator {
  changes = 0
  readonly #world: OperatorWorld
  #isOver = false

  constructor(world: OperatorWorld) {
    this.#world = world
  }

  /** Begins; changes come about `membershipMs` apart. */
  begin(): void {
    const { time, random, membershipMs } = this.#world
    if (membershipMs === 0) return
    time.after(between(random, 0.2, 1.8) * membershipMs, () => {
      if (this.#isOver) return
      this.#act()
      this.begin()
    })
  }

  end(): void {
    this.#isOver = true
  }

  #act(): void {
    const { random, trace, leader, onAsked } = this.#world
    const node = leader()
    if (node === undefined || !node.isUp) return
    const change = this.#draw(node)
    if (change === undefined) return
    this.changes++
    const text = change.changes.map(({ type, raftId }) => `${type} n${raftId}`).join(', ')
    trace.note(`operator asks n${node.id} for ${text}`)
    node.life.input(driver => driver.proposeConfChange(change))
    // Sometimes twice, as somebody would who is impatient.
    if (random.int(4) === 0) node.life.input(driver => driver.proposeConfChange(change))
    onAsked()
  }

  #draw(node: SimulatedNode): ConfChange | undefined {
    const { random, nodes, add } = this.#world
    const { voters, learners } = node.life.driver.log.applied.confState
    const canLose = voters.length > VOTERS_MIN
    const kinds = [
      ...(['join', 'promote', 'promote', 'demote', 'remove', 'drop'] as const),
      ...(['replace', 'swap', 'swap'] as const),
    ] as const
    const kind = pick(random, kinds)
    const learner = learners.length > 0 ? pick(random, learners) : undefined
    const voter = pick(random, voters.length > 0 ? voters : [node.id])
    if (kind === 'demote' || kind === 'remove') {
      if (!canLose) return
      const type = kind === 'demote' ? 'add-learner' : 'remove'
      return changeOf([{ type, raftId: voter }], { kind, id: peerOf(voter) })
    }
    // Whatever needs a learner begins with one.
    if (kind === 'join' || learner === undefined) {
      if (voters.length + learners.length >= NODES_MAX || nodes().length >= 2 * NODES_MAX) return
      const { id } = add()
      return changeOf([{ type: 'add-learner', raftId: id }], joining(id))
    }
    if (kind === 'swap') return this.#swap(voters, learners)
    const id = peerOf(learner)
    if (kind === 'drop') {
      return changeOf([{ type: 'remove', raftId: learner }], { kind: 'remove', id })
    }
    const promotion: ConfChangeSingle = { type: 'add-voter', raftId: learner }
    if (kind === 'promote') return changeOf([promotion], { kind, id })
    return changeOf([promotion, { type: 'remove', raftId: voter }], { kind: 'promote', id })
  }

  /** Learners and as many voters change places in one joint step: majorities hardly overlap. */
  #swap(voters: readonly RaftId[], learners: readonly RaftId[]): ConfChange {
    const coming = shuffled(learners, this.#world.random).slice(0, voters.length)
    const going = shuffled(voters, this.#world.random).slice(0, coming.length)
    const changes = [
      ...coming.map((raftId): ConfChangeSingle => ({ type: 'add-voter', raftId })),
      ...going.map((raftId): ConfChangeSingle => ({ type: 'add-learner', raftId })),
    ]
    return changeOf(changes, { kind: 'promote', id: peerOf(coming[0]!) })
  }
}

/** The first members' changes, as every founder is given them. */
export function foundingChanges(voters: number): ConfChange[] {
  return Array.from({ length: voters }, (_, i) =>
    changeOf([{ type: 'add-voter', raftId: i + 1 }], joining(i + 1)),
  )
}

/** A founder's first log, committed as it is. */
export function foundingStart(changes: readonly ConfChange[]): LogStart {
  const entries = changes.map((change, i): Entry => {
    return { term: 1, index: i + 1, type: 'conf-change-v2', data: encodeConfChange(change) }
  })
  const hardState = { term: 1, vote: NONE, commit: entries.length }
  return { hardState, entries, previous: { index: 0, term: 0 } }
}

function changeOf(changes: readonly ConfChangeSingle[], change: MemberChange): ConfChange {
  return { transition: 'auto', changes, context: encodeMemberChange(change) }
}

function joining(raftId: RaftId): MemberChange {
  const member: NewMember = {
    id: peerOf(raftId),
    name: `n${raftId}`,
    raftId,
    host: '10.0.0.1',
    clusterPort: 7000 + raftId,
    apiAddress: `10.0.0.1:${8000 + raftId}`,
    labels: {},
    drivers: ['process'],
    cpuMillicores: 1000,
    memoryBytes: 1 << 30,
    availability: 'ready',
    joinedMs: 0,
  }
  return { kind: 'add', member }
}

/** The id that the replicated state knows a node by. */
export function peerOf(raftId: RaftId): string {
  return `peer-${raftId}`
}
