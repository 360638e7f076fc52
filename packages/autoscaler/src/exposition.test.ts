import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { metricSelector, readExposition } from './exposition.ts'

const PAGE = `# HELP queue_depth Messages that wait.
# TYPE queue_depth gauge
queue_depth{queue="mail",host="a"} 3
queue_depth{queue="sms",host="a",} 4 1395066363000
# TYPE jobs counter
jobs_total{kind="a b\\\\c\\"d\\n}"} 1.5e3 # {trace_id="x"} 2
# TYPE served counter
served 7
queue_depth_max 99
broken{queue="mail" 5
queue_depth{queue="odd"} NaN
# EOF
`

function read(...selectors: string[]) {
  const wanted = new Map(selectors.map(text => [text, metricSelector(text)!]))
  return Object.fromEntries(readExposition(PAGE, wanted))
}

describe('a page of metrics', () => {
  test('answers the sum of what matches, and what is not a number is passed over', () => {
    assert.deepEqual(read('queue_depth', 'queue_depth{queue="sms"}', 'queue_depth{queue="fax"}'), {
      queue_depth: { value: 7, isCounter: false },
      'queue_depth{queue="sms"}': { value: 4, isCounter: false },
    })
  })

  test('tells counters by their type or their suffix, times and exemplars are no values', () => {
    assert.deepEqual(read('jobs_total', 'served'), {
      jobs_total: { value: 1_500, isCounter: true },
      served: { value: 7, isCounter: true },
    })
  })

  test('has labels with any character', () => {
    const selector = 'jobs_total{kind="a b\\\\c\\"d\\n}"}'
    assert.equal(metricSelector(selector)?.labels.get('kind'), 'a b\\c"d\n}')
    assert.equal(read(selector)[selector]?.value, 1_500)
  })

  test('passes over lines that cannot be read', () => {
    assert.deepEqual(read('broken'), {})
  })

  test('is read to its end, whatever it is', () => {
    const wanted = new Map([['a', metricSelector('a{b="c"}')!]])
    const piece = fc.constantFrom('a', '{', '}', 'b="', 'c"', ',', ' ', '\n', '\r', '\\', '1', '#')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        const found = readExposition(pieces.join(''), wanted).get('a')
        assert.ok(found === undefined || Number.isFinite(found.value))
      }),
    )
  })
})

test('a selector is a name, with labels or without, and nothing after it', () => {
  for (const text of ['', '1a', 'a b', 'a{', 'a{b}', 'a{b="c"} 3', 'a{b="c"d="e"}']) {
    assert.equal(metricSelector(text), null, text)
  }
  assert.deepEqual(metricSelector('a{}')?.name, 'a')
  assert.equal(metricSelector('a{b="c", d="e"}')?.labels.size, 2)
})
