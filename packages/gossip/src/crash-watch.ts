/**
 * The fast path for crashes: a connection that closed, and a dial that nobody accepts.
 *
 * The kernel closes a killed process's connections within milliseconds and refuses new ones, while
 * a process that is stopped, starved or cut off does neither. So a refused dial is strong evidence,
 * and two observers of it need not wait for a suspicion to end. An accepted dial proves little (the
 * kernel accepts for a stopped process, too), and the member is probed at once.
 *
 *     link down ──► dial ──► refused ──► accuse (refused) ──► others dial, too
 *                       └──► accepted, unreachable ──► probe
 */

import type { Random } from '@polis/base'
import type { DialOutcome, PeerId } from '@polis/transport'
import type { Reason } from './claim.ts'
import type { GossipConfig } from './config.ts'
import type { Herald } from './herald.ts'
import type { Member, Membership } from './membership.ts'
import type { Prober } from './prober.ts'

/** Members that verify a suspicion of one: enough to confirm it whatever is lost. */
const SECOND_OBSERVERS = 8

/** Dials members whose connection closed, and judges what the dials met. */
export class CrashWatch {
  readonly #config: GossipConfig
  readonly #membership: Membership
  readonly #herald: Herald
  readonly #random: Random
  readonly #dialling = new Map<PeerId, number>()

  constructor(config: GossipConfig, membership: Membership, herald: Herald, random: Random) {
    this.#config = config
    this.#membership = membership
    this.#herald = herald
    this.#random = random
  }

  /** Dials `member` unless a dial of it is under way or it is expected to be away. */
  dial(member: Member, nowMs: number): void {
    const { peer, address, claim } = member
    if (claim.state !== 'alive' && claim.state !== 'suspect') return
    if ((this.#dialling.get(peer) ?? 0) > nowMs) return
    const timeoutMs = this.#config.crashDialTimeoutMs
    this.#dialling.set(peer, nowMs + 2 * timeoutMs)
    this.#herald.want({ kind: 'probe-dial', peer, address, timeoutMs })
  }

  /** A connection to `member` came up or the last one closed. */
  link(member: Member, isUp: boolean, nowMs: number): void {
    member.isLinked = isUp
    if (isUp) member.suspicion?.unrefuse(this.#membership.self)
    else this.dial(member, nowMs)
  }

  /** A dial of `member` ended. */
  judge(member: Member, outcome: DialOutcome, prober: Prober, nowMs: number): void {
    this.#dialling.delete(member.peer)
    if (member.isLinked) return
    if (outcome === 'refused') this.#membership.accuse(member, 'refused', nowMs)
    else if (member.claim.state === 'alive') prober.probe(member, nowMs)
  }

  /**
   * Somebody else suspects `member`: a few of us see for themselves right away, by a dial if theirs
   * was refused, else by a probe; so confirmations come within one interval, not one round.
   */
  verify(member: Member, reason: Reason, prober: Prober, nowMs: number): void {
    const { suspicion } = member
    const { self, count } = this.#membership
    if (suspicion === undefined || suspicion.hasAccuser(self)) return
    if (this.#random.next() >= SECOND_OBSERVERS / count) return
    if (reason === 'refused') this.dial(member, nowMs)
    else if (suspicion.needsConfirmation) prober.probe(member, nowMs)
  }

  /** Drops what is kept of a member that was removed. */
  forget(peer: PeerId): void {
    this.#dialling.delete(peer)
  }
}
