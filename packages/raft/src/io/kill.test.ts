/**
 * A process that appends and says what was acknowledged, killed with SIGKILL at random moments: all
 * that it said must be there. The file is its own child: with a directory as argument it appends.
 */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import test from 'node:test'
import { seededRandom } from '@polis/base'
import { DEFAULT_RAFT_CONFIG } from '../config.ts'
import type { Entry } from '../message.ts'
import { RaftStorage } from './raft-storage.ts'

const KILLS = 4
const child = process.argv[2]
if (child === undefined) registerTest()
else await appendForEver(child)

function registerTest(): void {
  test('what was acknowledged before SIGKILL is there after it', { timeout: 60_000 }, async t => {
    const dataDir = mkdtempSync(join(tmpdir(), 'polis-kill-'))
    t.after(() => rmSync(dataDir, { recursive: true }))
    const random = seededRandom(11)
    let acknowledged = 0
    for (let round = 0; round < KILLS; round++) {
      acknowledged = await runAndKill(dataDir, 20 + random.int(200))
      const storage = await open(dataDir)
      const { recovered } = storage
      await storage.close()
      assert.equal(recovered.kind, 'clean', recovered.reason)
      const last = recovered.entries.at(-1)?.index ?? 0
      assert.ok(last >= acknowledged, `${last} is stored, ${acknowledged} was acknowledged`)
      for (const { index, data } of recovered.entries) assert.equal(textOf(index), String(data))
    }
    assert.ok(acknowledged > KILLS * 20)
  })
}

/**
 * Lets a child append until it has said `lines` times what is stored; answers the last of these.
 */
async function runAndKill(dataDir: string, lines: number): Promise<number> {
  const process_ = spawn(process.execPath, [import.meta.filename, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(process_, 'exit')
  let last = 0
  let seen = 0
  for await (const line of createInterface({ input: process_.stdout })) {
    last = Number(line)
    if (++seen === lines) process_.kill('SIGKILL')
  }
  const [, signal] = await exited
  assert.equal(signal, 'SIGKILL')
  return last
}

async function appendForEver(dataDir: string): Promise<never> {
  const storage = await open(dataDir)
  let next = (storage.recovered.entries.at(-1)?.index ?? 0) + 1
  for (;;) {
    const entries: Entry[] = []
    for (let i = 0; i < 1 + (next % 5); i++) {
      const index = next + i
      entries.push({ index, term: 1, type: 'normal', data: Buffer.from(textOf(index)) })
    }
    const hardState = { term: 1, vote: 1, commit: 0 }
    await storage.append({ entries, hardState, snapshot: undefined }, () => [])
    next += entries.length
    process.stdout.write(`${next - 1}\n`)
  }
}

function textOf(index: number): string {
  return `entry ${index} `.repeat(1 + (index % 30))
}

function open(dataDir: string): Promise<RaftStorage> {
  const config = { ...DEFAULT_RAFT_CONFIG, tailBytes: 256 << 10 }
  return RaftStorage.open({ dataDir, raftId: 1, config, random: seededRandom(1) })
}
