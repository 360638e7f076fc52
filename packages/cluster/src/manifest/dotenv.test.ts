// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of .env files
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseDotenv } from './dotenv.ts'
import { Interpolation } from './interpolate.ts'

function read(text: string, environment: Record<string, string> = {}) {
  const interpolation = new Interpolation()
  const variables = parseDotenv(text, 'f', interpolation, name => environment[name])
  const { errors } = interpolation
  const values = Object.fromEntries(variables.map(({ name, value }) => [name, value]))
  return { values, variables, errors: errors.map(e => `${e.line}:${e.column}: ${e.message}`) }
}

describe('a file of variables', () => {
  it('is read as Docker Compose reads it', () => {
    const cases: [string, string | undefined][] = [
      ['A=b', 'b'],
      ['A = b', 'b'],
      ['export A=b', 'b'],
      ['A: b', 'b'],
      ['A=', ''],
      ['A=""', ''],
      ['A=b c', 'b c'],
      ['A=b # comment', 'b'],
      ['A=b#no comment', 'b#no comment'],
      ['A= # all comment', ''],
      ['A="b # c" # comment', 'b # c'],
      ["A='b # c'", 'b # c'],
      ['A="b\\nc\\td"', 'b\nc\td'],
      ["A='b\\nc'", 'b\\nc'],
      ['A="say \\"hi\\""', 'say "hi"'],
      ["A='it\\'s'", "it's"],
      ['A="one\ntwo"', 'one\ntwo'],
      ['A=$HOST', 'h'],
      ['A="${HOST}:${PORT:-80}"', 'h:80'],
      ["A='$HOST'", '$HOST'],
      ['A="\\$HOST"', '$HOST'],
      ['A=$$HOST', '$HOST'],
      ['A={"json": true}', '{"json": true}'],
      ['A=x=y', 'x=y'],
      ['\ufeffA=b', 'b'],
      ['A=b\r\nB=c\r\n', 'b'],
      ['A', undefined],
      ['\n  # c\n\n  A=b', 'b'],
    ]
    for (const [text, expected] of cases) {
      const { values, errors } = read(text, { HOST: 'h' })
      assert.deepEqual(errors, [], text)
      assert.ok('A' in values, text)
      assert.equal(values['A'], expected, text)
    }
  })

  it('may use its own variables, after those that are set', () => {
    const text = 'A=1\nB=${A}2\nC=${OUT}3'
    assert.deepEqual(read(text, { OUT: 'o' }).values, { A: '1', B: '12', C: 'o3' })
    assert.equal(read('A=1\nB=$A', { A: 'set' }).values['B'], 'set')
  })

  it('says what is wrong with it, and where', () => {
    assert.deepEqual(read('A=1\n=2\nB=3'), {
      ...read('A=1\n\nB=3'),
      errors: ['2:1: this is not NAME=VALUE'],
    })
    assert.deepEqual(read('\nA="open\nB=1').errors, ['2:1: the quote " is not closed'])
    assert.deepEqual(read('A="x" y').errors, ["1:1: 'y' follows the closing quote"])
    assert.match(read('A=${B:?say it}').errors[0]!, /'B' is not set: say it/)
    assert.equal(read('-\n'.repeat(10_000)).errors.length, 50)
  })

  it('never makes the reader throw', () => {
    const pieces = fc.constantFrom('A', '=', '"', "'", '\\', '$', '{', '}', '\n', '#', ' ', 'é')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), parts => {
        read(parts.join(''))
      }),
      { numRuns: 500 },
    )
  })
})
