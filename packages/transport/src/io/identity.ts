/**
 * A node's identity: an Ed25519 key pair in a file that only its owner can read.
 *
 * The public half is the peer id. The file holds libp2p's protobuf form of the private key. It is
 * written to a temporary file, synced and renamed, so a crash never leaves half an identity; one
 * that cannot be read stops the node, because a new identity would be a new node.
 */

import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import {
  generateKeyPair,
  generateKeyPairFromSeed,
  privateKeyFromProtobuf,
  privateKeyToProtobuf,
} from '@libp2p/crypto/keys'
import type { PrivateKey } from '@libp2p/interface'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { PolisError } from '@polis/base'
import type { PeerId } from '../transport.ts'

/** Who a node is. */
export type Identity = { readonly privateKey: PrivateKey; readonly peerId: PeerId }

/** A new identity that is kept nowhere. */
export async function createIdentity(): Promise<Identity> {
  return identityOf(await generateKeyPair('Ed25519'))
}

/** The identity of 32 bytes that everybody may know: for measuring, never for a node. */
export async function identityFromSeed(seed: Uint8Array): Promise<Identity> {
  return identityOf(await generateKeyPairFromSeed('Ed25519', seed))
}

/**
 * The identity in the file at `path`, made there (with its folder) if there is no such file.
 * Throws `transport/damaged-identity` if the file holds anything else.
 */
export async function loadOrCreateIdentity(path: string): Promise<Identity> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw damaged(path, error)
    const identity = await createIdentity()
    await store(path, privateKeyToProtobuf(identity.privateKey))
    return identity
  }
  try {
    const privateKey = privateKeyFromProtobuf(bytes)
    if (privateKey.type === 'Ed25519') return identityOf(privateKey)
  } catch (error) {
    throw damaged(path, error)
  }
  throw damaged(path, undefined)
}

function identityOf(privateKey: PrivateKey): Identity {
  return { privateKey, peerId: peerIdFromPrivateKey(privateKey).toString() }
}

function damaged(path: string, cause: unknown): PolisError {
  return new PolisError('transport/damaged-identity', {
    message: `${path} does not hold this node's identity`,
    hint: 'restore the file from a backup, or remove the data directory and join as a new node',
    fields: { path },
    cause,
  })
}

async function store(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}.${randomBytes(4).toString('hex')}`
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
