/**
 * protobufjs' runtime for static modules, set up once: 64-bit fields decode to `number`.
 *
 * Only `protobufjs/minimal` is loaded: no `.proto` file and no descriptor is ever parsed at run
 * time, because that is where protobufjs' code-execution advisories are. Values off the wire are
 * checked with `safeInteger` where a package decodes them.
 */

import $protobuf from 'protobufjs/minimal.js'

$protobuf.util.Long = null
$protobuf.configure()

export { $protobuf }
