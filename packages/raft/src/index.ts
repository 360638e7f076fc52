/** Consensus: the Raft machine, its log, and membership changes. */

export {
  decodeConfChange,
  encodeConfChange,
  isLeaveJoint,
  jointMode,
  LEAVE_JOINT,
} from './confchange/change.ts'
export {
  type ChangeBase,
  type ChangeRefusal,
  type ChangeResult,
  enterJoint,
  leaveJoint,
  simpleChange,
} from './confchange/changer.ts'
export { DEFAULT_RAFT_CONFIG, type RaftConfig } from './config.ts'
export type { MachineOptions, ReadMode } from './core/options.ts'
export type { Outcome, Refusal } from './core/outcome.ts'
export {
  type ApplyItem,
  type DriverEffect,
  type DriverOptions,
  RaftDriver,
} from './driver/driver.ts'
export { SoleVoter } from './driver/sole-voter.ts'
export { RAFT_ERRORS, type RaftError, type RaftErrorCode } from './errors.ts'
export { type LeaderChange, RaftNode, type RaftNodeOptions } from './io/raft-node.ts'
export type { MemberProgress, RaftStatus } from './io/raft-status.ts'
export {
  readSalvage,
  type Salvage,
  soleVoter,
  writeFoundation,
} from './io/refoundation.ts'
export { entriesBytes, entryBytes, limitSize } from './log/entry-size.ts'
export type { LogStorage } from './log/log-storage.ts'
export { MemoryStorage } from './log/memory-storage.ts'
export {
  type ConfChange,
  type ConfChangeSingle,
  type ConfChangeTransition,
  type ConfChangeType,
  type ConfState,
  EMPTY_CONF_STATE,
  type Entry,
  type EntryType,
  type HardState,
  LOCAL_APPEND_THREAD,
  LOCAL_APPLY_THREAD,
  type Message,
  type MessageType,
  message,
  NONE,
  type RaftId,
  type ReadState,
  type Ready,
  type Role,
  type Snapshot,
  type SnapshotData,
  type SnapshotMetadata,
  type SoftState,
} from './message.ts'
export { type JointVoters, jointCommitted, jointIds, jointVote } from './quorum/joint.ts'
export {
  type Acknowledged,
  majorityCommitted,
  majorityVote,
  type VoteResult,
} from './quorum/majority.ts'
export { isLocalThread, RawNode } from './raw-node.ts'
export type { SnapshotReader, StateMachine } from './state-machine.ts'
export type { Status } from './status.ts'
export { type Block, decodeBlock } from './storage/block.ts'
export { decodeHead, emptyHead, encodeHead, type Head } from './storage/head.ts'
export { type LogWrite, LogWriter } from './storage/log-writer.ts'
export { type LevelFindings, type LogStart, mendedHead, startOf } from './storage/mend.ts'
export {
  type RecoveredLog,
  type Recovery,
  recover,
  type StoredSnapshot,
} from './storage/recovery.ts'
export {
  formatTail,
  scanTail,
  TAIL_PAGE_BYTES,
  TailRing,
  type TailScan,
} from './storage/tail-ring.ts'
export type {
  ConfChangeObjection,
  LogPosition,
  TraceEvent,
  Tracer,
  VoteDecision,
} from './trace.ts'
export type { Inflights } from './tracker/inflights.ts'
export type { Progress, ProgressState } from './tracker/progress.ts'
export type { InflightLimits } from './tracker/tracker.ts'
export {
  decodeFrame,
  type Envelope,
  encodeFrames,
  encodeRefillOffer,
  encodeRefillRequest,
  type Frame,
  type RefillOffer,
  type SnapshotOffer,
} from './wire.ts'
