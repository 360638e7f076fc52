import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, describe, it } from 'node:test'
import { readInto } from './socket-reads.ts'

const opened: { destroy(): void }[] = []

/** Both ends of a connection; `accepted` is that of the server. */
async function pair(): Promise<{ client: Socket; accepted: Socket }> {
  const server = createServer({ allowHalfOpen: true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [accepted] = (await once(server, 'connection')) as [Socket]
  opened.push(client, accepted, { destroy: () => server.close() })
  return { client, accepted }
}

describe('reading an accepted socket into a buffer', () => {
  afterEach(() => {
    for (const one of opened.splice(0)) one.destroy()
  })

  it('takes place, with this version of Node.js, and replaces events', async () => {
    const { client, accepted } = await pair()
    const buffer = Buffer.alloc(16)
    const { promise: whole, resolve } = Promise.withResolvers<string>()
    let text = ''
    accepted.on('data', () => assert.fail('an event beside the buffer'))
    const isDone = readInto(accepted, buffer, size => {
      text += buffer.toString('latin1', 0, size)
      if (text.length === 40) resolve(text)
    })
    assert.equal(isDone, true)
    client.write('x'.repeat(40))
    assert.equal(await whole, 'x'.repeat(40))
  })

  it('stops while the socket is paused, and ends with it', async () => {
    const { client, accepted } = await pair()
    const buffer = Buffer.alloc(16)
    const events: string[] = []
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    accepted.on('end', () => {
      events.push('end')
      resolve()
    })
    accepted.resume()
    readInto(accepted, buffer, size => {
      events.push(`${size} bytes`)
      accepted.pause()
      setImmediate(() => {
        events.push('resumed')
        accepted.resume()
      })
    })
    client.end('y'.repeat(20))
    await ended
    assert.deepEqual(events, ['16 bytes', 'resumed', '4 bytes', 'resumed', 'end'])
  })

  it('is refused where bytes wait to be taken, which come first', async () => {
    const { client, accepted } = await pair()
    client.write('early')
    await once(accepted, 'readable')
    assert.equal(
      readInto(accepted, Buffer.alloc(16), () => assert.fail('read')),
      false,
    )
    assert.equal(String(accepted.read()), 'early')
  })

  it('is refused by a socket that is done, or reads into a buffer already', async () => {
    const { accepted } = await pair()
    assert.equal(
      readInto(accepted, Buffer.alloc(16), () => undefined),
      true,
    )
    assert.equal(
      readInto(accepted, Buffer.alloc(16), () => undefined),
      false,
    )
    const other = await pair()
    other.accepted.destroy()
    assert.equal(
      readInto(other.accepted, Buffer.alloc(16), () => undefined),
      false,
    )
  })
})
