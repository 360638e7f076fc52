/**
 * Peer ids as people read and type them.
 *
 * Every Ed25519 peer id begins with the same eight characters, the base58 of "an identity hash of
 * an Ed25519 public key". They say nothing, so they are left out when an id is shown, and may be
 * left out when one is typed.
 */

import type { PeerId } from './transport.ts'

const CONSTANT_HEAD = '12D3KooW'

/** Characters shown by default: 46 bits, enough for people to tell nodes apart. */
const SHORT_ID_LENGTH = 8

/** The first `length` characters that differ from node to node; `Infinity` gives them all. */
export function shortPeerId(peer: PeerId, length = SHORT_ID_LENGTH): string {
  const rest = peer.startsWith(CONSTANT_HEAD) ? peer.slice(CONSTANT_HEAD.length) : peer
  return rest.slice(0, length)
}

/** The peers whose id, with or without its constant head, begins with `prefix`; none for ''. */
export function matchPeerIds(peers: Iterable<PeerId>, prefix: string): PeerId[] {
  if (prefix === '') return []
  return [...peers].filter(
    peer => peer.startsWith(prefix) || shortPeerId(peer, Infinity).startsWith(prefix),
  )
}
