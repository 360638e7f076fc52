/**
 * A latency histogram of fixed size: eight buckets for each doubling, as HdrHistogram has them.
 *
 * A bucket is at most 1/8 wide, so a percentile is right to within 12.5 %. Buckets of several
 * threads are added up by index, and any number of samples costs the same memory.
 */

/** Sub-buckets of one doubling. */
const STEPS = 8

/** From below 1 µs to 2^26 µs (67 s); what is longer counts as the longest. */
export const HISTOGRAM_BUCKETS = STEPS * 24

/** The bucket of a latency. */
export function bucketOf(latencyMs: number): number {
  const micros = Math.max(0, Math.floor(latencyMs * 1000))
  if (micros < STEPS) return micros
  const exponent = 31 - Math.clz32(Math.min(micros, 0x7fff_ffff))
  const step = (micros >>> (exponent - 3)) & (STEPS - 1)
  return Math.min(HISTOGRAM_BUCKETS - 1, (exponent - 2) * STEPS + step)
}

/** The middle of a bucket, milliseconds. */
export function bucketMiddleMs(bucket: number): number {
  if (bucket < STEPS) return bucket / 1000
  const exponent = Math.floor(bucket / STEPS) + 2
  const width = 2 ** (exponent - 3)
  return (2 ** exponent + (bucket % STEPS) * width + width / 2) / 1000
}

/** The `fraction` quantile of a histogram, milliseconds; 0 when it is empty. */
export function histogramQuantileMs(buckets: ArrayLike<number>, fraction: number): number {
  let total = 0
  for (let i = 0; i < buckets.length; i++) total += buckets[i]!
  let rank = Math.ceil(total * fraction)
  for (let i = 0; i < buckets.length; i++) {
    rank -= buckets[i]!
    if (rank <= 0 && total > 0) return bucketMiddleMs(i)
  }
  return 0
}

/** How many latencies a histogram has, and their sum as far as its buckets tell them apart. */
export function histogramSum(buckets: ArrayLike<number>): {
  readonly count: number
  readonly sumMs: number
} {
  let count = 0
  let sumMs = 0
  for (let i = 0; i < buckets.length; i++) {
    count += buckets[i]!
    sumMs += buckets[i]! * bucketMiddleMs(i)
  }
  return { count, sumMs }
}
