import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseConstraint, satisfies } from './constraint.ts'
import type { SchedulerNode } from './snapshot.ts'

const node: SchedulerNode = {
  id: 'id1',
  name: 'n1',
  labels: { zone: 'a', 'example.com/disk': 'ssd' },
  isAlive: true,
  availability: 'ready',
  drivers: [],
  capacity: { cpuMillicores: 0, memoryBytes: 0 },
}

describe('constraints', () => {
  it('compare labels, names and ids', () => {
    const cases: [text: string, holds: boolean][] = [
      ['node.labels.zone == a', true],
      ['node.labels.zone==b', false],
      ['node.labels.zone != b', true],
      ['node.labels.absent != b', true],
      ['node.labels.absent == b', false],
      ['node.labels.constructor != x', true],
      ['node.labels.example.com/disk == ssd', true],
      ['  node.name   ==   n1 ', true],
      ['node.hostname != n1', false],
      ['node.id == id1', true],
    ]
    for (const [text, holds] of cases) {
      const parsed = parseConstraint(text)
      assert.equal(parsed.kind, 'constraint', text)
      assert.equal(parsed.kind === 'constraint' && satisfies(node, parsed), holds, text)
    }
  })

  it('give one clear reason when they cannot be understood', () => {
    const cases: [text: string, reason: RegExp][] = [
      ['node.labels.zone', /has no '==' or '!='/],
      ['node.labels.zone = a', /has no '==' or '!='/],
      ['node.labels.zone ==', /has no value/],
      ['node.role == manager', /'node.role' is not an attribute/],
      ['node.labels. == a', /not an attribute/],
      ['node.name == a == b', /more than one comparison/],
    ]
    for (const [text, expected] of cases) {
      const parsed = parseConstraint(text)
      assert.equal(parsed.kind, 'invalid', text)
      assert.match(parsed.kind === 'invalid' ? parsed.reason : '', expected)
    }
  })

  it('never throw, whatever the text', () => {
    fc.assert(fc.property(fc.string(), text => void parseConstraint(text)))
  })
})
