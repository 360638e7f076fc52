import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exitCodeOf } from './exit-code.ts'
import { age, printable, table } from './output.ts'

test('columns are aligned with two spaces and no line ends in one', () => {
  assert.equal(
    table(
      ['NAME', 'ID'],
      [
        ['web', '1'],
        ['database', ''],
      ],
    ),
    'NAME      ID\nweb       1\ndatabase',
  )
})

test('ages are short', () => {
  assert.deepEqual([0, 59_999, 61_000, 7_200_000, 200_000_000].map(age), [
    '0s',
    '59s',
    '1m',
    '2h',
    '2d',
  ])
})

test("nobody else's text can steer the terminal", () => {
  assert.equal(printable('a\u001b[31mred\u0007\u009b2J'), 'a[31mred2J')
  assert.equal(printable('tab\tstays'), 'tab\tstays')
})

test('errors lead to their documented exit codes, and unknown ones to 1', () => {
  assert.equal(exitCodeOf('api/not-found'), 3)
  assert.equal(exitCodeOf('api/not-allowed'), 4)
  assert.equal(exitCodeOf('api/unreachable'), 6)
  assert.equal(exitCodeOf('cli/rolled-back'), 8)
  assert.equal(exitCodeOf('cli/cannot-place'), 9)
  assert.equal(exitCodeOf('something/else'), 1)
})
