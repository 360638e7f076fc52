/**
 * Configs and secrets on this node: sealed when they are deployed, opened for the tasks that start
 * here, and on a tmpfs for as long as those are here.
 */

import type { SealedStack } from '@polis/api'
import { type ClusterState, type ParsedManifest, valueKey } from '@polis/cluster'
import {
  type FileContent,
  type PlacedFile,
  processUser,
  removeAbandoned,
  TaskFiles,
  type TaskStart,
} from '@polis/runtime'
import { nodeError } from '../errors.ts'
import { unseal } from '../seal.ts'
import { sealStack } from '../sealed-stack.ts'
import type { ClusterKey } from './cluster-key.ts'

/** The tmpfs that Linux has for everybody. */
const TMPFS = '/dev/shm'

/** A key for plans of a cluster that has none yet: every version is a new one anyway. */
const NO_KEY = new Uint8Array(32)

/** Last characters of a peer id: enough to tell nodes of one machine apart. */
const ID_LENGTH = 12

export class Values {
  readonly #state: ClusterState
  readonly #key: ClusterKey
  readonly #files: TaskFiles

  constructor(state: ClusterState, key: ClusterKey, self: string, dataDir: string) {
    this.#state = state
    this.#key = key
    this.#files = new TaskFiles(`${TMPFS}/polis-${self.slice(-ID_LENGTH)}`, dataDir)
  }

  /**
   * The services of a manifest with the versions of what they use. `isPlan`: nothing is to be
   * stored. Throws `node/no-cluster-key`, and `node/no-value` for an external one nobody has.
   */
  async seal(
    place: { readonly stack: string; readonly namespace: string },
    manifest: ParsedManifest,
    isPlan: boolean,
    signal: AbortSignal,
  ): Promise<SealedStack> {
    const { services, values } = manifest
    const hasFiles = services.some(one => one.deployment.workload.files !== undefined)
    if (!hasFiles) return { services, operations: [] }
    const key = isPlan ? ((await this.#key.find()) ?? NO_KEY) : await this.#key.findOrMake(signal)
    const { missing, ...sealed } = sealStack(this.#state, key, place, services, values)
    if (missing.length === 0) return sealed
    throw nodeError('node/no-value', {
      message: `no content of ${missing.join(', ')} is here or in namespace ${place.namespace}`,
      hint: 'files are read by polis deploy; an external one is brought by another stack first',
    })
  }

  /** Puts the files of a run where it finds them. Rejects with the reason if that cannot be done. */
  async place({ taskId, namespace, workload }: TaskStart): Promise<readonly PlacedFile[]> {
    const key = await this.#key.find()
    const contents = (workload.files ?? []).map((file): FileContent => {
      const sealed = this.#state.kv.get(valueKey({ namespace, ...file }))?.value
      const name = `the ${file.kind} '${file.name}'`
      if (key === null || sealed === undefined) throw new Error(`${name} is not in the state`)
      const content = unseal(key, { namespace, ...file }, sealed)
      if (content === null) throw new Error(`${name} cannot be opened: its seal does not match`)
      return { file, content }
    })
    const user = workload.driver === 'process' ? await processUser(workload.user) : null
    return this.#files.place(taskId, contents, user)
  }

  /** Removes what nodes of this machine have left that will never start again. */
  static async tidy(): Promise<readonly string[]> {
    return removeAbandoned(TMPFS)
  }

  /** The task is gone from here. */
  async remove(taskId: string): Promise<void> {
    await this.#files.remove(taskId)
  }

  /** Nothing stays. */
  async clear(): Promise<void> {
    await this.#files.clear()
  }

  /** Of tasks that are not among those, nothing stays. */
  async keepOnly(known: ReadonlySet<string>): Promise<void> {
    await this.#files.keepOnly(known)
  }
}
