/** How nodes talk: the interface, its libp2p implementation and its in-memory twin. */

export { DEFAULT_TRANSPORT_CONFIG, type TransportConfig } from './config.ts'
export { TRANSPORT_ERRORS, type TransportError, type TransportErrorCode } from './errors.ts'
export {
  createIdentity,
  type Identity,
  identityFromSeed,
  loadOrCreateIdentity,
} from './io/identity.ts'
export {
  createLibp2pTransport,
  type Libp2pTransport,
  type Libp2pTransportOptions,
} from './io/libp2p-transport.ts'
export { publicKeyOf } from './io/public-key.ts'
export { timerSchedule } from './io/timer-schedule.ts'
export { MemoryNetwork, type MemoryNetworkOptions } from './memory-network.ts'
export { type MemoryPeerOptions, MemoryTransport } from './memory-transport.ts'
export type { Schedule } from './schedule.ts'
export {
  CHALLENGE_BYTES,
  makeChallenge,
  type ProofStatement,
  prove,
  verify,
} from './secret-proof.ts'
export { matchPeerIds, shortPeerId } from './short-id.ts'
export type {
  Access,
  Authorize,
  DialOutcome,
  LinkEvent,
  PeerAddress,
  PeerId,
  RequestHandler,
  RequestOptions,
  StreamHandler,
  Transport,
} from './transport.ts'
