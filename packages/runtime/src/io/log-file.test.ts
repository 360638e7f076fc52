import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { DEFAULT_RUNTIME_CONFIG } from '../config.ts'
import type { LogQuery } from '../driver.ts'
import { LogFile } from './log-file.ts'

const ALL: LogQuery = { tail: null, sinceMs: null, follow: false }

function logIn(context: TestContext, config = {}): LogFile {
  const folder = mkdtempSync(join(tmpdir(), 'polis-log-'))
  context.after(() => rmSync(folder, { recursive: true }))
  const bounds = { logBytesMax: 60, logFilesKept: 2, followPollMs: 5 }
  return new LogFile(join(folder, 'output.log'), {
    ...DEFAULT_RUNTIME_CONFIG,
    ...bounds,
    ...config,
  })
}

async function textsOf(log: LogFile, query: Partial<LogQuery> = {}): Promise<string[]> {
  const texts: string[] = []
  const signal = AbortSignal.timeout(5_000)
  for await (const line of log.read({ ...ALL, ...query }, signal)) texts.push(line.text)
  return texts
}

/** Writes lines `from` to `to` of ten bytes each, looking at the file after each. */
function write(log: LogFile, from: number, to: number): void {
  for (let n = from; n <= to; n++) {
    appendFileSync(log.path, `line ${String(n).padStart(4, '0')}\n`)
    log.poll(n * 1_000)
  }
}

const names = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `line ${String(from + i).padStart(4, '0')}`)

test('lines are read in order across rotated files, and the oldest files go', async context => {
  const log = logIn(context)
  write(log, 1, 20)
  assert.deepEqual(await textsOf(log), names(7, 20))
  assert(existsSync(`${log.path}.1`) && existsSync(`${log.path}.2`) && !existsSync(`${log.path}.3`))
})

test('the tail is found across rotated files', async context => {
  const log = logIn(context)
  write(log, 1, 20)
  assert.deepEqual(await textsOf(log, { tail: 1 }), names(20, 20))
  assert.deepEqual(await textsOf(log, { tail: 5 }), names(16, 20))
  assert.deepEqual(await textsOf(log, { tail: 9 }), names(12, 20))
  assert.deepEqual(await textsOf(log, { tail: 999 }), names(7, 20))
  assert.deepEqual(await textsOf(log, { tail: 0 }), [])
  appendFileSync(log.path, 'no end yet')
  assert.deepEqual(await textsOf(log, { tail: 2 }), [...names(20, 20), 'no end yet'])
})

test('lines carry the time at which they were there', async context => {
  const log = logIn(context)
  write(log, 1, 20)
  assert.deepEqual(await textsOf(log, { sinceMs: 10_000 }), names(10, 20))
  for await (const line of log.read({ ...ALL, tail: 1 }, AbortSignal.timeout(5_000))) {
    assert.equal(line.atMs, 20_000)
  }
})

test('a follower reads on across rotations and misses nothing', async context => {
  const log = logIn(context)
  write(log, 1, 2)
  const seen: string[] = []
  let next = 3
  const signal = AbortSignal.timeout(5_000)
  for await (const line of log.read({ ...ALL, follow: true }, signal)) {
    seen.push(line.text)
    if (seen.length === 40) break
    if (seen.length === next - 1) {
      write(log, next, next + 4)
      next += 5
    }
  }
  assert.deepEqual(seen, names(1, 40))
})

test('a follower ends when it is told to', async context => {
  const log = logIn(context)
  write(log, 1, 1)
  const controller = new AbortController()
  for await (const line of log.read({ ...ALL, follow: true }, controller.signal)) {
    assert.equal(line.text, 'line 0001')
    setImmediate(() => controller.abort())
  }
})

test('a line without end is handed on in pieces', async context => {
  const log = logIn(context, { logLineBytesMax: 16, logBytesMax: 1_000 })
  appendFileSync(log.path, `${'x'.repeat(40)}\nshort\n${'y'.repeat(16)}\n`)
  const pieces = ['x'.repeat(16), 'x'.repeat(16), 'x'.repeat(8), 'short', 'y'.repeat(16)]
  assert.deepEqual(await textsOf(log), pieces)
})

test('a process that holds the file open writes on after a rotation', async context => {
  const log = logIn(context, { logBytesMax: 8 })
  const output = openSync(log.path, 'a')
  const writer = spawn('sh', ['-c', 'echo first 1; read _; echo second'], {
    stdio: ['pipe', output, 'ignore'],
  })
  while ((await textsOf(log)).length === 0) await new Promise(resolve => setTimeout(resolve, 5))
  log.poll(1_000)
  assert.deepEqual(await textsOf(log, { tail: 1 }), ['first 1'])
  assert(existsSync(`${log.path}.1`))
  writer.stdin!.end('\n')
  await once(writer, 'exit')
  assert.deepEqual(await textsOf(log), ['first 1', 'second'])
})
