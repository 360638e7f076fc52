/**
 * The generated code of `/proto/polis/v1`, one export a file: `raft.v1.raft` is `package
 * polis.v1.raft`.
 *
 * Each package decodes in its own `wire.ts`, checks what it decoded, and hands on plain data.
 */

export { polis as autoscale } from './generated/autoscale.js'
export { polis as cluster } from './generated/cluster.js'
export { polis as gossip } from './generated/gossip.js'
export { polis as journal } from './generated/journal.js'
export { polis as kv } from './generated/kv.js'
export { polis as loads } from './generated/loads.js'
export { polis as peer } from './generated/peer.js'
export { polis as raft } from './generated/raft.js'
export { polis as transport } from './generated/transport.js'
