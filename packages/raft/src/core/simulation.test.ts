import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MachineOptions } from './options.ts'
import { ChaosWorld } from './test-chaos.ts'

const SEEDS = Number(process.env['POLIS_RAFT_SEEDS'] ?? 150)
const FIRST_SEED = Number(process.env['POLIS_RAFT_FIRST_SEED'] ?? 1)
const STEPS = 4000
const RECOVERY_ROUNDS = 400

const VARIANTS: Partial<MachineOptions>[] = [
  { preVote: true, checkQuorum: true },
  { preVote: false, checkQuorum: false },
  { preVote: true, checkQuorum: false },
  { preVote: false, checkQuorum: true, forwardProposals: false },
]

test('five machines in a hostile world keep the promises of figure 3, and agree when left in peace', () => {
  const totals = { terms: 0, applied: 0, configs: 0, snapshots: 0, crashes: 0, reads: 0 }
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
    const world = new ChaosWorld(seed, VARIANTS[seed % VARIANTS.length]!)
    try {
      for (let step = 0; step < STEPS; step++) world.step()
      world.mustRecover(RECOVERY_ROUNDS)
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error })
    }
    for (const [name, count] of Object.entries(world.summary)) {
      totals[name as keyof typeof totals] += count
    }
  }
  for (const [name, count] of Object.entries(totals)) assert.ok(count > 0, `${name} happened`)
})
