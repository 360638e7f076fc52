import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { HoldQueue } from './hold-queue.ts'

describe('the queue of clients that are held', () => {
  const hold = { timeoutMs: 500, max: 2 }
  const client = (order: string[], name: string) => ({ released: () => order.push(name) })

  it('holds nobody whom an endpoint can serve, nor for a service that does not ask', () => {
    const queue = new HoldQueue()
    assert.equal(queue.add(client([], 'a'), { hold }, true, 0), undefined)
    assert.equal(queue.add(client([], 'a'), {}, false, 0), undefined)
    assert.equal(queue.size, 0)
  })

  it('holds while a service is paused or without endpoints, until the deadline it answers', () => {
    const queue = new HoldQueue()
    assert.equal(queue.add(client([], 'a'), { hold }, false, 100), 600)
    assert.equal(queue.add(client([], 'b'), { hold, pausedUntilMs: 900 }, true, 100), 600)
    const paused = new HoldQueue()
    assert.equal(paused.add(client([], 'c'), { hold, pausedUntilMs: 300 }, true, 100), 300)
    assert.equal(paused.add(client([], 'd'), { pausedUntilMs: 90_000 }, true, 1), 90_000)
    assert.equal(paused.add(client([], 'e'), { hold, pausedUntilMs: 300 }, true, 300), undefined)
  })

  it('holds no more than the service says', () => {
    const queue = new HoldQueue()
    const first = client([], 'a')
    queue.add(first, { hold }, false, 0)
    queue.add(client([], 'b'), { hold }, false, 0)
    assert.equal(queue.add(client([], 'c'), { hold }, false, 0), undefined)
    assert.equal(queue.add(client([], 'c'), { hold, pausedUntilMs: 1 }, true, 0), 'refused')
    queue.delete(first)
    assert.equal(queue.add(client([], 'c'), { hold }, false, 0), 500)
  })

  it('releases in order, and those that come back meanwhile wait for the next release', () => {
    const queue = new HoldQueue()
    const order: string[] = []
    const again = {
      released: () => {
        order.push('a')
        queue.add(again, { hold }, false, 0)
      },
    }
    queue.add(again, { hold }, false, 0)
    queue.add(client(order, 'b'), { hold }, false, 0)
    queue.release(0)
    assert.deepEqual(order, ['a', 'b'])
    assert.equal(queue.size, 1)
  })
})
