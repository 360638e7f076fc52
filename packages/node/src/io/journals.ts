/**
 * The journals of all nodes: each answers what it observed of some objects, and any of them can ask
 * all the others.
 *
 * A node tells of an endpoint's health only where it owns that endpoint, since every other node saw
 * the same a moment later; of what its balancers did it always tells.
 */

import { EXPLAIN_REASONS_MAX, type JournalFilter, type Journals, matches } from '@polis/api'
import { hasCode, PolisError } from '@polis/base'
import type { ClusterState, Member } from '@polis/cluster'
import type { ObservedEvent, ObservedJournal } from '@polis/discovery'
import type { PeerId, Transport } from '@polis/transport'
import { readAnswer } from '../bad-answer.ts'
import { JOURNAL_TIMEOUT_MS } from '../config.ts'
import { nodeError } from '../errors.ts'
import { journalReply, journalRequest } from '../journal-wire.ts'
import { METHODS } from '../wire.ts'

export type JournalDependencies = {
  readonly self: PeerId
  readonly state: ClusterState
  readonly transport: Transport
  readonly journal: ObservedJournal
  /** True if a member can be expected to answer. */
  readonly isAlive: (peer: PeerId) => boolean
}

export class NodeJournals {
  readonly #deps: JournalDependencies

  constructor(deps: JournalDependencies) {
    this.#deps = deps
    deps.transport.handle(METHODS.journal, body => {
      const { filter, limit } = journalRequest.decode(body)
      return journalReply.encode(this.#own(filter, Math.min(limit, EXPLAIN_REASONS_MAX)))
    })
  }

  /**
   * What all nodes observed, newest first for each; who is dead or late is `unanswered`,
   * and whose answer cannot be read is `damaged`.
   */
  async ask(filter: JournalFilter): Promise<Journals> {
    const members = [...this.#deps.state.members.values()]
    const answers = await Promise.all(members.map(member => this.#journalOf(member, filter)))
    return {
      events: answers.flatMap(({ events }) => events),
      unanswered: answers.flatMap(({ unanswered }) => unanswered),
      damaged: answers.flatMap(({ damaged }) => damaged ?? []),
    }
  }

  /** What one member observed, which may be nothing of use. */
  async #journalOf({ id, name: node }: Member, filter: JournalFilter): Promise<Journals> {
    try {
      const events = await this.#eventsOf(id, node, filter)
      return { events: events.map(event => ({ node, event })), unanswered: [] }
    } catch (error) {
      if (!(error instanceof PolisError)) throw error
      if (!hasCode(error, 'node/bad-answer')) return { events: [], unanswered: [node] }
      return { events: [], unanswered: [], damaged: [{ node, reason: error.message }] }
    }
  }

  async #eventsOf(id: PeerId, name: string, filter: JournalFilter): Promise<ObservedEvent[]> {
    const { self, transport, isAlive } = this.#deps
    if (id === self) return this.#own(filter, EXPLAIN_REASONS_MAX)
    if (!isAlive(id)) throw nodeError('node/timed-out', { message: `${name} is not alive` })
    const body = journalRequest.encode(filter, EXPLAIN_REASONS_MAX)
    const options = { timeoutMs: JOURNAL_TIMEOUT_MS }
    const reply = await transport.request(id, METHODS.journal, body, options)
    return readAnswer(name, 'the journal', () => journalReply.decode(reply))
  }

  /** This node's own observations of what is asked for, newest first. */
  #own(filter: JournalFilter, limit: number): ObservedEvent[] {
    const { self, state, journal } = this.#deps
    const ownName = state.members.get(self)?.name
    const found: ObservedEvent[] = []
    for (let seq = journal.lastSeq; seq >= journal.oldestSeq && found.length < limit; seq--) {
      const event = journal.at(seq)!
      const isOwn = event.topic !== 'health' || event.details['node'] === ownName
      if (isOwn && matches(filter, event)) found.push(event)
    }
    return found
  }
}
