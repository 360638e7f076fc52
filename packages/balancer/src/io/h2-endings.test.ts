import assert from 'node:assert/strict'
import { constants } from 'node:http2'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { SWEEP_INTERVAL_MS } from '../config.ts'
import { askH2 as ask, Fixture, testService } from './fixture.ts'
import {
  DATA,
  END_STREAM,
  frame,
  framesOf,
  PREFACE,
  post,
  RST_STREAM,
  SETTINGS,
  WINDOW_UPDATE,
  word,
} from './h2-frames.ts'

const INITIAL_WINDOW_SIZE = 4
/** More than an endpoint takes that does not read, less than is then held back on the way. */
const REQUEST_BYTES = 140_000

describe('a stream of HTTP/2 whose answer ends before its request', () => {
  let fixture: Fixture
  beforeEach(() => {
    fixture = new Fixture()
  })
  afterEach(() => fixture.close())

  it('is reset on its endpoint, which does not read the rest', async () => {
    const reset = Promise.withResolvers<number>()
    const a = await fixture.http2('a', stream => {
      stream.once('data', () => stream.pause())
      stream.on('close', () => reset.resolve(stream.rstCode))
      // Once all has been sent that goes into the windows and buffers of the two.
      setTimeout(() => {
        stream.respond({ ':status': 200 })
        stream.end('enough')
      }, 100)
    })
    await fixture.serve(testService([a], { protocol: 'grpc' }))
    const head = { ':method': 'POST', ':path': '/', 'content-type': 'application/grpc' }
    const stream = fixture.h2().request({ ':authority': 'a', ...head })
    stream.on('error', () => undefined)
    stream.resume()
    stream.end(Buffer.alloc(REQUEST_BYTES))
    assert.equal(await reset.promise, constants.NGHTTP2_CANCEL)
  })

  it('has its end also when the window of its client holds that back', async () => {
    await fixture.serve(testService([]))
    const { body } = await ask(fixture.h2(), { ':authority': 'a', ':path': '/' })
    const client = fixture.client()
    const window = Buffer.concat([Buffer.from([0, INITIAL_WINDOW_SIZE]), word(body.length)])
    client.socket.write(Buffer.concat([PREFACE, frame(SETTINGS, 0, 0, window), post(1)]))
    const kinds = () =>
      framesOf(client.received)
        .filter(({ type }) => type === DATA || type === RST_STREAM)
        .map(({ type, flags, payload }) => [type, flags & END_STREAM, payload.length])
    await client.until(() => kinds().length > 0)
    await new Promise(resolve => setTimeout(resolve, 3 * SWEEP_INTERVAL_MS))
    assert.deepEqual(kinds(), [[DATA, 0, body.length]])
    client.socket.write(frame(WINDOW_UPDATE, 0, 1, word(1)))
    await client.until(() => kinds().length > 2)
    assert.deepEqual(kinds().slice(1), [
      [DATA, END_STREAM, 0],
      [RST_STREAM, 0, 4],
    ])
    assert.deepEqual(framesOf(client.received).at(-1)?.payload, word(constants.NGHTTP2_NO_ERROR))
  })
})
