import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '@polis/base'
import { normalPath, normalTarget } from './normal-path.ts'

describe('the one spelling of a path', () => {
  it('is reached in one step, and is what a browser makes of dots and of what needs no escape', () => {
    const random = seededRandom(11)
    const parts = ['a', '.', '..', '', '%2e', '%2E%2e', '%61', '%2f', '~', 'b.c', '%zz', '%', '%C3']
    for (let turn = 0; turn < 5_000; turn++) {
      const length = 1 + random.int(6)
      const path = `/${Array.from({ length }, () => parts[random.int(parts.length)]!).join('/')}`
      const normal = normalPath(path)
      assert.equal(normalPath(normal), normal, path)
      assert.doesNotMatch(normal, /\/\/|\/\.{1,2}(?:\/|$)|%(?:2e|61)/i)
      // The URL standard (WHATWG) knows dot segments and their escapes; it keeps empty segments.
      if (/\/\/|\/$/.test(path)) continue
      const { pathname } = new URL(`http://a${path}`)
      const merged = pathname.replace(/%61/g, 'a').replace(/%2f/g, '%2F')
      if (!merged.includes('//')) assert.equal(normal, merged, path)
    }
  })

  it('leaves the query and the target of OPTIONS alone', () => {
    assert.equal(normalTarget('/a/./b?x=/../%61'), '/a/b?x=/../%61')
    assert.equal(normalTarget('/a?x=/../%61'), '/a?x=/../%61')
    assert.equal(normalTarget('*'), '*')
  })
})
