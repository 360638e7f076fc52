import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { resetSocket } from './socket-reset.ts'

describe('resetting a socket', () => {
  let server: Server
  let ours: Socket
  let theirs: Socket
  beforeEach(async () => {
    server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    theirs = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
    ours = (await once(server, 'connection'))[0]
    ours.on('error', () => undefined)
    theirs.resume()
  })
  afterEach(() => {
    theirs.destroy()
    server.close()
  })

  it('tells the other end that the stream was cut', async () => {
    const failed = once(theirs, 'error')
    resetSocket(ours)
    assert.equal((await failed)[0].code, 'ECONNRESET')
  })

  it('closes the socket although its FIN is just being sent', async () => {
    const closed = once(ours, 'close')
    ours.end()
    resetSocket(ours)
    await closed
  })

  it('resets a stream that ends while bytes of it are still unsent', async () => {
    theirs.pause()
    const failed = once(theirs, 'error')
    ours.write(Buffer.alloc(20_000_000))
    ours.end()
    resetSocket(ours)
    theirs.resume()
    assert.equal((await failed)[0].code, 'ECONNRESET')
  })
})
