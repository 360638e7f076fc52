/**
 * What every balancing algorithm is: two methods.
 *
 * `update` is told the endpoints that may be chosen and may take its time; `pick` is on the path of
 * every request, allocates nothing and takes O(1) or O(log n). A picker counts nothing: it reads
 * what the threads of this node wrote to shared memory, so its view of the load is node-wide.
 */

/** An endpoint as a picker sees it. `slot` is its row in the shared counters. */
export type Candidate = {
  readonly id: string
  /** Relative share, above 0. */
  readonly weight: number
  readonly slot: number
  readonly zone?: string | undefined
}

/** The load of each slot, in memory that all data threads of the node share. */
export type Loads = {
  /** Requests and connections in flight. */
  readonly inFlight: Int32Array
  /** Smoothed latency, milliseconds, and when it was written; 0 at the start. */
  readonly latencyMs: Float64Array
  readonly latencyAtMs: Float64Array
  /** What other nodes have in flight on each slot; absent where nobody tells. */
  readonly remoteInFlight?: Int32Array
}

/** What a pick may depend on. Callers reuse one object, so a picker must not keep it. */
export type PickRequest = {
  /** Hash of the client's address or of the key the service names; unsigned 32 bits. */
  hash: number
  nowMs: number
  /** 0 for the first choice of a request; hash pickers give another answer for each number. */
  attempt: number
}

export type Picker = {
  /** Replaces the endpoints. The order of `candidates` is the order of ties. */
  update(candidates: readonly Candidate[]): void
  /** The endpoint to use; undefined if there is none. */
  pick(request: PickRequest): Candidate | undefined
}

/** A picker that goes by the request's hash alone, the same on every node. */
export type HashPicker = Picker & {
  /** The endpoint that `hash` belongs to; undefined if there is none. */
  ownerOf(hash: number): Candidate | undefined
}
