import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { writtenVolumes } from '../volume.ts'
import { parseManifest } from './manifest.ts'

const manifest = (more: string, others = '') => `services:
  db:
    image: db
    volumes: [data:/data]
${more === '' ? '' : `    ${more}\n`}${others}
volumes: {data: {x-single-writer: true}}`

const errorsOf = (text: string) => parseManifest(text).errors.map(({ message }) => message)

describe('a single-writer volume of a manifest', () => {
  it('makes its service stop first, and warns of nothing else', () => {
    const { services, warnings, errors } = parseManifest(manifest(''))
    assert.deepEqual([warnings, errors], [[], []])
    assert.equal(services[0]!.deployment.update.order, 'stop-first')
    assert.deepEqual(writtenVolumes(services[0]!.deployment.workload), ['data'])
  })

  it('says that start-first cannot be', () => {
    const text = manifest('deploy: {update_config: {order: start-first}}')
    const { services, warnings, errors } = parseManifest(text)
    assert.deepEqual(errors, [])
    assert.equal(services[0]!.deployment.update.order, 'stop-first')
    assert.match(warnings[0]!.message, /'start-first' is not honoured, it is stop-first: volume/)
  })

  for (const [more, reason] of [
    ['deploy: {replicas: 2}', /^services\.db cannot have 2 tasks: volume 'data' has a single/],
    ['x-autoscale: {min: 1, max: 4, cpu: 70}', /cannot have 4 tasks/],
    ['deploy: {mode: global}', /cannot have one task on each node/],
    ['deploy: {mode: replicated-job, replicas: 3}', /cannot have 3 tasks/],
    ['x-rollout: {strategy: blue-green}', /cannot have two versions at a time \(blue-green\)/],
    ['x-rollout: {strategy: canary, steps: [{weight: 9}]}', /two versions at a time \(canary\)/],
    ['x-rollout: {maxSurge: 1}', /cannot have a maxSurge/],
  ] as const) {
    it(`refuses ${more}`, () => {
      assert.match(errorsOf(manifest(more))[0]!, reason)
    })
  }

  it('lets another service read it, but not write to it', () => {
    const other = (options: string) => `  backup:
    image: b
    volumes: ["data:/in${options}"]
    deploy: {replicas: 2}`
    assert.deepEqual(errorsOf(manifest('', other(':ro'))), [])
    assert.match(errorsOf(manifest('', other(''))).join(), /backup and services\.db both write/)
  })

  it('is said by true or false', () => {
    const text = 'services: {a: {image: x}}\nvolumes: {d: {x-single-writer: maybe}}'
    assert.match(errorsOf(text)[0]!, /volumes\.d\.x-single-writer/)
  })
})
