import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasCode } from '@polis/base'
import { parseTrace, quantileOf } from './trace.ts'

const loads = (text: string, columns = {}) =>
  parseTrace(text, columns).points.map(({ load }) => load)

function refusal(text: string, columns = {}): string {
  try {
    parseTrace(text, columns)
  } catch (error) {
    assert.ok(hasCode(error, 'autoscaler/bad-trace'))
    return (error as Error).message
  }
  return 'read'
}

describe('a trace', () => {
  it('is read with a header or without, and with any usual separator and time', () => {
    const expected = [1, 2.5]
    assert.deepEqual(
      loads('timestamp,value\n2015-02-26 21:42:53,1\n2015-02-26 21:47:53,2.5'),
      expected,
    )
    assert.deepEqual(loads('2015-02-26T21:42:53Z;1\r\n2015-02-26T21:47:53Z;2.5\r\n'), expected)
    assert.deepEqual(loads('\uFEFF"time","load"\n"1424986973","1"\n1424987273,2.5\n'), expected)
    assert.deepEqual(loads('# load\n1424986973000\t1\n\n1424987273000\t2.5'), expected)
  })

  it('has UTC times unless they say otherwise', () => {
    const atMs = (time: string) => parseTrace(`${time},1\n2099-01-01,1`).points[0]!.atMs
    assert.equal(atMs('2015-02-26 21:42:53'), Date.UTC(2015, 1, 26, 21, 42, 53))
    assert.equal(atMs('2015-02-26T21:42:53+02:00'), Date.UTC(2015, 1, 26, 19, 42, 53))
    assert.equal(atMs('2015/02/26 21:42'), Date.UTC(2015, 1, 26, 21, 42))
  })

  it('takes columns by name or number', () => {
    const text = 'host,cpu,when\na,7,100\nb,8,200\n'
    assert.deepEqual(loads(text, { time: 'when', load: 'CPU' }), [7, 8])
    assert.deepEqual(loads(text, { time: '3', load: '2' }), [7, 8])
  })

  it('is put in order, and of two points at one time the later line counts', () => {
    assert.deepEqual(loads('300,3\n100,1\n200,2\n200,5\n'), [1, 5, 3])
  })

  it('knows nothing where a value is missing, or after a point has been held for long', () => {
    assert.deepEqual(loads('100,1\n200,\n300,NaN\n400,4\n'), [1, null, null, 4])
    const { points, stepMs } = parseTrace('0,1\n100,2\n200,3\n1000,4\n1100,5\n')
    assert.equal(stepMs, 100_000)
    assert.deepEqual(points[3], { atMs: 500_000, load: null })
    assert.equal(points.length, 6)
  })

  it('that cannot be read is refused in one line with the number of its own', () => {
    assert.equal(refusal('t,v\n100,1\n200,x\n'), "line 3 has 'x' where a number from 0 is expected")
    assert.equal(refusal('t,v\n\n100,-1\n'), "line 3 has '-1' where a number from 0 is expected")
    assert.equal(refusal('100,1\nsoon,2\n'), "line 2 has 'soon' where a time is expected")
    assert.equal(refusal('100\n'), 'line 1 has one column; a time and a value are needed')
    assert.match(
      refusal('t,v\n1,1\n', { load: 'cpu' }),
      /^line 1 has no column 'cpu' \(there is t, v/,
    )
    assert.equal(refusal(''), 'the trace has fewer than two points')
    assert.equal(refusal('100,\n200,\n'), 'the trace has no value')
  })

  it('answers the load that a share of its points does not exceed', () => {
    const text = Array.from({ length: 100 }, (_, i) => `${i + 1},${i}`).join('\n')
    assert.equal(quantileOf(parseTrace(text), 0.99), 99)
    assert.equal(quantileOf(parseTrace(text), 0.5), 50)
  })
})
