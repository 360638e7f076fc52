/** `polis exec` and `polis top`: inside tasks, and how much of their machines they use. */

import type { ExecLine, TaskView, UsageView } from '@polis/api'
import { PolisError } from '@polis/base'
import { type Column, printRows } from '../output.ts'
import type { Session } from '../session.ts'

/** The most that is read of standard input: the API takes no larger body. */
const INPUT_BYTES_MAX = 1024 * 1024

/** `polis exec TASK -- CMD`: its output, and its exit code as our own. */
export async function exec(
  session: Session,
  reference: string,
  command: readonly string[],
  options: { readonly interactive?: boolean },
): Promise<void> {
  const { client, namespace } = session
  const task = await runningTask(session, reference)
  const input = options.interactive === true ? await readInput() : Buffer.alloc(0)
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort())
  const path = `/v1/tasks/${encodeURIComponent(task)}/exec`
  const body = { command, input: input.toString('base64') }
  const call = { method: 'POST', query: { namespace }, body, signal: controller.signal } as const
  for await (const line of client.lines<ExecLine>(path, call)) {
    if ('error' in line) throw new PolisError(line.code, { message: line.error })
    if ('exit' in line) {
      process.exitCode = line.exit
      return
    }
    process[line.stream].write(Buffer.from(line.data, 'base64'))
  }
  if (controller.signal.aborted) throw Object.assign(interrupted(), { exitCode: 130 })
  throw new PolisError('api/unreachable', {
    message: 'the node broke off before the command ended',
  })
}

function interrupted(): PolisError {
  return new PolisError('cli/interrupted', { message: 'interrupted; the command was left to end' })
}

/** Shortest prefix of an id that means a task: ids are random, and services have names. */
const PREFIX_LENGTH_MIN = 3

/**
 * The task of that id or name, or the first one that runs of a service of that name, or the only
 * one whose id begins like that.
 */
async function runningTask({ client, namespace }: Session, reference: string): Promise<string> {
  const query = { namespace }
  const { value: tasks } = await client.call<TaskView[]>('GET', '/v1/tasks', { query })
  const isIt = (task: TaskView) => task.name === reference || task.id === reference
  const ofService = (task: TaskView) =>
    task.service === reference && task.observed.phase === 'running'
  const alike = tasks.filter(
    ({ id }) => reference.length >= PREFIX_LENGTH_MIN && id.startsWith(reference),
  )
  const found =
    tasks.find(isIt) ?? tasks.find(ofService) ?? (alike.length === 1 ? alike[0] : undefined)
  if (found !== undefined) return found.id
  throw new PolisError('api/not-found', {
    message: `no task and no running service is called '${reference}'`,
    hint: 'see polis ps',
  })
}

async function readInput(): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin) {
    chunks.push(chunk)
    length += chunk.length
    if (length <= INPUT_BYTES_MAX) continue
    throw new PolisError('cli/usage', {
      message: `standard input is larger than ${INPUT_BYTES_MAX} bytes`,
      hint: 'let the command fetch a file instead',
    })
  }
  return Buffer.concat(chunks)
}

const USAGE_COLUMNS: readonly Column<UsageView>[] = [
  { heading: 'TASK', text: task => task.name },
  { heading: 'NODE', text: task => task.node || '-' },
  { heading: 'CPU', text: ({ cpuMillicores: cpu }) => (cpu === null ? '-' : `${cpu / 10} %`) },
  { heading: 'MEMORY', text: task => bytesText(task.memoryBytes) },
  { heading: 'LIMIT', text: task => bytesText(task.memoryLimitBytes || null) },
  { heading: 'ID', text: task => task.id, isWide: true },
]

function bytesText(bytes: number | null): string {
  return bytes === null ? '-' : `${(bytes / 1024 ** 2).toFixed(1)} MiB`
}

/** `polis top`: CPU and memory of running tasks, those that need most first. */
export async function top({ client, namespace, output }: Session): Promise<void> {
  const { value } = await client.call<UsageView[]>('GET', '/v1/usage', { query: { namespace } })
  const byNeed = value.toSorted((a, b) => (b.cpuMillicores ?? -1) - (a.cpuMillicores ?? -1))
  printRows(byNeed, output, USAGE_COLUMNS)
}
