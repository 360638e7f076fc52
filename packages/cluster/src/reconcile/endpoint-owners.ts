/**
 * Which living node checks a registered endpoint: rendezvous hashing (Thaler and Ravishankar,
 * 1998), so that a node that comes or goes moves only the endpoints that it gains or loses.
 */

import { crc32c } from '@polis/base'
import type { Turn } from './turn.ts'

const ENCODER = new TextEncoder()

/** Assigns every registered endpoint to the living node that ranks it highest. */
export function assignEndpoints(turn: Turn): void {
  const endpoints = turn.state.sorted('endpoint')
  if (endpoints.length === 0) return
  const living = turn.state
    .sorted('member')
    .map(member => member.id)
    .filter(id => turn.isNodeUp(id))
  for (const { id, ownerNodeId } of endpoints) {
    const best = rendezvous(id, living) ?? ''
    if (best !== ownerNodeId) turn.add('endpoint', { op: 'endpoint.assign', id, ownerNodeId: best })
  }
}

/** The candidate with the largest hash together with `key`; undefined if there is none. */
export function rendezvous(key: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined
  let bestWeight = -1
  for (const candidate of candidates) {
    const weight = weightOf(candidate, key)
    if (weight <= bestWeight) continue
    best = candidate
    bestWeight = weight
  }
  return best
}

/** The `count` candidates with the largest hashes together with `key`, the largest first. */
export function rendezvousMany(
  key: string,
  candidates: readonly string[],
  count: number,
): readonly string[] {
  return candidates
    .map(id => ({ id, weight: weightOf(id, key) }))
    .sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1))
    .slice(0, count)
    .map(({ id }) => id)
}

function weightOf(candidate: string, key: string): number {
  return mixed(crc32c(ENCODER.encode(`${candidate}\0${key}`)))
}

/** A CRC is linear in its input; this finalizer (MurmurHash3's) makes its bits independent. */
function mixed(hash: number): number {
  let h = hash
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
