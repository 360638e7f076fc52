import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FlowTable } from './flow-table.ts'

describe('the table of UDP flows', () => {
  it('finds a flow by address and port, and only while it is that one', () => {
    const table = new FlowTable<string>()
    table.add('10.0.0.1', 5, 'a')
    assert.equal(table.get('10.0.0.1', 5), 'a')
    assert.equal(table.get('10.0.0.1', 6), undefined)
    assert.equal(table.get('10.0.0.2', 5), undefined)
    table.delete('10.0.0.1', 5, 'another')
    assert.equal(table.get('10.0.0.1', 5), 'a')
    table.delete('10.0.0.1', 5, 'a')
    table.delete('10.0.0.1', 5, 'a')
    assert.equal(table.get('10.0.0.1', 5), undefined)
    assert.equal(table.size, 0)
  })

  it('has room for so many flows of an address, and so many in all', () => {
    const table = new FlowTable<number>({ flows: 3, flowsPerAddress: 2 })
    table.add('a', 1, 1)
    table.add('a', 2, 2)
    assert.equal(table.hasRoom('a'), false)
    assert.equal(table.hasRoom('b'), true)
    table.add('b', 1, 3)
    assert.equal(table.hasRoom('c'), false)
    table.delete('a', 1, 1)
    assert.equal(table.hasRoom('a'), true)
    assert.equal(table.hasRoom('c'), true)
  })
})
