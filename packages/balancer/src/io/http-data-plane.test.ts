import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { ask, Fixture, testService } from './fixture.ts'

describe('the HTTP data plane', () => {
  let fixture: Fixture
  beforeEach(() => {
    fixture = new Fixture()
  })
  afterEach(() => fixture.close())

  it('forwards a request and its response', async () => {
    let seen: unknown
    const a = await fixture.http('a', (request, response) => {
      seen = { method: request.method, url: request.url, ...request.headers }
      response.setHeader('X-Answer', 'yes')
      response.end('hello')
    })
    await fixture.serve(testService([a]))
    const answer = await ask(
      fixture,
      'GET /x?y=1 HTTP/1.1\r\nHost: a.example\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nX-End: 2\r\n' +
        'X-Forwarded-For: 6.6.6.6\r\n\r\n',
    )
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/)
    assert.match(answer, /\r\nX-Answer: yes\r\n/)
    assert.match(answer, /\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello$/)
    assert.deepEqual(seen, {
      method: 'GET',
      url: '/x?y=1',
      host: 'a.example',
      'x-end': '2',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'a.example',
      'x-request-id': 'test-1',
      via: '1.1 polis',
    })
  })

  it('keeps both connections open and spreads requests over the endpoints', async () => {
    const ports = new Set<number | undefined>()
    const endpoints = await Promise.all(
      ['a', 'b'].map(id =>
        fixture.http(id, (request, response) => {
          ports.add(request.socket.remotePort)
          response.end(id)
        }),
      ),
    )
    await fixture.serve(testService(endpoints))
    const client = fixture.client()
    const answers: string[] = []
    for (let i = 0; i < 8; i++) {
      client.received = ''
      client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
      await client.until(({ received }) => /\r\n\r\n[ab]$/.test(received))
      answers.push(client.received.at(-1)!)
    }
    assert.equal(answers.filter(id => id === 'a').length, 4)
    assert.equal(ports.size, 2, 'one upstream connection each')
  })
})
