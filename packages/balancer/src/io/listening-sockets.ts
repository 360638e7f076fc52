/**
 * The file descriptors of this process behind its published ports, whichever thread opened them.
 *
 * Node.js does not tell them; Linux does: each descriptor of a socket is a link that names its
 * inode, and the tables of the network name the inode of what listens where (proc(5)).
 */

import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { messageOf, PolisError } from '@polis/base'
import { type InheritedSocket, listeningIn, socketKey } from '../inherited-sockets.ts'
import type { Listener } from '../routes.ts'

/** Sockets that listen on `ports`, all threads' included. Throws `balancer/cannot-hand-over`. */
export function listeningSockets(
  ports: readonly Pick<Listener, 'protocol' | 'host' | 'port'>[],
): InheritedSocket[] {
  const wanted = new Set(
    ports.map(({ protocol, host, port }) =>
      socketKey(protocol === 'udp' ? 'udp' : 'tcp', host, port),
    ),
  )
  const inodes = openInodes()
  const found: InheritedSocket[] = []
  for (const table of ['tcp', 'tcp6', 'udp', 'udp6']) {
    const transport = table.startsWith('tcp') ? 'tcp' : 'udp'
    for (const [inode, { host, port }] of listeningIn(read(`/proc/self/net/${table}`), transport)) {
      const fd = inodes.get(inode)
      if (fd === undefined || !wanted.has(socketKey(transport, host, port))) continue
      found.push({ transport, host, port, fd })
    }
  }
  return found
}

/** Descriptors of sockets by inode. */
function openInodes(): Map<string, number> {
  const found = new Map<string, number>()
  for (const name of names('/proc/self/fd')) {
    const inode = /^socket:\[(\d+)\]$/.exec(target(`/proc/self/fd/${name}`))?.[1]
    if (inode !== undefined) found.set(inode, Number(name))
  }
  return found
}

function names(path: string): string[] {
  try {
    return readdirSync(path)
  } catch (cause) {
    throw new PolisError('balancer/cannot-hand-over', {
      message: `the open files of this process cannot be listed: ${messageOf(cause)}`,
      hint: 'it takes Linux; stop the node and start it again instead',
      cause,
    })
  }
}

/** Where a link points; nowhere if the descriptor has been closed meanwhile. */
function target(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    // The descriptor that listed the folder is gone by now.
    return ''
  }
}

/** A table; empty where the system has none, as without IPv6. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
