import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { PathPattern } from './path-pattern.ts'

function pattern(text: string): PathPattern {
  const parsed = PathPattern.parse(text)
  assert.ok(parsed instanceof PathPattern, `${text}: ${JSON.stringify(parsed)}`)
  return parsed
}

/** Patterns of the supported kind, as text. */
const TEXT = fc.letrec<{ node: string }>(tie => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('a', 'b', '/', '.', '[ab]', '[^a/]', '\\d', '\\w', '\\.', '[a-c\\d]'),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `${a}${b}`),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(?:${a}|${b})`),
    fc
      .tuple(tie('node'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{2,}'))
      .map(([a, sign]) => `(${a})${sign}`),
  ),
})).node

describe('a pattern for paths', () => {
  it('says what the built-in engine says', () => {
    fc.assert(
      fc.property(
        TEXT,
        fc.array(fc.stringMatching(/^[ab1./_-]{0,8}$/), { minLength: 1, maxLength: 8 }),
        (text, paths) => {
          const parsed = pattern(text)
          const expected = new RegExp(`^(?:${text})$`, 's')
          for (const path of paths) {
            assert.equal(parsed.matches(path), expected.test(path), `${text} on ${path}`)
          }
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('takes anchors at its ends, where they say nothing new', () => {
    assert.equal(pattern('^/v\\d+/.*$').matches('/v12/x'), true)
    assert.equal(pattern('^/v\\d+/.*$').matches('/v/x'), false)
    assert.equal(pattern('/a\\$').matches('/a$'), true)
  })

  it('reads only as far as it is told', () => {
    assert.equal(pattern('/a').matches('/a?b', 2), true)
  })

  it('is not sent round by what a backtracking engine drowns in', () => {
    // 2^64 ways to cut the same letters; here each is looked at once.
    assert.equal(pattern('(a|a)*(a|a)*b').matches('a'.repeat(8_000)), false)
    assert.equal(pattern('((a*)*)*c').matches('a'.repeat(8_000)), false)
  })

  it('is refused when it cannot be had in linear time, or is none', () => {
    const problem = (text: string) => {
      const parsed = PathPattern.parse(text)
      return parsed instanceof PathPattern ? 'none' : parsed.problem
    }
    assert.match(problem('(a)\\1'), /refers back/)
    assert.match(problem('(?=a)b'), /looks around/)
    assert.match(problem('a{65}'), /over 64/)
    assert.match(problem('((a{60}){60}){60}'), /too large/)
    for (const text of ['(a', 'a)', '[a', '*a', 'a**', 'a\\', 'a{3,2}', '[b-a]', '\\b', 'a^b']) {
      assert.notEqual(problem(text), 'none', text)
    }
    assert.match(problem('('.repeat(40) + ')'.repeat(40)), /nested/)
  })
})
