// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of Compose files
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Interpolation } from './interpolate.ts'
import { plain } from './node.ts'
import { shellWords } from './shell-words.ts'
import { parseTrees } from './yaml-tree.ts'

const ENVIRONMENT = { NAME: 'ada', EMPTY: '', N: '3', EVIL: 'a: b # "c"\n- d', HOST: 'h' }

type Variables = Readonly<Record<string, string | undefined>>

function interpolate(text: string, environment: Variables) {
  const parsed = parseTrees(text)
  assert.ok(parsed.kind === 'trees')
  const interpolation = new Interpolation()
  const root = interpolation.tree(parsed.roots[0]!, name => environment[name])
  const { warnings, errors } = interpolation
  return { data: plain(root) as Record<string, unknown>, warnings, errors }
}

function value(scalar: string): unknown {
  return interpolate(`key: ${scalar}`, ENVIRONMENT).data['key']
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
    assert.equal(value('${MISSING:-true}'), true)
    for (const text of ['01', '1.10', '1e3', '0x1f', '', 'null', ' 1']) {
      assert.equal(interpolate('a: ${V}', { V: text }).data['a'], text)
    }
  })

  it('a value can never change the structure, whatever it contains', () => {
    assert.equal(value('$EVIL'), ENVIRONMENT.EVIL)
    fc.assert(
      fc.property(fc.string(), secret => {
        const { data } = interpolate('a: $SECRET\nb: "x ${SECRET}"\nc: 1', { SECRET: secret })
        assert.equal(data.b, `x ${secret}`)
        assert.equal(data.c, 1)
        assert.deepEqual(Object.keys(data), ['a', 'b', 'c'])
      }),
      { numRuns: 200 },
    )
  })

  it('leaves keys and comments alone', () => {
    const text = '# $NAME\n$NAME: |\n  one $NAME\n  two\nlast: $HOST\n'
    const { data } = interpolate(text, ENVIRONMENT)
    assert.deepEqual(data, { $NAME: 'one ada\ntwo\n', last: 'h' })
  })

  it('says a missing variable once, at its first place', () => {
    const { warnings } = interpolate('a: $NOPE\nb: $NOPE', {})
    assert.deepEqual(
      warnings.map(({ line }) => line),
      [1],
    )
  })

  it('does not grow a manifest without end', () => {
    const text = `a: [${Array.from({ length: 5_000 }, () => '$BIG').join(', ')}]`
    const { errors } = interpolate(text, { BIG: 'x'.repeat(100_000) })
    assert.match(errors[0]!.message, /too large/)
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
