/**
 * One connection as Linux' connection tracking lists it (`conntrack -L`, `/proc/net/nf_conntrack`).
 *
 *     tcp 6 431999 ESTABLISHED src=C dst=V sport=c dport=80 src=E dst=C sport=8080 dport=c …
 *
 * The first four fields are the way there as the client sees it, the next four the way back; a
 * connection that was forwarded comes back from somewhere else than it went to.
 */

const FIELDS = /\bsrc=(\S+) dst=(\S+) sport=(\d+) dport=(\d+)/g
const OPEN = /\b(?:SYN_SENT|SYN_RECV|ESTABLISHED|FIN_WAIT|CLOSE_WAIT)\b/

/** `ADDRESS:PORT` that an open TCP connection is forwarded to; undefined if it is not one. */
export function forwardedTo(line: string): string | undefined {
  if (!OPEN.test(line)) return undefined
  const [there, back] = [...line.matchAll(FIELDS)]
  if (there === undefined || back === undefined) return undefined
  const wanted = `${there[2]}:${there[4]}`
  const reached = `${back[1]}:${back[3]}`
  return wanted === reached ? undefined : reached
}
