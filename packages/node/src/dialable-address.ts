/**
 * Where this machine reaches what it runs itself: its checks and its reader of metrics dial that.
 *
 * The advertised host may be a name, or an address of a router that does not lead back here.
 */

/** Where something that listens on `bind` is reached from this machine. */
export function dialableAddress(bind: string): string {
  if (bind === '0.0.0.0') return '127.0.0.1'
  return bind === '::' ? '::1' : bind
}
