// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of Compose files
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parse } from 'yaml'
import { interpolate } from './interpolate.ts'
import { shellWords } from './shell-words.ts'

const ENVIRONMENT = { NAME: 'ada', EMPTY: '', N: '3', EVIL: 'a: b # "c"\n- d', HOST: 'h' }

function value(scalar: string): unknown {
  return parse(interpolate(`key: ${scalar}`, ENVIRONMENT).text).key
}

describe('interpolation', () => {
  it('knows every form of the Compose Specification', () => {
    const cases: [string, string][] = [
      ['$NAME', 'ada'],
      ['${NAME}', 'ada'],
      ['hi $NAME!', 'hi ada!'],
      ['$$NAME', '$NAME'],
      ['${EMPTY:-x}', 'x'],
      ['${EMPTY-x}', ''],
      ['${MISSING-x}', 'x'],
      ['${MISSING:-${NAME}}', 'ada'],
      ['${MISSING:-${ALSO:-deep}}/z', 'deep/z'],
      ['${NAME:+y}', 'y'],
      ['${EMPTY:+y}', ''],
      ['${EMPTY+y}', 'y'],
    ]
    for (const [text, expected] of cases) assert.equal(value(`"${text}"`), expected, text)
  })

  it('lets a plain scalar become a number, and keeps a quoted one text', () => {
    assert.equal(value('${N}'), 3)
    assert.equal(value('"${N}"'), '3')
  })

  it('a value can never change the structure, whatever it contains', () => {
    assert.equal(value('$EVIL'), ENVIRONMENT.EVIL)
    fc.assert(
      fc.property(fc.string(), secret => {
        const { text } = interpolate('a: $SECRET\nb: "x ${SECRET}"\nc: 1', { SECRET: secret })
        const data = parse(text)
        assert.equal(data.b, `x ${secret}`)
        assert.equal(data.c, 1)
        assert.deepEqual(Object.keys(data), ['a', 'b', 'c'])
      }),
      { numRuns: 200 },
    )
  })

  it('leaves keys and comments alone, and lines where they were', () => {
    const text = '# $NAME\n$NAME: |\n  one $NAME\n  two\nlast: $HOST\n'
    const result = interpolate(text, ENVIRONMENT).text
    assert.deepEqual(parse(result), { $NAME: 'one ada\ntwo\n', last: 'h' })
    assert.equal(result.split('\n').indexOf('last: h'), 4)
  })

  it('says what is missing or malformed, and where', () => {
    const { warnings, errors } = interpolate(
      'a: $NOPE\nb: ${NEED:?say which}\nc: ${bad name}\nd: "${NAME"\ne: 5$',
      ENVIRONMENT,
    )
    assert.deepEqual(warnings, [
      { line: 1, column: 4, message: "variable 'NOPE' is not set; it counts as empty" },
    ])
    assert.deepEqual(errors.map(({ line }) => line).sort(), [2, 3, 4, 5])
    assert.match(errors.find(({ line }) => line === 2)!.message, /'NEED' is not set: say which/)
  })
})

describe('shell words', () => {
  it('are split as a shell does', () => {
    assert.deepEqual(shellWords(`node "a b" 'c $d' e\\ f g"h"i ''`), [
      'node',
      'a b',
      'c $d',
      'e f',
      'ghi',
      '',
    ])
    assert.equal(shellWords(`a "b`), null)
  })
})
