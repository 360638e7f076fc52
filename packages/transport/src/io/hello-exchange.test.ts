import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection } from '@libp2p/interface'
import { hasCode } from '@polis/base'
import { PROTOCOL_VERSION } from '../wire.ts'
import { sayHello } from './hello-exchange.ts'

const OURS = {
  protocolVersion: PROTOCOL_VERSION,
  clusterId: '',
  peerId: 'us',
  instance: '1',
  isAdditional: false,
  application: new Uint8Array(),
}

test('a peer that never lets a stream open is unreachable, and nothing else happens', async () => {
  // The runner fails a test that leaves a rejection to nobody, which would end a node.
  const connection = {
    remotePeer: 'them',
    newStream: (_: string, { signal }: { signal: AbortSignal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => setTimeout(() => reject(signal.reason), 5))
      }),
  }
  const said = sayHello(connection as unknown as Connection, OURS, {
    frameBytesMax: 1_024,
    timeoutMs: 5,
  })
  await assert.rejects(said, error => hasCode(error, 'transport/unreachable'))
})
