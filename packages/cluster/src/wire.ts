/**
 * Commands, member records and the records of snapshots as bytes: a protobuf envelope around JSON.
 *
 * Each carries its version. A node that meets a version or an operation it does not know throws
 * `cluster/unknown-version` or `cluster/unknown-operation`: it must stop applying, never skip
 * (design.md §4 "Versions"). So the leader checks a command when it stamps it (`restampTime`).
 */

import { assert, messageOf, PolisError, safeInteger } from '@polis/base'
import { cluster } from '@polis/proto'
import type { Command, Operation } from './commands.ts'
import {
  COMMAND_BYTES_MAX,
  MEMBER_CHANGE_BYTES_MAX,
  OPERATIONS_MAX,
  REQUEST_ID_LENGTH_MAX,
  SNAPSHOT_BYTES_MAX,
  SNAPSHOT_RECORD_BYTES_MAX,
} from './config.ts'
import type { ClusterErrorCode } from './errors.ts'
import type { Member } from './objects.ts'
import { shapeProblem } from './operation-shapes.ts'

const {
  Command: WireCommand,
  MemberChange: WireMemberChange,
  StateRecord: WireRecord,
} = cluster.v1.cluster

/**
 * Version of commands and member records that this Polis writes and reads; 1 had the values of keys
 * in JSON, and was never released.
 */
export const COMMAND_VERSION = 2
/** Version of the snapshot format; earlier ones, all in JSON, were never released. */
export const SNAPSHOT_VERSION = 3

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/** A member as its node describes it when it joins. */
export type NewMember = Omit<Member, 'revision' | 'isVoter'>

/** What a Raft configuration change means for the member records; its `context` as data. */
export type MemberChange =
  /** The first member is the founder, a voter; later ones come as learners. */
  | { readonly kind: 'add'; readonly member: NewMember }
  | { readonly kind: 'promote'; readonly id: string }
  /** Several learners in one joint step. */
  | { readonly kind: 'promote-all'; readonly ids: readonly string[] }
  | { readonly kind: 'demote'; readonly id: string }
  /** Votes given and taken in one joint step, with the reason. */
  | {
      readonly kind: 'voters'
      readonly promoted: readonly string[]
      readonly demoted: readonly string[]
      readonly reason: string
    }
  | { readonly kind: 'remove'; readonly id: string }

const MEMBER_CHANGES: readonly MemberChange['kind'][] = [
  ...(['add', 'promote', 'promote-all', 'demote', 'voters', 'remove'] as const),
]

/** The bytes of a command, ready to be proposed. Throws `cluster/command-too-large`. */
export function encodeCommand(command: Command): Uint8Array {
  assert(command.operations.length <= OPERATIONS_MAX, 'a command has a bounded size')
  const bytes = WireCommand.encode({
    version: COMMAND_VERSION,
    timeMs: safeInteger(Math.trunc(command.timeMs), 'timeMs'),
    requestId: command.requestId,
    sinceIndex: safeInteger(command.sinceIndex ?? 0, 'sinceIndex'),
    ...wireOperations(command.operations),
  }).finish()
  if (bytes.length <= COMMAND_BYTES_MAX) return bytes
  throw new PolisError<ClusterErrorCode>('cluster/command-too-large', {
    message: `a command has ${bytes.length} bytes; the most is ${COMMAND_BYTES_MAX}`,
    hint: 'ask for less at once',
    fields: { bytes: bytes.length, bytesMax: COMMAND_BYTES_MAX },
  })
}

/**
 * The command in `bytes`. Throws `cluster/unknown-version`, `cluster/unknown-operation`, or
 * `cluster/bad-record` if an operation lacks a field or it has the wrong type.
 */
export function decodeCommand(bytes: Uint8Array): Command {
  const { wire, operations } = checkedCommand(bytes)
  const { requestId } = wire
  const timeMs = safeInteger(wire.timeMs, 'timeMs')
  const sinceIndex = safeInteger(wire.sinceIndex, 'sinceIndex')
  return { requestId, ...(sinceIndex > 0 && { sinceIndex }), timeMs, operations }
}

