/**
 * Every bound and interval of Raft, with its reason.
 *
 * Ticks are `tickMs` long. The election timeout is drawn from [electionTicks, 2 × electionTicks)
 * for each election; with the defaults that is 1 to 2 s against a heartbeat of 100 ms.
 */

/** Bounds and intervals; `DEFAULT_RAFT_CONFIG` gives each its value and reason. */
export type RaftConfig = {
  readonly tickMs: number
  readonly heartbeatTicks: number
  readonly electionTicks: number
  readonly commitHoldMs: number
  readonly proposalBytesMax: number
  readonly messageBytesMax: number
  readonly frameBytesMax: number
  readonly frameMessagesMax: number
  readonly inboxMessagesMax: number
  readonly inflightMessagesMax: number
  readonly inflightBytesMax: number
  readonly uncommittedBytesMax: number
  readonly applyBytesMax: number
  readonly blockBytesMax: number
  readonly groupBytesMax: number
  readonly tailBytes: number
  readonly queuedProposalBytesMax: number
  readonly waitingReadsMax: number
  readonly readRetryTicks: number
  readonly refillRetryTicks: number
  readonly snapshotEntries: number
  readonly snapshotLogBytes: number
  readonly trailingEntries: number
  readonly trailingBytes: number
  readonly snapshotChunkBytes: number
  readonly snapshotBytesMax: number
  readonly snapshotBytesPerSecond: number
  readonly snapshotOffersMax: number
  readonly snapshotIdleMs: number
  readonly snapshotRetryMs: number
  readonly storedBatchBytes: number
  readonly refusedProbeTimeoutMs: number
  readonly refusedCampaignMinMs: number
  readonly refusedCampaignMaxMs: number
  readonly refusedCampaignAttemptsMax: number
}

/** The values used unless a caller overrides some. */
export const DEFAULT_RAFT_CONFIG: RaftConfig = {
  /** Fine enough for a heartbeat every 100 ms, coarse enough to cost nothing when idle. */
  tickMs: 50,
  /** 100 ms: an order of magnitude above a LAN round trip and a synced write. */
  heartbeatTicks: 2,
  /** 1 s, ten heartbeats: a lost frame or a garbage collection is no election. */
  electionTicks: 20,
  /** A few round trips of a busy leader; whoever proposed what is committed is told at once. */
  commitHoldMs: 10,
  /** One command: a whole manifest fits; the channel's buffer of 1 MiB holds it with room. */
  proposalBytesMax: 768 << 10,
  /** Entries in one append message; four of them fill the transport's channel buffer. */
  messageBytesMax: 256 << 10,
  /**
   * One frame of channel `raft`, of whose buffer it takes half; one message may exceed it alone.
   */
  frameBytesMax: 512 << 10,
  /** Messages decoded from one frame; a frame is one turn of the event loop of one peer. */
  frameMessagesMax: 4096,
  /** Messages of all peers that one turn of the event loop may bring; more are lost. */
  inboxMessagesMax: 65_536,
  /** Append messages under way to one follower before it has answered (etcd: 256). */
  inflightMessagesMax: 256,
  /** Bytes under way to one follower; the transport drops beyond its 1 MiB buffer anyway. */
  inflightBytesMax: 4 << 20,
  /** What a leader takes in before a majority has stored it; beyond it proposals are dropped. */
  uncommittedBytesMax: 32 << 20,
  /** Applied in one turn, so that a long replay leaves the event loop to heartbeats. */
  applyBytesMax: 1 << 20,
  /** One stored block; the largest entry may exceed it alone. */
  blockBytesMax: 512 << 10,
  /** What one synced write takes of all that queued behind the last one. */
  groupBytesMax: 512 << 10,
  /** The ring beside LevelDB: at least four of the largest blocks, hundreds of ordinary ones. */
  tailBytes: 8 << 20,
  /** Proposals of one turn, before the machine has seen them. */
  queuedProposalBytesMax: 32 << 20,
  /** Reads waiting for their index; each costs a promise. */
  waitingReadsMax: 100_000,
  /** 500 ms: a read whose round was lost asks again. */
  readRetryTicks: 10,
  /** 1 s: a damaged node asks its leader again for what it lacks. */
  refillRetryTicks: 20,
  /** A restart replays at most about twice this. */
  snapshotEntries: 20_000,
  /** A snapshot is due at this many bytes of log, too, since the log is kept in memory. */
  snapshotLogBytes: 32 << 20,
  /** Kept below a snapshot so that a follower that lags a little needs no snapshot. */
  trailingEntries: 5_000,
  /** The same bound in bytes. */
  trailingBytes: 8 << 20,
  /** The largest chunk of a snapshot; a quarter of the transport's largest frame. */
  snapshotChunkBytes: 1 << 20,
  /** A state beyond this does not fit the design: every node keeps it in memory. */
  snapshotBytesMax: 1 << 30,
  /**
   * What a leader gives one follower: 200 MB in 25 seconds, a chunk of 64 KiB every 8 ms. More only
   * makes the heartbeats of both wait for the CPU, which encodes, encrypts and checks every byte.
   */
  snapshotBytesPerSecond: 8 << 20,
  /** Snapshots waiting to be fetched or under way, all followers together; each holds a view. */
  snapshotOffersMax: 16,
  /** An offer that nobody fetches, or a transfer without a chunk for so long, is given up. */
  snapshotIdleMs: 15_000,
  /** A transfer that broke off goes on after this; connections come back within 50 ms to 2 s. */
  snapshotRetryMs: 250,
  /** What one synced write of a snapshot holds; one write a chunk would sync 16 times as often. */
  storedBatchBytes: 1 << 20,
  /** A refused dial answers within a round trip; a lost one tells nothing in time. */
  refusedProbeTimeoutMs: 200,
  /** A random wait in this range parts the followers that saw the leader die together. */
  refusedCampaignMinMs: 50,
  refusedCampaignMaxMs: 150,
  /** Two followers split the votes now and then, four times in a row hardly ever. */
  refusedCampaignAttemptsMax: 4,
}
