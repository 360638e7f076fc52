/**
 * Keeps a task from inheriting the node's own open files.
 *
 * Node.js opens all it opens for itself alone (O_CLOEXEC, open(2)); libraries in it may not:
 * LevelDB leaves its log and tables open in every child. No shell can be counted on to close them
 * (dash has no word for descriptors above 9), and Node.js has no fcntl(2). But a child is given
 * `/dev/null` at any number that its `stdio` names, in the child, after the fork; so each descriptor
 * that would be inherited is covered by it.
 */

import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs'

/** What close-on-exec looks like in `/proc/PID/fdinfo` on Linux (octal). */
const O_CLOEXEC = 0o2000000

/** Standard input, output and error of a child. */
type Standard = 'ignore' | 'pipe' | number

/**
 * Calls `spawn` with a `stdio` that begins with `standard` and covers everything the child would
 * inherit besides; it must spawn at once.
 */
export function withoutInherited<T>(
  standard: readonly [Standard, Standard, Standard],
  spawn: (stdio: Standard[]) => T,
): T {
  const inherited = inheritedDescriptors()
  const last = inherited.at(-1)
  if (last === undefined) return spawn([...standard])
  const nothing = openSync('/dev/null', 'r')
  try {
    const covered = new Set(inherited)
    const rest = Array.from({ length: last - 2 }, (_, i) =>
      covered.has(i + 3) ? nothing : 'ignore',
    )
    return spawn([...standard, ...(rest as Standard[])])
  } finally {
    closeSync(nothing)
  }
}

/** Descriptors from 3 on that a child would inherit, ascending. */
function inheritedDescriptors(): number[] {
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter(descriptor => descriptor > 2 && isInherited(descriptor))
    .sort((a, b) => a - b)
}

function isInherited(descriptor: number): boolean {
  try {
    const text = readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1')
    const flags = Number.parseInt(/^flags:\s+(\d+)/m.exec(text)?.[1] ?? '0', 8)
    return (flags & O_CLOEXEC) === 0
  } catch {
    return false // Closed meanwhile: the folder itself was open for this look.
  }
}
