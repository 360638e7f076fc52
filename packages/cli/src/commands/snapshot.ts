/** `polis snapshot save|inspect`: the whole replicated state as a file. */

import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { messageOf, PolisError } from '@polis/base'
import { loadSnapshot, SnapshotFileReader, type SnapshotSummary } from '@polis/node/snapshot-file'
import { type OutputFormat, print, printValue, table } from '../output.ts'
import type { Session } from '../session.ts'

/** `polis snapshot save FILE`: the file appears whole, or not at all. */
export async function save(
  session: Session,
  file: string,
  options: { readonly force?: boolean },
): Promise<void> {
  if (options.force !== true && (await exists(file))) {
    throw new PolisError('cli/file-exists', {
      message: `${file} is there already`,
      hint: 'choose another name, or replace it with --force',
    })
  }
  const draft = `${file}.tmp`
  try {
    const summary = await download(session, draft)
    await rename(draft, file)
    await sync(await open(dirname(file) || '.', 'r'))
    if (isForProgram(session.output)) printValue(viewOf(file, summary), session.output)
    else {
      const { index, term } = summary.header
      print(`${file} saved at index ${index} of term ${term}, ${summary.stateBytes} bytes of state`)
    }
  } catch (error) {
    await rm(draft, { force: true })
    throw isSystemError(error) ? cannotWrite(file, error) : error
  }
}

/** Writes what the node sends to `draft` and verifies it on the way. */
async function download(session: Session, draft: string): Promise<SnapshotSummary> {
  const reader = new SnapshotFileReader('what the node sent')
  await rm(draft, { force: true })
  const output = await open(draft, 'wx', 0o600)
  try {
    for await (const bytes of session.client.chunks('/v1/snapshot')) {
      for (const _ of reader.push(bytes));
      await output.writeFile(bytes)
    }
    await output.sync()
  } finally {
    await output.close()
  }
  return reader.end()
}

/** `polis snapshot inspect FILE`: needs no node. */
export async function inspect(file: string, output: OutputFormat): Promise<void> {
  const { state, ...summary } = await loadSnapshot(file)
  const kvBytes = [...state.kv.values()].reduce((sum, { value }) => sum + value.length, 0)
  const counts = {
    services: state.services.size,
    deployments: state.deployments.size,
    tasks: state.tasks.size,
    endpoints: state.endpoints.size,
    policies: state.policies.size,
    kvKeys: state.kv.size,
    kvBytes,
  }
  const view = { ...viewOf(file, summary), counts }
  if (isForProgram(output)) return printValue(view, output)
  const members = view.members.map(({ name, isVoter }) => (isVoter ? `${name} (voter)` : name))
  const rows = [
    ['saved', `${new Date(view.savedMs).toISOString()} by ${view.savedBy}`],
    ['cluster', `${view.clusterId}, epoch ${view.epoch}`],
    ['index', `${view.index} of term ${view.term}`],
    ['members', members.join(', ')],
    ['services', String(counts.services)],
    ['deployments', String(counts.deployments)],
    ['tasks', String(counts.tasks)],
    ['kv', `${counts.kvKeys} keys, ${kvBytes} bytes`],
    ['state', `${view.stateBytes} bytes`],
    ['sha256', `${view.sha256}, verified`],
  ]
  print(table(['SNAPSHOT', file], rows))
}

/** A file as programs are told of it. */
function viewOf(file: string, { header, stateBytes, sha256 }: SnapshotSummary) {
  return { file, ...header, stateBytes, sha256 }
}

function isForProgram(output: OutputFormat): boolean {
  return output === 'json' || output === 'yaml'
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    error => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
      throw cannotWrite(file, error)
    },
  )
}

/** Makes a rename last through a power cut. */
async function sync(directory: FileHandle): Promise<void> {
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && !(error instanceof PolisError)
}

function cannotWrite(file: string, cause: unknown): PolisError {
  return new PolisError('cli/cannot-write', {
    message: `cannot write ${file}: ${messageOf(cause)}`,
    hint: 'check its folder, and that its disk has room',
    cause,
  })
}
