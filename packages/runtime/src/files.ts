/**
 * Configs and secrets as files of a task (Compose Specification, `configs` and `secrets`).
 *
 * A workload names a value by its version only: the content is in the replicated state, sealed, and
 * the node that runs the task puts it on a tmpfs before each start. So a new version is a new
 * workload, which is rolled out to exactly the services that use it, and no output shows content.
 */

export type FileKind = 'config' | 'secret'

/** One config or secret of a workload. */
export type WorkloadFile = {
  readonly kind: FileKind
  /** Unique in its namespace and kind. */
  readonly name: string
  /** Tells two contents apart and says nothing about either. */
  readonly version: string
  /** Absolute inside a container; for a plain process a name in the folder of its kind. */
  readonly target: string
  /** Permission bits, such as 0o444. */
  readonly mode: number
  /** Absent: the node's own user, which is root for most. */
  readonly uid?: number
  readonly gid?: number
}

/** A file that is there now, on a tmpfs of this machine. */
export type PlacedFile = {
  readonly kind: FileKind
  /** Absolute path on this machine. */
  readonly source: string
  readonly target: string
}

/** Files of one task: each is a mount of its container. */
export const FILES_MAX = 64

/** Where a plain process finds its files, by kind: each variable is the path of a folder. */
export const FILE_VARIABLES: Readonly<Record<FileKind, string>> = {
  config: 'POLIS_CONFIGS',
  secret: 'POLIS_SECRETS',
}

/** What is wrong with files of a workload: the Compose key and one line that says what is. */
export function fileProblems(
  files: readonly WorkloadFile[],
  isContainer: boolean,
): { readonly field: string; readonly reason: string }[] {
  const problems: { field: string; reason: string }[] = []
  const targets = new Set<string>()
  for (const { kind, name, target, mode } of files) {
    const refuse = (reason: string) => problems.push({ field: `${kind}s`, reason })
    if (isContainer && !isPlainPath(target)) refuse(`'${target}' is not an absolute path`)
    if (!isContainer && !/^[\w-][\w.-]{0,254}$/.test(target)) {
      refuse(`'${target}' is not the name of a file, which a plain process needs`)
    }
    const place = isContainer ? target : `${kind}/${target}`
    if (targets.has(place)) refuse(`two files are put at '${target}'`)
    targets.add(place)
    if (mode < 0 || mode > 0o777) refuse(`the mode of '${name}' is not 0000 to 0777`)
  }
  if (files.length > FILES_MAX) {
    problems.push({ field: 'configs', reason: `at most ${FILES_MAX} configs and secrets` })
  }
  return problems
}

/** The variables that tell a plain process where its files are. */
export function fileVariables(files: readonly PlacedFile[]): Record<string, string> {
  return Object.fromEntries(
    files.map(({ kind, source }) => [
      FILE_VARIABLES[kind],
      source.slice(0, source.lastIndexOf('/')),
    ]),
  )
}

/** True for an absolute path without steps back and forth. */
export function isPlainPath(path: string): boolean {
  if (!path.startsWith('/') || path.includes('\0')) return false
  return !path.split('/').some(part => part === '..' || part === '.')
}
