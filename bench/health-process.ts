/**
 * The checks of one node in a process of their own, so that its CPU time is its own.
 *
 *     node bench/health-process.ts PORT CHECKS WARM_UP_MS RUN_MS [node:http]
 *
 * Every check asks a server on 127.0.0.1 to 127.0.0.20 by HTTP, each 10 s, on a connection of its
 * own, and its results are kept in an archive, as a node keeps them. Once every check has its
 * rhythm, CPU and lateness are counted for RUN_MS, and one line of JSON is printed. With
 * `node:http` the requests are made by that module, to see what ours saves.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quietLogger, seededRandom, systemClock } from '@polis/base'
import { CheckArchive, CheckRunner, createProbe, type Probe, parseCheck } from '@polis/health'

const ADDRESSES = 20
const INTERVAL_MS = 10_000

const [port, checks, warmUpMs, runMs] = process.argv.slice(2, 6).map(Number) as [
  number,
  number,
  number,
  number,
]
const isPlain = process.argv[6] === 'node:http'

const parsed = parseCheck({ type: 'http', path: '/up', interval: INTERVAL_MS })
if (parsed.kind === 'bad') throw new Error(JSON.stringify(parsed.problems))
const spec = parsed.check
let lateMs: number[] = []
let sent = 0
let failed = 0
const folder = mkdtempSync(join(tmpdir(), 'polis-bench-health-'))
const archive = new CheckArchive({ folder, clock: systemClock, logger: quietLogger })
const runner = new CheckRunner({
  clock: systemClock,
  random: seededRandom(1),
  recall: (key, checkId) => archive.recall(key, checkId),
  probe: isPlain ? plainProbe() : createProbe(systemClock),
  onSend: late => {
    lateMs.push(late)
    sent++
  },
})
runner.onResult((_, { outcome }) => {
  if (outcome === 'fail') failed++
})
runner.setTargets(
  Array.from({ length: checks }, (_, i) => ({
    key: `e${i}`,
    endpointId: `e${i}`,
    address: `127.0.0.${1 + (i % ADDRESSES)}`,
    ports: [{ target: 80, port }],
    checks: [spec],
    startedAtMs: systemClock.wallMs(),
  })),
)
runner.start()
archive.start(runner)
await new Promise(resolve => setTimeout(resolve, warmUpMs))
lateMs = []
sent = 0
failed = 0
const startMs = systemClock.nowMs()
const before = process.cpuUsage()
await new Promise(resolve => setTimeout(resolve, runMs))
const { user, system } = process.cpuUsage(before)
const seconds = (systemClock.nowMs() - startMs) / 1_000
runner.stop()
await archive.stop()
rmSync(folder, { recursive: true })
const sorted = lateMs.toSorted((a, b) => a - b)
console.log(
  JSON.stringify({
    cpuUsPerCheck: (user + system) / sent,
    perSecond: sent / seconds,
    lateP99Ms: sorted[Math.floor(0.99 * sorted.length)] ?? 0,
    failed,
  }),
)
process.exit(0)

/** The same request by `node:http`. */
function plainProbe(): Probe {
  return (check, target, signal) =>
    new Promise(resolve => {
      const beganMs = systemClock.nowMs()
      const end = (outcome: 'pass' | 'fail', output: string) =>
        resolve({ outcome, output, responseTimeMs: systemClock.nowMs() - beganMs })
      const outgoing = request({
        host: target.host,
        port: target.port,
        path: check.type === 'http' ? check.path : '/',
        agent: false,
        signal: AbortSignal.any([signal, AbortSignal.timeout(check.timeoutMs)]),
      })
      outgoing.on('error', error => end('fail', error.message))
      outgoing.on('response', answer => {
        answer.setEncoding('utf8').on('data', () => {})
        answer.on('end', () => end(answer.statusCode === 200 ? 'pass' : 'fail', 'HTTP'))
      })
      outgoing.end()
    })
}
