/** One node: what it is told, how it starts, how it stops. */

export type { InheritedSocket } from '@polis/balancer'
export { NODE_ERRORS, type NodeErrorCode } from './errors.ts'
export { PolisNode } from './io/node.ts'
export { PeerClient, type PeerClientOptions } from './io/peer-client.ts'
export type { KvOutcome, KvPut, KvValue } from './kv-wire.ts'
export type { RecoveryPlan, Restored } from './operator.ts'
export type { NodeOptions } from './options.ts'
