/**
 * The public key inside a peer id: an Ed25519 peer id is its key (libp2p specs, peer-ids).
 */

import { peerIdFromString } from '@libp2p/peer-id'
import type { PeerId } from '../transport.ts'

/** The 32 raw bytes of the Ed25519 key in `peer`; undefined if it holds another kind, or none. */
export function publicKeyOf(peer: PeerId): Uint8Array | undefined {
  try {
    const id = peerIdFromString(peer)
    return id.type === 'Ed25519' ? id.publicKey.raw : undefined
  } catch {
    // Not a peer id at all: whoever asks treats it as one without a key.
    return undefined
  }
}
