/** Why a command cannot be run, found out before a supervisor is started for it. */

import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { WorkloadSpec } from '../workload.ts'
import { workloadProblems } from '../workload.ts'

/** One line that says why `spec` cannot be run, or undefined if it can be tried. */
export async function whyNotRunnable(
  spec: WorkloadSpec,
  workingDir: string,
  path: string,
): Promise<string | undefined> {
  const problem = workloadProblems(spec)[0]
  if (problem !== undefined) return problem.reason
  if (!(await isFolder(workingDir))) return `working directory not found: ${workingDir}`
  const command = spec.command[0]!
  const candidates = command.includes('/')
    ? [resolve(workingDir, command)]
    : path.split(':').map(folder => resolve(workingDir, folder, command))
  let exists = false
  for (const candidate of candidates) {
    const kind = await stat(candidate).catch(() => undefined) // Absent or unreachable: not found.
    if (kind === undefined || !kind.isFile()) continue
    exists = true
    if (await isExecutable(candidate)) return undefined
  }
  return exists ? `not executable: ${command}` : `command not found: ${command}`
}

async function isFolder(path: string): Promise<boolean> {
  const kind = await stat(path).catch(() => undefined) // Absent or unreachable: the same here.
  return kind?.isDirectory() ?? false
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
