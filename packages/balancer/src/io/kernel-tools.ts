/** Runs `nft` and `conntrack`: input in, lines out, bounded in time. */

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { messageOf } from '@polis/base'
import { KERNEL_TOOL_MS } from '../config.ts'

/** Servers and users may have different paths; these tools are the administrator's. */
const ADMINISTRATOR_PATH = '/usr/local/sbin:/usr/sbin:/sbin'

/** Characters of a complaint that are kept. */
const COMPLAINT_MAX = 300

/** Why a tool did not do it; undefined if it did. Each line of its output goes to `onLine`. */
export function runTool(
  command: 'nft' | 'conntrack',
  args: readonly string[],
  input: string,
  onLine: (line: string) => void = () => undefined,
): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:${ADMINISTRATOR_PATH}` },
    timeout: KERNEL_TOOL_MS,
    killSignal: 'SIGKILL',
  })
  let complaint = ''
  child.on('error', error => {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    resolve(isMissing ? `${command} is not installed` : messageOf(error))
  })
  // It did not start, and there may not even be pipes.
  if (child.pid === undefined) return promise
  // A tool that ends early has said why on its way.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (complaint.length < COMPLAINT_MAX) complaint += text
  })
  const lines = createInterface({ input: child.stdout })
  lines.on('line', onLine)
  const isRead = new Promise(done => lines.once('close', done))
  child.on('close', async (code, signal) => {
    await isRead
    const [first = ''] = complaint.slice(0, COMPLAINT_MAX).split('\n')
    if (code === 0) resolve(undefined)
    else resolve(first === '' ? `${command} ended with ${signal ?? code}` : first)
  })
  return promise
}
