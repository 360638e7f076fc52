/**
 * A program that speaks to one node as its peers do: many requests at once on one connection.
 *
 *     connect ─► TLS proves the node's id ─► join.begin, client.enter: both prove the secret ─► kv.*
 *
 * The secret itself never travels. After a broken connection the proof is made again.
 */

import { randomBytes } from 'node:crypto'
import { hasCode } from '@polis/base'
import {
  createIdentity,
  createLibp2pTransport,
  makeChallenge,
  type PeerAddress,
  type PeerId,
  prove,
  type RequestOptions,
  type Transport,
  verify,
} from '@polis/transport'
import { nodeError } from '../errors.ts'
import {
  getReply,
  getRequest,
  type KvOutcome,
  type KvPut,
  type KvValue,
  putAllReply,
  putAllRequest,
  putReply,
  putRequest,
} from '../kv-wire.ts'
import {
  clientEnterReply,
  clientEnterRequest,
  joinBeginReply,
  joinBeginRequest,
  METHODS,
} from '../wire.ts'

export type PeerClientOptions = {
  /** The node's cluster address. */
  readonly address: PeerAddress
  /** The cluster's secret: the content of `join-secret`. */
  readonly secret: string
  readonly timeoutMs?: number
}

/** A write or a read that takes longer is given up; the write may still happen. */
const TIMEOUT_MS = 10_000

/** A client of one node. */
export class PeerClient {
  readonly #transport: Transport
  readonly #peer: PeerId
  readonly #secret: string
  readonly #options: RequestOptions
  #entering: Promise<void> | undefined

  private constructor(transport: Transport, peer: PeerId, secret: string, timeoutMs: number) {
    this.#transport = transport
    this.#peer = peer
    this.#secret = secret
    this.#options = { timeoutMs }
  }

  /**
   * Connects and enters. Throws `transport/unreachable`, and `node/join-refused` if one side does
   * not know the secret.
   */
  static async connect(options: PeerClientOptions): Promise<PeerClient> {
    const { address, secret, timeoutMs = TIMEOUT_MS } = options
    const { privateKey } = await createIdentity()
    const transport = await createLibp2pTransport({ privateKey })
    await transport.start()
    try {
      const peer = await transport.dial(address, { timeoutMs })
      transport.setAddress(peer, address)
      const client = new PeerClient(transport, peer, secret, timeoutMs)
      await client.#enter()
      return client
    } catch (error) {
      await transport.stop()
      throw error
    }
  }

  /** Writes a key and answers its revision. Throws what the node throws. */
  async put(put: KvPut, requestId = ''): Promise<number> {
    const answer = await this.#request(METHODS.kvPut, putRequest.encode({ put, requestId }))
    return putReply.decode(answer).revision
  }

  /** Many writes in one request, each for itself; one outcome each, in their order. */
  async putAll(puts: readonly KvPut[], requestId = ''): Promise<KvOutcome[]> {
    const answer = await this.#request(METHODS.kvPutAll, putAllRequest.encode({ puts, requestId }))
    return putAllReply.decode(answer).outcomes
  }

  /** Reads a key: linearizable, or with `isStale` what the node has. */
  async get(key: string, isStale = false): Promise<KvValue> {
    const answer = await this.#request(METHODS.kvGet, getRequest.encode({ key, isStale }))
    return getReply.decode(answer)
  }

  close(): Promise<void> {
    return this.#transport.stop()
  }

  async #request(method: string, body: Uint8Array): Promise<Uint8Array> {
    try {
      return await this.#transport.request(this.#peer, method, body, this.#options)
    } catch (error) {
      // On a new connection the node does not know this client yet.
      if (!hasCode(error, 'transport/not-allowed')) throw error
      this.#entering ??= this.#enter().finally(() => {
        this.#entering = undefined
      })
      await this.#entering
      return this.#transport.request(this.#peer, method, body, this.#options)
    }
  }

  async #enter(): Promise<void> {
    const request = (method: string, body: Uint8Array) =>
      this.#transport.request(this.#peer, method, body, this.#options)
    const begin = joinBeginReply.decode(await request(METHODS.joinBegin, joinBeginRequest.encode()))
    const parties = { joiner: this.#transport.self, member: this.#peer }
    const challenge = makeChallenge(randomBytes)
    const statement = { prover: 'client' as const, challenge: begin.challenge, ...parties }
    const proof = prove(this.#secret, statement)
    const reply = clientEnterReply.decode(
      await request(METHODS.clientEnter, clientEnterRequest.encode({ proof, challenge })),
    )
    if (verify(this.#secret, { prover: 'member', challenge, ...parties }, reply.proof)) return
    throw nodeError('node/join-refused', {
      message: 'the node could not prove that it knows the join token',
      hint: 'check that the address is one of your cluster',
    })
  }
}
