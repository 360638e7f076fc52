/** Where the endpoints of the measurement with one slow replica are; the first of the slow set is it. */

const at = (first: number) => Array.from({ length: 5 }, (_, i) => `127.0.0.${first + i}`)

export const HEALTHY_ADDRESSES: readonly string[] = at(11)
export const SLOW_ADDRESSES: readonly string[] = at(21)
export const SLOWER_MS = 200
