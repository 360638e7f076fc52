/** How nodes talk: the interface, its libp2p implementation and its in-memory twin. */

export { DEFAULT_TRANSPORT_CONFIG, type TransportConfig } from './config.ts'
export { TRANSPORT_ERRORS, type TransportError, type TransportErrorCode } from './errors.ts'
export { timerSchedule } from './io/timer-schedule.ts'
export { MemoryNetwork, type MemoryNetworkOptions } from './memory-network.ts'
export { type MemoryPeerOptions, MemoryTransport } from './memory-transport.ts'
export type { Schedule } from './schedule.ts'
export type {
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
