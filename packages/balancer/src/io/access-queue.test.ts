import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ACCESS_BATCHES_MAX, ACCESS_LINES_MAX } from '../config.ts'
import { accessLine } from '../http/access-line.ts'
import { type AccessBatch, AccessQueue } from './access-queue.ts'

describe('the queue of an access log', () => {
  it('sends what waits, a few batches at a time', () => {
    const sent: AccessBatch[] = []
    const queue = new AccessQueue(batch => sent.push(batch))
    queue.flush()
    assert.equal(sent.length, 0)
    for (let i = 0; i <= ACCESS_BATCHES_MAX; i++) {
      queue.add(`${i}\n`)
      queue.flush()
    }
    queue.add('more\n')
    queue.flush()
    assert.equal(sent.length, ACCESS_BATCHES_MAX)
    queue.written()
    queue.flush()
    assert.deepEqual(sent.at(-1), { lines: `${ACCESS_BATCHES_MAX}\nmore\n`, dropped: 0 })
  })

  it('drops what it cannot hold, and says how much that was', () => {
    const sent: AccessBatch[] = []
    const queue = new AccessQueue(batch => sent.push(batch))
    for (let i = 0; i < ACCESS_LINES_MAX + 5; i++) queue.add('x\n')
    queue.flush()
    assert.equal(sent[0]!.lines.length, ACCESS_LINES_MAX * 2)
    assert.equal(sent[0]!.dropped, 5)
    queue.add('y\n')
    queue.flush()
    assert.deepEqual(sent[1], { lines: 'y\n', dropped: 0 })
  })
})

describe('a line of an access log', () => {
  const record = {
    time: '2026-03-09T01:02:03.456Z',
    id: 'i',
    service: 'web',
    client: '192.0.2.1',
    method: 'GET',
    host: 'a',
    target: '/x',
    version: '1.1',
    referer: '',
    userAgent: 'evil" 200 1\r\n',
    status: 404,
    bytesIn: 1,
    bytesOut: 22,
    durationMs: 1.23456,
    endpoint: 'e',
    tries: 1,
    outcome: 'answered',
  } as const

  it('is what other servers write, and cannot be broken out of', () => {
    assert.equal(
      accessLine(record, 'combined'),
      '192.0.2.1 - - [09/Mar/2026:01:02:03 +0000] "GET /x HTTP/1.1" 404 22 "-" ' +
        '"evil\\x22 200 1\\x0D\\x0A"\n',
    )
  })

  it('is one line of JSON', () => {
    const line = accessLine(record, 'json')
    assert.equal(line.indexOf('\n'), line.length - 1)
    assert.deepEqual(JSON.parse(line), { ...record, durationMs: 1.235 })
  })
})
