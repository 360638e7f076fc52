import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LoadLedger } from './load-ledger.ts'

describe('the ledger of a load', () => {
  test('a request counts in the phase in which it was sent, whenever it ends', () => {
    const ledger = new LoadLedger()
    ledger.enter('before')
    const early = ledger.sent()
    ledger.enter('change')
    ledger.sent()({ status: 404 })
    early({ status: 200 })
    assert.deepEqual(ledger.phases, [
      { phase: 'before', sent: 1, answered: 1, dropped: 0 },
      { phase: 'change', sent: 1, answered: 1, dropped: 0 },
    ])
    assert.equal(ledger.dropped, 0)
  })

  test('what failed, and what a server could not answer, is dropped and told', () => {
    const ledger = new LoadLedger()
    ledger.enter('change')
    for (const status of [503, 503, 500]) ledger.sent()({ status })
    ledger.sent()({ error: 'socket hang up' })
    assert.equal(ledger.dropped, 4)
    assert.deepEqual(ledger.failures[0], '2 × status 503')
    assert.ok(ledger.failures.includes('1 × socket hang up'))
  })

  test('ever new failures do not grow it', () => {
    const ledger = new LoadLedger()
    ledger.enter('change')
    for (let i = 0; i < 100; i++) ledger.sent()({ error: `failure ${i}` })
    assert.equal(ledger.dropped, 100)
    assert.equal(ledger.failures.length, 5)
  })
})
