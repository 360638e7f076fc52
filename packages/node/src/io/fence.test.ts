import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PolisError } from '@polis/base'
import { Fence } from './fence.ts'

const WORD = new PolisError('transport/fenced', { message: 'the cluster was recovered' })

function fenceOf(): Fence {
  return new Fence({
    isMember: peer => peer === 'member',
    dataDir: () => '/data',
    name: () => 'n1',
  })
}

test('a member’s word fences the node, which says how it comes back', async () => {
  const fence = fenceOf()
  fence.raise('member', WORD)
  await assert.rejects(fence.raised, { code: 'node/fenced', message: WORD.message })
  assert.match(fence.reason!.hint, /'polis node rm n1'.*\/data/)
})

test('a stranger’s word fences nobody', () => {
  const fence = fenceOf()
  fence.raise('stranger', WORD)
  assert.equal(fence.reason, null)
})
