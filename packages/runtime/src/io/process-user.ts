/**
 * Who a plain process runs as: `user` of its workload, by name or number, in this machine's own
 * `/etc/passwd` and `/etc/group` (passwd(5), group(5)).
 *
 * A node that does not run as root can only start tasks as itself. One that does keeps the
 * supervisor and gives up its rights with `setpriv` (util-linux) at the last moment, so nothing of
 * the task's can change what the node believes about it: its pid, its end and its limits.
 */

import { access, constants, readFile } from 'node:fs/promises'

/** Somebody with rights of their own. */
export type ProcessUser = {
  readonly uid: number
  readonly gid: number
  /** Null for a number that no entry of the machine has. */
  readonly name: string | null
  readonly home: string | null
  /** Words that a command is put behind to run as that user. */
  readonly become: readonly string[]
}

/** Where Linux keeps programs of everybody. */
const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv']

/**
 * The user that `user` (`NAME`, `UID`, and either with `:GROUP` or `:GID`) stands for; null if that
 * is the node's own. Rejects with one line that says why it cannot be.
 */
export async function processUser(user: string | null): Promise<ProcessUser | null> {
  if (user === null) return null
  const [name = '', group] = user.split(':')
  const known = (await entries('/etc/passwd')).find(([key, , uid]) => key === name || uid === name)
  const uid = known === undefined ? numberIn(name) : Number(known[2])
  if (uid === undefined) throw new Error(`this machine has no user '${name}'`)
  const gid = group === undefined ? Number(known?.[3] ?? uid) : await groupId(group)
  const [ownUid, ownGid] = [process.getuid?.(), process.getgid?.()]
  if (uid === ownUid && gid === ownGid) return null
  if (ownUid !== 0) throw new Error(`only a node that runs as root can start a task as '${user}'`)
  // Other groups of the user are theirs too, unless one was named.
  const groups = known !== undefined && group === undefined ? '--init-groups' : '--clear-groups'
  const words = [`--reuid=${uid}`, `--regid=${gid}`, groups]
  const become = [await findSetpriv(user), ...words]
  return { uid, gid, name: known?.[0] ?? null, home: known?.[5] ?? null, become }
}

/** The variables that say who somebody is; what the workload sets itself stays. */
export function userVariables(
  user: ProcessUser | null,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  if (user === null) return {}
  const name = user.name ?? String(user.uid)
  const all = { HOME: user.home ?? '/', USER: name, LOGNAME: name }
  return Object.fromEntries(Object.entries(all).filter(([key]) => !Object.hasOwn(own, key)))
}

async function groupId(group: string): Promise<number> {
  const known = (await entries('/etc/group')).find(([key, , gid]) => key === group || gid === group)
  const gid = known === undefined ? numberIn(group) : Number(known[2])
  if (gid === undefined) throw new Error(`this machine has no group '${group}'`)
  return gid
}

/** Fields of a file of lines with colons; none if the machine has no such file. */
async function entries(path: string): Promise<string[][]> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.split('\n').flatMap(line => (line === '' ? [] : [line.split(':')]))
}

function numberIn(text: string): number | undefined {
  return /^\d{1,10}$/.test(text) && Number(text) < 2 ** 32 - 1 ? Number(text) : undefined
}

async function findSetpriv(user: string): Promise<string> {
  for (const path of SETPRIV) {
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return path
  }
  throw new Error(`starting a task as '${user}' needs setpriv (util-linux) on the node`)
}
