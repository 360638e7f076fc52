/**
 * The data directory: everything a node keeps, and the proof that only one node uses it.
 *
 *     node.json     who this node is: cluster, raft id, name, how often it started
 *     identity.key  its key pair (packages/transport)
 *     join-secret, admin-token, cluster-key   0600
 *     node.lock     process id and start time of the node that runs on it
 *     raft/, state/ the log and its snapshots; tasks/ what runs here; polis.sock
 *     recovering/   a recovery that is under way; before-recovery-N/ what the Nth one replaced
 */

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Epoch, FIRST_EPOCH, messageOf, type PolisError } from '@polis/base'
import { nodeError } from '../errors.ts'
import type { MemberAddress } from '../wire.ts'

/** Who this node is; `clusterId` is empty until it has founded or joined. */
export type NodeRecord = {
  readonly format: 1
  readonly clusterId: string
  readonly raftId: number
  readonly name: string
  /** How often a node was started on this directory, this time included. */
  readonly bootCount: number
  /** True until a founder's first command is in the log: a crash before is taken up again. */
  readonly isFounding: boolean
  /** True once this node knows for certain that it was removed; it never serves again. */
  readonly isRemoved?: boolean
  /** Drivers offered at the last start: one whose engine is down today is offered still. */
  readonly drivers?: readonly string[]
  /** Of two members with different ones, the older is fenced. */
  readonly epoch: Epoch
  /** The members last known: where to look for the others before the log has been read. */
  readonly members: readonly MemberAddress[]
}

/** Files that hold a secret each. */
export type SecretName = 'join-secret' | 'admin-token' | 'cluster-key'

/** Appears in the data directory when what is to replace the log is whole. */
export const RECOVERY_MARK = 'recovering/ready.json'

/** Longest path of a unix socket on Linux, with its terminating zero. */
const SOCKET_PATH_BYTES_MAX = 108

export class DataDir {
  readonly path: string
  readonly isTemporary: boolean
  record: NodeRecord

  private constructor(path: string, isTemporary: boolean, record: NodeRecord) {
    this.path = path
    this.isTemporary = isTemporary
    this.record = record
  }

  /**
   * Opens or creates the directory, locks it, and counts this start. Throws
   * `node/data-dir-denied`, `-in-use` or `-damaged`.
   */
  static open(path: string | null, name: string): DataDir {
    const directory = path ?? mkdtempSync(join(tmpdir(), 'polis-'))
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 })
    } catch (cause) {
      throw nodeError('node/data-dir-denied', {
        message: `cannot create the data directory ${directory}: ${messageOf(cause)}`,
        hint: 'choose another one with --data-dir',
        cause,
      })
    }
    lock(directory)
    refuseHalfRecovered(directory)
    const before = readRecord(directory)
    const dir = new DataDir(directory, path === null, before ?? emptyRecord(name))
    dir.save({ bootCount: dir.record.bootCount + 1 })
    return dir
  }

  /**
   * Opens and locks the directory of a member whose node is stopped, and changes nothing. Throws
   * as `open` does, and `node/no-data` if it is none.
   */
  static openStopped(path: string): DataDir {
    if (!existsSync(join(path, 'node.json'))) throw noData(path)
    lock(path)
    try {
      const record = readRecord(path)
      if (record === null || record.clusterId === '') throw noData(path)
      return new DataDir(path, false, record)
    } catch (error) {
      rmSync(join(path, 'node.lock'), { force: true })
      throw error
    }
  }

  /** True once the node has founded or joined a cluster. */
  get isMember(): boolean {
    return this.record.clusterId !== ''
  }

  file(name: string): string {
    return join(this.path, name)
  }

  /** Where the API's socket is: in the directory unless its path is too long for one. */
  get socketPath(): string {
    const path = this.file('polis.sock')
    if (Buffer.byteLength(path) < SOCKET_PATH_BYTES_MAX) return path
    return join(tmpdir(), `polis-${process.pid}.sock`)
  }

  /** Replaces parts of the record, durably. */
  save(changes: Partial<Omit<NodeRecord, 'format'>>): void {
    this.record = { ...this.record, ...changes }
    this.#write('node.json', `${JSON.stringify(this.record, null, 2)}\n`)
  }

  /** The secret kept under `name`, or null if there is none. */
  readSecret(name: SecretName): string | null {
    return readIfThere(this.file(name))?.trim() ?? null
  }

  /** Keeps a secret, readable by the owner alone. */
  writeSecret(name: SecretName, secret: string): void {
    this.#write(name, `${secret}\n`)
  }

  /** Lets another node have the directory; a temporary one is removed. */
  close(): void {
    if (this.isTemporary) rmSync(this.path, { recursive: true, force: true })
    else rmSync(this.file('node.lock'), { force: true })
  }

  #write(name: string, text: string): void {
    const temporary = this.file(`${name}.new`)
    writeFileSync(temporary, text, { mode: 0o600, flush: true })
    renameSync(temporary, this.file(name))
    syncDirectory(this.path)
  }
}

