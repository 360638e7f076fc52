/**
 * Listening sockets that one process hands to the next: which there are, and who takes which.
 *
 * A socket is shared by inheriting its file descriptor, so what waits to be accepted waits for both
 * processes, and is nobody's loss when the first one closes. Which descriptors listen is read from
 * the system's tables (proc(5): /proc/net/tcp and its like; /proc/self/fd names the inode of each).
 */

/** A listening socket, under a number that this process knows it by. */
export type InheritedSocket = {
  readonly transport: 'tcp' | 'udp'
  readonly host: string
  readonly port: number
  readonly fd: number
}

/** Sockets of one data thread: `socketKey` to file descriptor. */
export type InheritedSockets = ReadonlyMap<string, number>

/** States of a TCP socket that listens and of a UDP socket that is not connected (tcp_states.h). */
const TCP_LISTEN = '0A'
const UDP_UNCONNECTED = '07'

/** Names what a socket listens on. */
export function socketKey(transport: 'tcp' | 'udp', host: string, port: number): string {
  return `${transport} ${host} ${port}`
}

/** Shares sockets out among threads: of those that listen on the same, each gets one. */
export function shareOut(sockets: readonly InheritedSocket[], threads: number): InheritedSockets[] {
  const shares = Array.from({ length: threads }, () => new Map<string, number>())
  for (const { transport, host, port, fd } of sockets) {
    const key = socketKey(transport, host, port)
    shares.find(share => !share.has(key))?.set(key, fd)
  }
  return shares
}

/**
 * The sockets that listen in one table of /proc/net, by inode. `transport` is the table's; a line
 * that is not understood is left out.
 */
export function listeningIn(
  table: string,
  transport: 'tcp' | 'udp',
): Map<string, { readonly host: string; readonly port: number }> {
  const found = new Map<string, { host: string; port: number }>()
  const state = transport === 'tcp' ? TCP_LISTEN : UDP_UNCONNECTED
  for (const line of table.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/)
    const [address, port] = (fields[1] ?? '').split(':')
    const inode = fields[9]
    if (fields[3] !== state || inode === undefined || address === undefined) continue
    found.set(inode, { host: hostOf(address), port: Number.parseInt(port ?? '', 16) })
  }
  return found
}

/** An address as the kernel prints it: words of four bytes, each with its last byte first. */
function hostOf(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap(word =>
    (word.match(/../g) ?? []).map(byte => Number.parseInt(byte, 16)).reverse(),
  )
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[2 * i]! << 8) | bytes[2 * i + 1]!)
  const text = groups.map(group => group.toString(16)).join(':')
  // The longest run of zeros as `::` (RFC 5952 §4.2).
  const runs = [...text.matchAll(/(?:^|:)0(?::0)+(?:$|:)/g)]
  const longest = runs.sort((a, b) => b[0].length - a[0].length)[0]
  if (longest === undefined) return text
  return `${text.slice(0, longest.index)}::${text.slice(longest.index + longest[0].length)}`
}
