/**
 * What is signed, and by whom: stamps of record sets by their owner, claim batches by their sender.
 *
 * The signed bytes begin with their purpose and the cluster's id, so no signature can be used for
 * another purpose or in another cluster. Keys and algorithm (Ed25519) belong to the `Signatures`
 * that are handed in.
 */

import type { PeerId } from '@polis/transport'
import type { Claim } from './claim.ts'
import type { ClaimBatch } from './message.ts'
import type { Stamp } from './record.ts'

/** Signs as this node, and checks what any peer has signed. Both are deterministic. */
export type Signatures = {
  sign(bytes: Uint8Array): Uint8Array
  verify(peer: PeerId, bytes: Uint8Array, signature: Uint8Array): boolean
}

/** Makes and checks the signatures of one cluster. */
export class Notary {
  readonly #signatures: Signatures
  readonly #clusterId: string

  constructor(signatures: Signatures, clusterId: string) {
    this.#signatures = signatures
    this.#clusterId = clusterId
  }

  /** `stamp` with this node's signature; its owner must be this node. */
  stamp(stamp: Omit<Stamp, 'signature'>): Stamp {
    return { ...stamp, signature: this.#signatures.sign(this.#stampBytes(stamp)) }
  }

  /** True if the owner named in `stamp` signed it. */
  isStamped(stamp: Stamp): boolean {
    return this.#signatures.verify(stamp.owner, this.#stampBytes(stamp), stamp.signature)
  }

  /** `claims` with this node's signature. */
  batch(sender: PeerId, claims: readonly Claim[]): ClaimBatch {
    return { sender, claims, signature: this.#signatures.sign(this.#claimBytes(sender, claims)) }
  }

  /** True if the sender named in `batch` signed it. */
  isSigned(batch: ClaimBatch): boolean {
    const bytes = this.#claimBytes(batch.sender, batch.claims)
    return this.#signatures.verify(batch.sender, bytes, batch.signature)
  }

  #stampBytes(stamp: Omit<Stamp, 'signature'>): Buffer {
    const hash = Buffer.from(stamp.hash).toString('hex')
    return this.#bytes('stamp', [stamp.owner, stamp.incarnation, stamp.version, hash])
  }

  #claimBytes(sender: PeerId, claims: readonly Claim[]): Buffer {
    const fields = claims.map(c => [c.peer, c.state, c.incarnation, c.by, c.reason])
    return this.#bytes('claims', [sender, fields])
  }

  #bytes(purpose: string, fields: readonly unknown[]): Buffer {
    return Buffer.from(JSON.stringify(['polis/gossip/1', purpose, this.#clusterId, fields]))
  }
}