/** Makes a rename last through a power cut. */
export function syncDirectory(path: string): void {
  const directory = openSync(path, 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}

function noData(path: string): PolisError {
  return nodeError('node/no-data', {
    message: `${path} is not the data directory of a member`,
    hint: 'name the one of the stopped node with --data-dir',
    fields: { path },
  })
}

/** Throws `node/recovery-cut-short`: the log is neither the old one nor the new one. */
function refuseHalfRecovered(directory: string): void {
  if (!existsSync(join(directory, RECOVERY_MARK))) return
  rmSync(join(directory, 'node.lock'), { force: true })
  throw nodeError('node/recovery-cut-short', {
    message: `a recovery of ${directory} was cut short`,
    hint: `run 'polis recover --data-dir ${directory}' once more: it is finished then`,
    fields: { directory },
  })
}

function emptyRecord(name: string): NodeRecord {
  return {
    format: 1,
    clusterId: '',
    raftId: 0,
    name,
    bootCount: 0,
    isFounding: false,
    epoch: FIRST_EPOCH,
    members: [],
  }
}

function readRecord(directory: string): NodeRecord | null {
  const path = join(directory, 'node.json')
  const text = readIfThere(path)
  if (text === null) return null
  try {
    const record = JSON.parse(text) as NodeRecord
    // A record of before there were epochs is one of the first.
    const epoch = record.epoch ?? FIRST_EPOCH
    if (record.format === 1 && Number.isSafeInteger(record.bootCount)) return { ...record, epoch }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw nodeError('node/data-dir-damaged', {
    message: `${path} is damaged or of a newer version`,
    hint: 'restore the data directory from a backup, or remove it and join again',
    fields: { path },
  })
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw nodeError('node/data-dir-damaged', {
      message: `cannot read ${path}: ${messageOf(error)}`,
      hint: 'check who owns it',
      cause: error,
    })
  }
}

/** Writes who runs here; throws `node/data-dir-in-use` if a living process is written already. */
function lock(directory: string): void {
  const path = join(directory, 'node.lock')
  const holder = readIfThere(path)?.trim()
  if (holder !== undefined && holder !== processMark(Number(holder.split(' ')[0]))) {
    rmSync(path, { force: true })
  } else if (holder !== undefined && holder !== processMark(process.pid)) {
    throw nodeError('node/data-dir-in-use', {
      message: `another node (process ${holder.split(' ')[0]}) runs on ${directory}`,
      hint: 'stop it, or choose another --data-dir',
      fields: { directory },
    })
  }
  try {
    writeFileSync(path, `${processMark(process.pid)}\n`, { mode: 0o600 })
  } catch (cause) {
    throw nodeError('node/data-dir-denied', {
      message: `cannot write to the data directory ${directory}: ${messageOf(cause)}`,
      hint: 'check who owns it, or choose another one with --data-dir',
      cause,
    })
  }
}

/** Process id and start time: a process id alone may have been given out again. */
function processMark(pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
    return `${pid} ${fields[19]}`
  } catch {
    // No such process, or no /proc: then the mark matches no living process but our own.
    return pid === process.pid ? `${pid} 0` : ''
  }
}
