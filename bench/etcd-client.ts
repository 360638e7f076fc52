/**
 * etcd's gRPC API, as much of it as is measured: Put, Range and a transaction of Puts.
 *
 * gRPC is HTTP/2 with a length before each message, and the messages are few enough to write by
 * hand; so nothing stands between the load generator and etcd that could slow it down.
 */

import { once } from 'node:events'
import { type ClientHttp2Session, connect } from 'node:http2'
import type { KvClient } from './kv-client.ts'

const MESSAGE_HEADER_BYTES = 5

/** A field of a protobuf message that has a length. */
function field(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2]), varint(bytes.length), bytes])
}

function flag(number: number): Buffer {
  return Buffer.from([number << 3, 1])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  return Buffer.from([...bytes, rest])
}

function putRequest(key: string, value: Buffer): Buffer {
  return Buffer.concat([field(1, Buffer.from(key)), field(2, value)])
}

/** One connection to one etcd node. */
export class EtcdClient implements KvClient {
  readonly #session: ClientHttp2Session

  private constructor(session: ClientHttp2Session) {
    this.#session = session
  }

  static async connect(host: string, port: number): Promise<EtcdClient> {
    const session = connect(`http://${host}:${port}`, {
      settings: { enablePush: false, initialWindowSize: 1 << 20 },
    })
    // Whoever waits for an answer hears of it.
    session.on('error', () => undefined)
    await once(session, 'connect')
    session.setLocalWindowSize(16 << 20)
    return new EtcdClient(session)
  }

  put(key: string, value: Buffer): Promise<Buffer> {
    return this.#call('/etcdserverpb.KV/Put', putRequest(key, value))
  }

  /** All of them or none: etcd has no other way to write several keys with one request. */
  putAll(keys: readonly string[], value: Buffer): Promise<Buffer> {
    // TxnRequest.success (2): RequestOp.request_put (2).
    const puts = keys.map(key => field(2, field(2, putRequest(key, value))))
    return this.#call('/etcdserverpb.KV/Txn', Buffer.concat(puts))
  }

  get(key: string, isStale: boolean): Promise<Buffer> {
    const serializable = isStale ? flag(7) : Buffer.alloc(0)
    const request = Buffer.concat([field(1, Buffer.from(key)), serializable])
    return this.#call('/etcdserverpb.KV/Range', request)
  }

  async close(): Promise<void> {
    this.#session.destroy()
  }

  #call(path: string, message: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const stream = this.#session.request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        te: 'trailers',
      })
      let answer: Buffer | undefined
      let failure = ''
      stream.on('data', (bytes: Buffer) => {
        answer = answer === undefined ? bytes : Buffer.concat([answer, bytes])
      })
      const noteStatus = (headers: Record<string, unknown>) => {
        if (Number(headers['grpc-status'] ?? 0) !== 0) failure = String(headers['grpc-message'])
      }
      stream.on('response', noteStatus)
      stream.on('trailers', noteStatus)
      stream.once('error', reject)
      stream.once('close', () => {
        if (answer !== undefined && failure === '') resolve(answer.subarray(MESSAGE_HEADER_BYTES))
        else reject(new Error(`${path}: ${failure || 'no answer'}`))
      })
      const header = Buffer.alloc(MESSAGE_HEADER_BYTES)
      header.writeUInt32BE(message.length, 1)
      stream.end(Buffer.concat([header, message]))
    })
  }
}
