/**
 * What the replicas of each service have used of CPU and memory: what right-sizing is advised from.
 *
 * As Kubernetes' Vertical Pod Autoscaler keeps it: CPU in a histogram whose buckets grow by 5 % and
 * whose samples lose half their weight in a day; memory as the peak of each hour, since what does
 * not fit once is killed. Samples are those of single replicas.
 */

import {
  MEMORY_PEAK_HOURS,
  USAGE_GAP_MAX_MS,
  USAGE_HALF_LIFE_MS,
  USAGE_SERVICES_MAX,
} from './config.ts'

/** What is known of a service's replicas; CPU in millicores, memory in bytes. */
export type UsageSummary = {
  /** Log time of the first sample. */
  readonly fromMs: number
  /** Time that samples cover, gaps left out. */
  readonly coveredMs: number
  readonly samples: number
  readonly cpuP50: number
  readonly cpuP90: number
  readonly cpuP95: number
  readonly cpuMax: number
  readonly memoryPeakBytes: number
}

/** What one replica has used since the last look. */
export type ReplicaUsage = {
  readonly cpuMillicores: readonly number[]
  readonly memoryPeakBytes: number
}

/** First bucket, and by how much each next one is wider (VPA's values). */
const BUCKET_MILLICORES = 10
const BUCKET_GROWTH = 1.05
/** The last bucket begins above 1,000 cores. */
const BUCKETS = 176
/** Weights grow with time; beyond this exponent all are scaled down together. */
const EXPONENT_MAX = 50
const HOUR_MS = 3_600_000

class ServiceUsage {
  readonly #weights = new Float64Array(BUCKETS)
  readonly #memoryPeaks = new Map<number, number>()
  readonly #fromMs: number
  #referenceMs: number
  #lastMs: number
  #coveredMs = 0
  #samples = 0
  #cpuMax = 0

  constructor(atMs: number) {
    this.#fromMs = atMs
    this.#referenceMs = atMs
    this.#lastMs = atMs
  }

  add(replicas: readonly ReplicaUsage[], atMs: number): void {
    this.#coveredMs += Math.min(USAGE_GAP_MAX_MS, Math.max(0, atMs - this.#lastMs))
    this.#lastMs = atMs
    const weight = this.#weightAt(atMs)
    const hour = Math.floor(atMs / HOUR_MS)
    for (const { cpuMillicores, memoryPeakBytes } of replicas) {
      for (const value of cpuMillicores) {
        this.#weights[bucketOf(value)]! += weight
        this.#cpuMax = Math.max(this.#cpuMax, value)
        this.#samples++
      }
      this.#memoryPeaks.set(hour, Math.max(this.#memoryPeaks.get(hour) ?? 0, memoryPeakBytes))
    }
    for (const old of this.#memoryPeaks.keys()) {
      if (old <= hour - MEMORY_PEAK_HOURS) this.#memoryPeaks.delete(old)
    }
  }

  summary(): UsageSummary {
    return {
      ...{ fromMs: this.#fromMs, coveredMs: this.#coveredMs, samples: this.#samples },
      cpuP50: this.#quantile(0.5),
      cpuP90: this.#quantile(0.9),
      cpuP95: this.#quantile(0.95),
      cpuMax: this.#cpuMax,
      memoryPeakBytes: Math.max(0, ...this.#memoryPeaks.values()),
    }
  }

  #weightAt(atMs: number): number {
    const exponent = (atMs - this.#referenceMs) / USAGE_HALF_LIFE_MS
    if (exponent <= EXPONENT_MAX) return 2 ** exponent
    for (let i = 0; i < BUCKETS; i++) this.#weights[i]! *= 2 ** -exponent
    this.#referenceMs = atMs
    return 1
  }

  /** The upper end of the bucket in which the quantile falls, never above what was seen. */
  #quantile(q: number): number {
    const total = this.#weights.reduce((sum, weight) => sum + weight, 0)
    let sum = 0
    for (let i = 0; i < BUCKETS; i++) {
      sum += this.#weights[i]!
      if (sum >= q * total && sum > 0) return Math.min(this.#cpuMax, startOf(i + 1))
    }
    return this.#cpuMax
  }
}

export class UsageHistory {
  readonly #services = new Map<string, ServiceUsage>()

  /** Keeps what the replicas of a service used; one service more than the bound is not kept. */
  add(serviceId: string, replicas: readonly ReplicaUsage[], atMs: number): void {
    let service = this.#services.get(serviceId)
    if (service === undefined) {
      if (this.#services.size >= USAGE_SERVICES_MAX) return
      service = new ServiceUsage(atMs)
      this.#services.set(serviceId, service)
    }
    service.add(replicas, atMs)
  }

  summary(serviceId: string): UsageSummary | undefined {
    return this.#services.get(serviceId)?.summary()
  }

  /** Forgets services that are no more. */
  prune(hasService: (id: string) => boolean): void {
    for (const id of this.#services.keys()) if (!hasService(id)) this.#services.delete(id)
  }
}

function startOf(bucket: number): number {
  return (BUCKET_MILLICORES * (BUCKET_GROWTH ** bucket - 1)) / (BUCKET_GROWTH - 1)
}

function bucketOf(millicores: number): number {
  const scaled = 1 + (Math.max(0, millicores) * (BUCKET_GROWTH - 1)) / BUCKET_MILLICORES
  return Math.min(BUCKETS - 1, Math.floor(Math.log(scaled) / Math.log(BUCKET_GROWTH)))
}