/**
 * The same command with the leader's stamp. It is checked as a whole, and throws as `decodeCommand`
 * does, or as `check` does: what it lets through, every node will apply.
 */
export function restampTime(
  bytes: Uint8Array,
  timeMs: number,
  check: (operations: readonly Operation[]) => void = () => undefined,
): Uint8Array {
  const { wire, operations } = checkedCommand(bytes)
  check(operations)
  wire.timeMs = safeInteger(Math.trunc(timeMs), 'timeMs')
  return WireCommand.encode(wire).finish()
}

function checkedCommand(bytes: Uint8Array) {
  const wire = decodeEnvelope('command', COMMAND_BYTES_MAX, bytes, () => WireCommand.decode(bytes))
  checkVersion('command', wire.version, COMMAND_VERSION)
  if (wire.requestId.length > REQUEST_ID_LENGTH_MAX) {
    throw badRecord('command', `a request id is at most ${REQUEST_ID_LENGTH_MAX} characters`)
  }
  const operations = parseJson('command', wire.operations)
  if (!Array.isArray(operations) || operations.length > OPERATIONS_MAX) {
    throw badRecord('command', `its operations are not a list of at most ${OPERATIONS_MAX}`)
  }
  restoreValues(operations, wire.values)
  for (const operation of operations) checkOperation(operation)
  return { wire, operations: operations as Operation[] }
}

/** JSON without the values of keys, which go beside it as the bytes they are. */
function wireOperations(operations: readonly Operation[]) {
  const values: Uint8Array[] = []
  const plain = operations.map(operation => {
    if (operation.op !== 'kv.put') return operation
    const { value, ...rest } = operation
    values.push(value)
    return rest
  })
  return { operations: utf8(JSON.stringify(plain)), values }
}

/** Gives each `kv.put` its value: there are as many as there are values. */
function restoreValues(operations: readonly unknown[], values: readonly Uint8Array[]): void {
  let used = 0
  for (const operation of operations as (Record<string, unknown> | null)[]) {
    if (operation?.['op'] === 'kv.put') operation['value'] = values[used++]
  }
  if (used !== values.length) {
    throw badRecord('command', `${used} keys are written, with ${values.length} values`)
  }
}

/** The context of a configuration change. */
export function encodeMemberChange(change: MemberChange): Uint8Array {
  return WireMemberChange.encode({
    version: COMMAND_VERSION,
    body: utf8(JSON.stringify(change)),
  }).finish()
}

/** The member change in the context of a configuration change. Throws as `decodeCommand` does. */
export function decodeMemberChange(bytes: Uint8Array): MemberChange {
  const wire = decodeEnvelope('member record', MEMBER_CHANGE_BYTES_MAX, bytes, () =>
    WireMemberChange.decode(bytes),
  )
  checkVersion('member record', wire.version, COMMAND_VERSION)
  const change = parseJson('member record', wire.body) as MemberChange | null
  const id = subjectOf(change)
  if (typeof id !== 'string' || id === '') throw badRecord('member record', 'it names no member')
  if (!MEMBER_CHANGES.includes(change!.kind)) {
    throw new PolisError<ClusterErrorCode>('cluster/unknown-operation', {
      message: `the member record holds '${change!.kind}', which this Polis does not know`,
      hint: 'run the same version of Polis on every node',
    })
  }
  return change!
}

/** The member, or the first of the members, that a change is about. */
function subjectOf(change: MemberChange | null): string | undefined {
  if (change?.kind === 'add') return change.member?.id
  if (change?.kind === 'voters') return change.promoted?.[0] ?? change.demoted?.[0]
  return change?.kind === 'promote-all' ? change.ids?.[0] : change?.id
}

/** One record of a snapshot; `value` is that of a KV entry, and empty or absent for any other. */
export type StateRecord = {
  readonly kind: string
  readonly body: unknown
  readonly value?: Uint8Array
}

