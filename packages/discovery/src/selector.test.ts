import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasCode } from '@polis/base'
import fc from 'fast-check'
import { SELECTOR_LENGTH_MAX } from './config.ts'
import { type LabelLayers, parseSelector, selects } from './selector.ts'

const LAYERS: LabelLayers = [
  { disk: 'ssd', tier: 'front' },
  { tier: 'back', 'app.io/name': 'web' },
]
const holds = (text: string) => selects(parseSelector(text), LAYERS)

describe('label selectors', () => {
  it('ask for presence, equality and membership, the first layer before the second', () => {
    const yes = ['', 'disk', 'disk=ssd', 'disk == ssd', 'tier=front', 'app.io/name=web', '!gpu']
    const more = ['gpu!=a100', 'disk in (ssd, nvme)', 'disk notin (hdd)', 'gpu notin (x)']
    for (const text of [...yes, ...more]) assert.equal(holds(text), true, text)
    const no = ['gpu', '!disk', 'disk=hdd', 'tier=back', 'disk!=ssd', 'disk in (hdd)', 'x in (a)']
    for (const text of [...no, 'disk notin (ssd,hdd)']) assert.equal(holds(text), false, text)
  })

  it('hold only if every requirement does', () => {
    assert.equal(holds('disk=ssd,tier in (front,back), !gpu'), true)
    assert.equal(holds('disk=ssd,tier in (back), !gpu'), false)
  })

  it('never take what objects inherit for a label', () => {
    assert.equal(holds('toString'), false)
    assert.equal(holds('!constructor'), true)
  })

  it('are refused when they cannot be read', () => {
    const long = `a=${'x'.repeat(SELECTOR_LENGTH_MAX)}`
    const many = Array.from({ length: 40 }, (_, i) => `k${i}`).join(',')
    const bad = ['=a', 'a=b=c', 'a in b', 'a in (b', 'a,,b', 'a b', 'a)', '!a=b', long, many]
    for (const text of bad) {
      assert.throws(
        () => parseSelector(text),
        error => hasCode(error, 'discovery/bad-selector'),
      )
    }
  })

  it('are read or refused, whatever they are', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ab=!,() in]{0,30}$/), text => {
        try {
          holds(text)
        } catch (error) {
          assert.ok(hasCode(error, 'discovery/bad-selector'))
        }
      }),
    )
  })
})
