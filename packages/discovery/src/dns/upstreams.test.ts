import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasCode } from '@polis/base'
import { UPSTREAM_AVOIDED_MS } from '../config.ts'
import { Upstreams } from './upstreams.ts'

const hosts = (upstreams: Upstreams, name: string, nowMs = 0) =>
  upstreams.serversFor(name, nowMs).map(({ host }) => host)

describe('upstreams', () => {
  it('are those of the longest zone that the name is in', () => {
    const list = ['10.0.0.1', 'corp.example=10.0.0.2', 'a.CORP.example.=10.0.0.3:54', '10.0.0.4']
    const upstreams = new Upstreams(list)
    assert.deepEqual(hosts(upstreams, 'example'), ['10.0.0.1', '10.0.0.4'])
    assert.deepEqual(hosts(upstreams, 'notcorp.example'), ['10.0.0.1', '10.0.0.4'])
    assert.deepEqual(hosts(upstreams, 'Corp.Example'), ['10.0.0.2'])
    assert.deepEqual(hosts(upstreams, 'x.y.a.corp.example'), ['10.0.0.3'])
    assert.deepEqual(hosts(new Upstreams(['corp=10.0.0.2']), 'example'), [], 'that zone alone')
  })

  it('come last for a while after they failed', () => {
    const upstreams = new Upstreams(['10.0.0.1', '10.0.0.2'])
    const [first] = upstreams.serversFor('a', 0)
    upstreams.failed(first!, 0)
    assert.deepEqual(hosts(upstreams, 'a', UPSTREAM_AVOIDED_MS - 1), ['10.0.0.2', '10.0.0.1'])
    assert.deepEqual(hosts(upstreams, 'a', UPSTREAM_AVOIDED_MS), ['10.0.0.1', '10.0.0.2'])
    upstreams.failed(first!, 0)
    upstreams.answered(first!)
    assert.deepEqual(hosts(upstreams, 'a', 1), ['10.0.0.1', '10.0.0.2'])
  })

  it('are refused when they cannot be read, and leave out ourselves', () => {
    for (const text of ['x', '=10.0.0.1', 'a b=10.0.0.1', 'corp=', 'corp=host']) {
      assert.throws(
        () => new Upstreams([text]),
        error => hasCode(error, 'discovery/bad-server'),
      )
    }
    assert.equal(new Upstreams(['10.0.0.1'], ({ host }) => host === '10.0.0.1').isEmpty, true)
  })
})
