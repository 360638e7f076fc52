import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PolisError } from '@polis/base'
import { doneOrThrow, invalid, notFound, problemOf } from './problem.ts'

test('an error keeps its code, its words and its hint on the wire (RFC 9457)', () => {
  const answer = problemOf(notFound("service 'web'", 'see polis ls'))
  assert.equal(answer.status, 404)
  assert.equal(answer.code, 'api/not-found')
  assert.equal(answer.detail, "service 'web' does not exist")
  assert.equal(answer.hint, 'see polis ls')
  assert.equal(answer.title, 'Not found')
})

test('a refused operation becomes the status that its reason calls for', () => {
  const cases = { 'not-found': 404, conflict: 409, invalid: 400, stale: 412 } as const
  for (const [code, status] of Object.entries(cases)) {
    const refused = {
      kind: 'refused',
      code: code as keyof typeof cases,
      message: 'no',
      hint: '',
    } as const
    assert.throws(
      () => doneOrThrow(refused),
      error => problemOf(error).status === status,
      code,
    )
  }
  assert.equal(doneOrThrow({ kind: 'done', revision: 7, id: 'x' }).revision, 7)
})

test('an error that may go away is 503, a bug is 500 and shows nothing of the inside', () => {
  const retryable = new PolisError('raft/stopped', { message: 'stopped', retryable: true })
  assert.equal(problemOf(retryable).status, 503)
  assert.equal(problemOf(new TypeError('x is undefined')).status, 500)
  assert.equal(problemOf(invalid('bad')).status, 400)
})

test('errors of the HTTP framework keep their status', () => {
  const tooLarge = Object.assign(new Error('too large'), { statusCode: 413 })
  assert.equal(problemOf(tooLarge).code, 'api/too-large')
})

test('what cannot be done now, and was asked for rightly, is a conflict or comes later', () => {
  const statusOf = (code: string) => problemOf(new PolisError(code, { message: 'no' })).status
  assert.deepEqual(
    ['balancer/reload-busy', 'node/cannot-upgrade', 'autoscaler/busy'].map(statusOf),
    [409, 409, 429],
  )
})
