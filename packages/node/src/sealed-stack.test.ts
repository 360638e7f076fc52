import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ClusterState, type Operation, parseManifest, reconcile, valueKey } from '@polis/cluster'
import { seal, unseal, versionOf } from './seal.ts'
import { sealStack } from './sealed-stack.ts'

const KEY = new Uint8Array(32).fill(7)
const NAME = { namespace: 'default', kind: 'secret', name: 'app_key' } as const
const PLACE = { stack: 'app', namespace: 'default' }

/** Two services, of which `uses` alone has the secret, and a third value that nobody uses. */
const manifestOf = (content: string) =>
  parseManifest(`
services:
  uses: {image: x, secrets: [key], configs: [{source: conf, target: /etc/conf, mode: 0440}]}
  other: {image: x}
configs: {conf: {content: a}, spare: {content: b}}
secrets: {key: {content: ${content}}}
`)

/** Deploys to `state`; the services as they were stored, and how many values were new. */
function deploy(state: ClusterState, content: string) {
  const { services, values, errors } = manifestOf(content)
  assert.deepEqual(errors, [])
  const sealed = sealStack(state, KEY, PLACE, services, values)
  const ids = Array.from({ length: 16 }, (_, i) => `id${state.index}x${i}`)
  const apply: Operation = {
    ...{ op: 'stack.apply', ...PLACE, services: sealed.services },
    ...{ prune: true, planIndex: null, ids },
  }
  const operations = [...sealed.operations, apply]
  const { results } = state.apply(state.index + 1, { requestId: '', timeMs: 0, operations })
  assert.ok(results.every(({ kind }) => kind === 'done'))
  return { stored: sealed.operations.length }
}

const revisionsOf = (state: ClusterState) =>
  Object.fromEntries([...state.deployments.values()].map(one => [one.name, one.specRevision]))

describe('a sealed value', () => {
  const content = Buffer.from('hunter2')
  const version = versionOf(KEY, NAME, content)
  const sealed = seal(KEY, { ...NAME, version }, content)

  it('opens with the same key in the same place, and its bytes are the same each time', () => {
    assert.deepEqual(unseal(KEY, { ...NAME, version }, sealed), content)
    assert.deepEqual(seal(KEY, { ...NAME, version }, content), sealed)
    assert.ok(!Buffer.from(sealed).includes('hunter2'))
  })

  it('does not open with another key, in another place, or with one bit turned', () => {
    const named = { ...NAME, version }
    assert.equal(unseal(new Uint8Array(32), named, sealed), null)
    assert.equal(unseal(KEY, { ...named, name: 'app_other' }, sealed), null)
    for (let i = 0; i < sealed.length; i++) {
      const turned = Uint8Array.from(sealed, (byte, at) => (at === i ? byte ^ 1 : byte))
      assert.equal(unseal(KEY, named, turned), null, `byte ${i}`)
    }
    assert.equal(unseal(KEY, named, sealed.subarray(0, 10)), null)
  })

  it('has a version that says nothing to who has not the key', () => {
    assert.notEqual(versionOf(new Uint8Array(32), NAME, content), version)
    assert.notEqual(versionOf(KEY, { ...NAME, name: 'app_other' }, content), version)
  })
})

describe('configs and secrets of a stack', () => {
  it('are stored once, and nowhere in clear', () => {
    const state = new ClusterState()
    assert.equal(deploy(state, 'first-content').stored, 2)
    assert.equal(deploy(state, 'first-content').stored, 0)
    const all = Buffer.concat([...state.snapshot()]).toString('latin1')
    assert.ok(all.includes('.polis/value/default/secret/app_key/'))
    assert.ok(!all.includes('first-content'))
  })

  it('roll out the services that use what has changed, and no others', () => {
    const state = new ClusterState()
    deploy(state, 'one')
    const before = revisionsOf(state)
    deploy(state, 'one')
    assert.deepEqual(revisionsOf(state), before)
    deploy(state, 'two')
    const after = revisionsOf(state)
    assert.equal(after['other'], before['other'])
    assert.ok(after['uses']! > before['uses']!)
  })

  it('live as long as a version of a deployment names them', () => {
    const state = new ClusterState()
    const clean = () => {
      const view = {
        ...{ nowMs: 0, tookOfficeMs: 0, health: () => 'unknown' as const },
        liveness: () => ({ state: 'unknown' as const, sinceMs: 0, bootCount: 0 }),
      }
      const removals = reconcile(state, view, () => 'x').filter(({ op }) => op === 'kv.remove')
      if (removals.length > 0) {
        state.apply(state.index + 1, { requestId: '', timeMs: 0, operations: removals })
      }
      return removals.length
    }
    deploy(state, 'one')
    assert.equal(clean(), 0)
    // Never stable, so nothing goes back to it.
    deploy(state, 'two')
    assert.equal(clean(), 1)
    assert.equal(state.valueKeys.size, 2)
    const operations = [{ op: 'stack.remove', ...PLACE } as const]
    state.apply(state.index + 1, { requestId: '', timeMs: 0, operations })
    assert.equal(clean(), 2)
    assert.equal(state.valueKeys.size, 0)
  })

  it('that are external are those of another stack, or missed by name', () => {
    const state = new ClusterState()
    const text = `
services: {w: {image: x, secrets: [shared]}}
secrets: {shared: {external: true, name: app_key}}`
    const external = () => {
      const { services, values } = parseManifest(text)
      return sealStack(state, KEY, { ...PLACE, stack: 'b' }, services, values)
    }
    assert.deepEqual(external().missing, ["secret 'app_key'"])
    const unread = parseManifest(text.replace('external: true, name: app_key', 'file: ./key'))
    const { missing: nobody } = sealStack(state, KEY, PLACE, unread.services, unread.values)
    assert.deepEqual(nobody, ["secret 'app_shared'"])
    deploy(state, 'one')
    const { missing, operations, services } = external()
    assert.deepEqual([missing, operations], [[], []])
    const [file] = services[0]!.deployment.workload.files!
    assert.ok(state.kv.has(valueKey({ namespace: 'default', ...file! })))
  })

  it('are refused by the state if a service names what is not stored', () => {
    const state = new ClusterState()
    const { services, values } = manifestOf('x')
    const sealed = sealStack(state, KEY, PLACE, services, values)
    const ids = Array.from({ length: 16 }, (_, i) => `i${i}`)
    const operation: Operation = {
      ...{ op: 'stack.apply', ...PLACE, services: sealed.services },
      ...{ prune: true, planIndex: null, ids },
    }
    const command = { requestId: '', timeMs: 0, operations: [operation] }
    const [result] = state.apply(1, command).results
    assert.match(result?.kind === 'refused' ? result.message : '', /'app_conf' is not stored/)
  })
})
