import assert from 'node:assert/strict'
import { it } from 'node:test'
import { CutOff } from './cut-off.ts'

const deployment = (stopAfterMs?: number) => {
  const disconnect = stopAfterMs === undefined ? {} : { disconnect: { stopAfterMs } }
  return { spec: disconnect }
}
const state = {
  deployments: new Map([
    ['strict', deployment(30_000)],
    ['free', deployment()],
  ]),
} as never
const running = [
  { task: { id: 's1', deploymentId: 'strict' } },
  { task: { id: 'f1', deploymentId: 'free' } },
] as never

it('a node that has known no living leader for long stops what must not run on, and only that', () => {
  const cutOff = new CutOff(0)
  const look = (hasContact: boolean, nowMs: number) =>
    cutOff.overdue(hasContact, running, state, nowMs)
  assert.deepEqual(look(false, 29_000), [])
  assert.deepEqual(look(true, 29_500), [], 'contact begins the time anew')
  assert.deepEqual(look(false, 59_000), [])
  assert.deepEqual(look(false, 59_500), ['s1'])
  assert.deepEqual(look(true, 60_000), [])
})
