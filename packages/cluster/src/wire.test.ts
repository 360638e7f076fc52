import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasCode } from '@polis/base'
import { cluster } from '@polis/proto'
import fc from 'fast-check'
import type { Command, Operation } from './commands.ts'
import { sampleDefinition, sampleMember, sampleReport, sampleStack } from './sample.ts'
import {
  COMMAND_VERSION,
  decodeCommand,
  decodeMemberChange,
  encodeCommand,
  encodeMemberChange,
  type MemberChange,
  restampTime,
} from './wire.ts'

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record(
    {
      op: fc.constant('kv.put' as const),
      key: fc.string(),
      value: fc.uint8Array().map(array => Buffer.from(array)),
      expectedRevision: fc.option(fc.nat()),
    },
    { noNullPrototype: true },
  ),
  fc.record(
    {
      op: fc.constant('task.observe' as const),
      nodeId: fc.string(),
      bootCount: fc.nat(),
      reports: fc.array(fc.string().map(id => sampleReport(id))),
    },
    { noNullPrototype: true },
  ),
  fc.constant(sampleStack([sampleDefinition('web')], 'a')),
)

const command: fc.Arbitrary<Command> = fc.record(
  {
    requestId: fc.string({ maxLength: 64 }),
    timeMs: fc.maxSafeNat(),
    operations: fc.array(operation, { maxLength: 5 }),
  },
  { noNullPrototype: true },
)

function raw(operations: unknown, version = COMMAND_VERSION): Uint8Array {
  return cluster.v1.cluster.Command.encode({
    version,
    timeMs: 1,
    requestId: 'r',
    operations: Buffer.from(JSON.stringify(operations)),
  }).finish()
}

describe('wire', () => {
  it('a command decodes to what was encoded', () => {
    fc.assert(
      fc.property(command, value => assert.deepEqual(decodeCommand(encodeCommand(value)), value)),
      { numRuns: 100 },
    )
  })

  it('a restamped command differs in its time alone', () => {
    fc.assert(
      fc.property(command, fc.maxSafeNat(), (value, timeMs) => {
        const decoded = decodeCommand(restampTime(encodeCommand(value), timeMs))
        assert.deepEqual(decoded, { ...value, timeMs })
      }),
      { numRuns: 50 },
    )
  })

  it('bytes that are no command throw bad-record and never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), bytes => {
        try {
          decodeCommand(bytes)
        } catch (error) {
          assert.match((error as { code?: string }).code ?? String(error), /^cluster\//)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('a newer version and an unknown operation stop the node', () => {
    assert.throws(
      () => decodeCommand(raw([], COMMAND_VERSION + 1)),
      e => hasCode(e, 'cluster/unknown-version'),
    )
    const unknown = raw([{ op: 'warp' }])
    assert.throws(
      () => decodeCommand(unknown),
      e => hasCode(e, 'cluster/unknown-operation'),
    )
  })

  it('an operation with a field of the wrong type is named', () => {
    const bad = raw([{ op: 'task.stop', id: 7, reason: '' }])
    assert.throws(() => decodeCommand(bad), /task\.stop: 'id' should be string/)
    const stack = sampleStack([sampleDefinition('web')], 'a')
    const broken = raw([{ ...stack, services: [{ name: 'web' }] }])
    assert.throws(() => decodeCommand(broken), /a service: 'spec' should be object/)
    assert.throws(() => restampTime(broken, 1), /a service: 'spec' should be object/)
    const report = { taskId: 't', observed: { phase: 1 } }
    const observe = { op: 'task.observe', nodeId: 'n', bootCount: 1, reports: [report] }
    assert.throws(() => restampTime(raw([observe]), 1), /an observation: 'phase' should be string/)
  })

  it('a dependency without a service, or with a condition that there is not, is named', () => {
    const waiting = (dependsOn: unknown) => {
      const web = sampleDefinition('web')
      const deployment = { ...web.deployment, dependsOn }
      return raw([{ ...sampleStack([web], 'a'), services: [{ ...web, deployment }] }])
    }
    const known = { service: 'db', condition: 'service_healthy' }
    restampTime(waiting([known]), 1)
    const problem = (dependsOn: unknown) => () => restampTime(waiting(dependsOn), 1)
    assert.throws(problem('db'), /a deployment spec: 'dependsOn' should be array/)
    assert.throws(problem([{ ...known, service: 1 }]), /a dependency: 'service' should be string/)
    assert.throws(problem([{ ...known, condition: 'soon' }]), /there is no condition 'soon'/)
  })

  it('a command that does not fit into an entry is refused before it is proposed', () => {
    const value = new Uint8Array(5 * 1024 * 1024)
    const put = { op: 'kv.put', key: 'k', value, expectedRevision: null } as const
    assert.throws(
      () => encodeCommand({ requestId: 'r', timeMs: 1, operations: [put] }),
      error => hasCode(error, 'cluster/command-too-large'),
    )
  })

  it('a member change decodes to what was encoded', () => {
    const changes: MemberChange[] = [
      { kind: 'add', member: sampleMember('n1', { labels: { zone: 'a' } }) },
      { kind: 'promote', id: 'x' },
      { kind: 'demote', id: 'x' },
      { kind: 'voters', promoted: ['x'], demoted: ['y'], reason: 'a voter has been dead for 60 s' },
      { kind: 'voters', promoted: [], demoted: ['y'], reason: '' },
      { kind: 'remove', id: 'x' },
    ]
    for (const change of changes) {
      assert.deepEqual(decodeMemberChange(encodeMemberChange(change)), change)
    }
    assert.throws(
      () => decodeMemberChange(encodeMemberChange({ kind: 'elect', id: 'x' } as never)),
      error => hasCode(error, 'cluster/unknown-operation'),
    )
  })
})