/** A record as bytes, without its length. */
export function encodeStateRecord({ body, ...rest }: StateRecord): Uint8Array {
  return WireRecord.encode({ ...rest, body: utf8(JSON.stringify(body)) }).finish()
}

/** The inverse. Throws `cluster/damaged-snapshot`. */
export function decodeStateRecord(bytes: Uint8Array): Required<StateRecord> {
  try {
    const { kind, body, value } = WireRecord.decode(bytes)
    return { kind, body: parseJson('snapshot', body), value }
  } catch (error) {
    throw damagedSnapshot(messageOf(error), error)
  }
}

/** Throws `cluster/unknown-version` for a snapshot that this Polis cannot read. */
export function checkSnapshotVersion(version: number): void {
  if (version !== SNAPSHOT_VERSION) throw unknownVersion('snapshot', version, SNAPSHOT_VERSION)
}

/** Finds the records in a sequence of chunks. */
export class RecordSplitter {
  #rest: Uint8Array = new Uint8Array(0)
  #length = 0

  /** The records that are whole with `chunk`. Throws `cluster/damaged-snapshot`. */
  split(chunk: Uint8Array): Uint8Array[] {
    const records: Uint8Array[] = []
    this.#length += chunk.length
    if (this.#length > SNAPSHOT_BYTES_MAX) throw damagedSnapshot('it is too large')
    let bytes = chunk
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + chunk.length)
      bytes.set(this.#rest)
      bytes.set(chunk, this.#rest.length)
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    let at = 0
    while (at + 4 <= bytes.length) {
      const length = view.getUint32(at, true)
      if (length > SNAPSHOT_RECORD_BYTES_MAX) throw damagedSnapshot('a record is too large')
      if (at + 4 + length > bytes.length) break
      records.push(bytes.subarray(at + 4, at + 4 + length))
      at += 4 + length
    }
    this.#rest = bytes.slice(at)
    return records
  }
}

/** A snapshot that is not what was written; `why` completes the sentence. */
export function damagedSnapshot(why: string, cause?: unknown): PolisError<ClusterErrorCode> {
  return new PolisError<ClusterErrorCode>('cluster/damaged-snapshot', {
    message: `a snapshot is damaged: ${why}`,
    hint: 'stop the node and remove its data directory; it is filled again by its peers',
    cause,
  })
}

/** Plain data from the JSON in `bytes`; `name` says what it is. Throws `cluster/bad-record`. */
export function parseJson(name: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(strictUtf8.decode(bytes))
  } catch (error) {
    throw badRecord(name, messageOf(error), error)
  }
}

function checkOperation(operation: unknown): void {
  const problem = shapeProblem(operation)
  if (problem === undefined) return
  if (problem.kind === 'bad') throw badRecord('command', problem.reason)
  throw new PolisError<ClusterErrorCode>('cluster/unknown-operation', {
    message: `the log holds the operation '${problem.op}', which this Polis does not know`,
    hint: 'run the same version of Polis on every node',
    fields: { operation: problem.op },
  })
}

function decodeEnvelope<T>(name: string, bytesMax: number, bytes: Uint8Array, decode: () => T): T {
  if (bytes.length > bytesMax) {
    throw badRecord(name, `it has ${bytes.length} bytes, the most is ${bytesMax}`)
  }
  try {
    return decode()
  } catch (error) {
    throw badRecord(name, messageOf(error), error)
  }
}

function checkVersion(name: string, version: number, newest: number): void {
  if (version !== newest) throw unknownVersion(name, version, newest)
}

function unknownVersion(name: string, version: number, newest: number) {
  return new PolisError<ClusterErrorCode>('cluster/unknown-version', {
    message: `a ${name} has version ${version}; this Polis knows up to ${newest}`,
    hint: 'run the same version of Polis on every node',
    fields: { version, newest },
  })
}

function badRecord(name: string, reason: string, cause?: unknown): PolisError<ClusterErrorCode> {
  return new PolisError('cluster/bad-record', {
    message: `a ${name} is not valid: ${reason}`,
    cause,
  })
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text)
}
