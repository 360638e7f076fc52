/**
 * protobufjs' runtime for static modules, set up once: 64-bit fields decode to `number`, and all
 * messages are written in one buffer that is kept, because growing a new one for each costs more
 * than the writing (each growth is memory from the system, and a copy).
 *
 * Only `protobufjs/minimal` is loaded: no `.proto` file and no descriptor is ever parsed at run
 * time, because that is where protobufjs' code-execution advisories are. Values off the wire are
 * checked with `safeInteger` where a package decodes them.
 */

import $protobuf from 'protobufjs/minimal.js'

$protobuf.util.Long = null
$protobuf.configure()

/** A buffer that a large message left behind is not kept. */
const KEPT_BYTES_MAX = 1 << 20

const createWriter = $protobuf.Writer.create
let kept = createWriter()

/**
 * The writer of `encode(message)`. It belongs to the caller until `finish`, which copies what was
 * written: whoever encodes finishes at once, before anything else is encoded.
 */
$protobuf.Writer.create = () => {
  if (kept.buf.length > KEPT_BYTES_MAX) kept = createWriter()
  // An encoding that failed half-way has left its place behind.
  while (kept.states?.length) kept.reset()
  return kept.reset()
}

export { $protobuf }
