import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareEpochs, FIRST_EPOCH } from './epoch.ts'

test('a recovery is later than what was before it, whoever asks', () => {
  const recovered = { count: 1, mark: 'a' }
  assert.equal(compareEpochs(FIRST_EPOCH, FIRST_EPOCH), 'same')
  assert.equal(compareEpochs(FIRST_EPOCH, recovered), 'older')
  assert.equal(compareEpochs(recovered, FIRST_EPOCH), 'newer')
})

test('two recoveries of the same cluster are not one epoch', () => {
  assert.equal(compareEpochs({ count: 1, mark: 'a' }, { count: 1, mark: 'b' }), 'diverged')
  assert.equal(compareEpochs({ count: 2, mark: 'a' }, { count: 1, mark: 'a' }), 'newer')
})
