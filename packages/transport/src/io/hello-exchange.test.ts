import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection } from '@libp2p/interface'
import { hasCode } from '@polis/base'
import { PROTOCOL_VERSION } from '../wire.ts'
import { sayHello } from './hello-exchange.ts'

test('a peer that does not even open a stream in time is unreachable, and nothing else fails', async () => {
  const connection = {
    remotePeer: 'peer-2',
    newStream: (_: string, { signal }: { signal: AbortSignal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => setTimeout(reject, 5, signal.reason))
      }),
  } as unknown as Connection
  const ours = {
    ...{ protocolVersion: PROTOCOL_VERSION, clusterId: '', peerId: 'peer-1', instance: 'a' },
    ...{ isAdditional: false, application: new Uint8Array(), epoch: { count: 0, mark: '' } },
  }
  const unhandled: unknown[] = []
  const onUnhandled = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', onUnhandled)
  const bounds = { frameBytesMax: 1_024, timeoutMs: 5 }
  // The timer of an abort signal keeps no process alive, and nothing else runs here.
  const alive = setInterval(() => {}, 1_000)
  await assert.rejects(sayHello(connection, ours, bounds), error =>
    hasCode(error, 'transport/unreachable'),
  )
  await new Promise(resolve => setImmediate(resolve))
  clearInterval(alive)
  process.off('unhandledRejection', onUnhandled)
  assert.deepEqual(unhandled, [])
})
