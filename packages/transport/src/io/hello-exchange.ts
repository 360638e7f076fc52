/**
 * The first words on a connection: who, which cluster, which version.
 *
 * A dial is trusted only after them. TLS lets a dial succeed before the other side has looked at
 * us, so a peer that refuses looks connected for a moment. Whoever dialled speaks first; both sides
 * check the same things and so agree, and each gets its own typed error.
 */

import type { Connection, Stream } from '@libp2p/interface'
import { compareEpochs, PolisError } from '@polis/base'
import { incompatible, otherEpoch, unreachablePeer, wrongCluster } from '../errors.ts'
import { decodeHello, encodeHello, type Hello, PROTOCOL_VERSION } from '../wire.ts'
import { FramedStream } from './framed-stream.ts'

export const HELLO_PROTOCOL = '/polis/hello/1'

/** Bounds of an exchange. */
export type HelloBounds = { readonly frameBytesMax: number; readonly timeoutMs: number }

/** Says hello on a connection we dialled; answers with theirs, or throws a `PolisError`. */
export async function sayHello(
  connection: Connection,
  ours: Hello,
  bounds: HelloBounds,
): Promise<Hello> {
  const peer = connection.remotePeer.toString()
  const signal = AbortSignal.timeout(bounds.timeoutMs)
  const { promise, resolve, reject } = Promise.withResolvers<Hello>()
  // It may fail while the stream is still being opened, when nobody waits for it yet.
  promise.catch(() => {})
  let framed: FramedStream | undefined
  const fail = (error: PolisError) => {
    // First the reason: the abort reports a close, which would be another one.
    reject(error)
    framed?.abort('hello failed')
  }
  // It may be too late while the stream is still being opened, which then fails by itself.
  promise.catch(() => {})
  const onTimeout = () => fail(unreachablePeer(peer, 'it does not answer to hello'))
  signal.addEventListener('abort', onTimeout)
  try {
    const stream = await connection.newStream(HELLO_PROTOCOL, { signal })
    framed = frame(
      stream,
      bounds,
      theirs => {
        framed?.end()
        const refusal = refusalOf(peer, ours, theirs)
        refusal === undefined ? resolve(theirs as Hello) : fail(refusal)
      },
      () => fail(unreachablePeer(peer, 'it closed the connection at hello')),
    )
    framed.send(encodeHello(ours))
    return await promise
  } catch (error) {
    if (error instanceof PolisError) throw error
    throw unreachablePeer(peer, 'it does not answer to hello', error)
  } finally {
    signal.removeEventListener('abort', onTimeout)
  }
}

/** Answers a hello on `stream`; calls `done` once, with theirs or with why they are refused. */
export function answerHello(
  peer: string,
  stream: Stream,
  makeOurs: () => Hello,
  bounds: HelloBounds,
  done: (result: Hello | PolisError) => void,
): void {
  let isDone = false
  const finish = (result: Hello | PolisError) => {
    if (isDone) return
    isDone = true
    done(result)
  }
  const framed = frame(
    stream,
    bounds,
    theirs => {
      const ours = makeOurs()
      framed.send(encodeHello(ours))
      framed.end()
      finish(refusalOf(peer, ours, theirs) ?? (theirs as Hello))
    },
    () => finish(unreachablePeer(peer, 'it closed the connection at hello')),
  )
}

function frame(
  stream: Stream,
  bounds: HelloBounds,
  onHello: (theirs: Hello | undefined) => void,
  onClose: () => void,
): FramedStream {
  return new FramedStream(stream, {
    frameBytesMax: bounds.frameBytesMax,
    bufferBytesMax: bounds.frameBytesMax,
    onFrame: bytes => onHello(decodeHello(bytes)),
    onClose,
  })
}

/** Why `theirs` and `ours` cannot talk, or undefined. */
function refusalOf(peer: string, ours: Hello, theirs: Hello | undefined): PolisError | undefined {
  if (theirs === undefined || theirs.peerId !== peer) {
    return unreachablePeer(peer, 'what it says at hello makes no sense')
  }
  if (theirs.protocolVersion !== PROTOCOL_VERSION) {
    return incompatible(peer, PROTOCOL_VERSION, theirs.protocolVersion)
  }
  const areBothInOne = ours.clusterId !== '' && theirs.clusterId !== ''
  if (areBothInOne && ours.clusterId !== theirs.clusterId) {
    return wrongCluster(peer, ours.clusterId, theirs.clusterId)
  }
  const order = areBothInOne ? compareEpochs(ours.epoch, theirs.epoch) : 'same'
  if (order !== 'same') {
    return otherEpoch(peer, order, { ours: ours.epoch, theirs: theirs.epoch })
  }
  return undefined
}
