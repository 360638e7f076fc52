/**
 * Discovery: resolving from the catalog in this process, and DNS beside unbound and dnsmasq.
 *
 * CPU per answer comes first, because on a shared machine it is what can be trusted.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DNS_SERVERS, type DnsServerProgram } from './dns-servers.ts'
import { ADDRESSES, SERVICES, zone } from './dns-zone.ts'
import { dnsperf } from './dnsperf.ts'
import { cpuUs, processTree } from './process-usage.ts'
import { find, packageVersion } from './programs.ts'
import { samplePropagation } from './propagation.ts'
import { type Measure, Measurements, OURS } from './report.ts'
import * as resolving from './resolving.ts'
import type { Findings, Subsystem } from './subsystem.ts'

const TURNS = 3
const RUN_SECONDS = 3
const WARM_UP_SECONDS = 3
const SAMPLES = 3

const RATE: Measure = {
  name: `resolutions a thread, ${resolving.SERVICES} services, ${resolving.ENDPOINTS} endpoints`,
  unit: '1/s',
  goal: { least: 500_000 },
}
const RESOLUTION_P99: Measure = { name: 'a resolution, p99', unit: 'µs', goal: { most: 20 } }
const CHANGE_P99: Measure = {
  name: 'a change, 8 subscribers and the next resolution, p99',
  unit: 'µs',
  goal: { most: 1_000 },
}
const MEMORY: Measure = { name: 'an endpoint in the catalog', unit: 'bytes' }
const DNS_CPU: Measure = {
  name: 'DNS answer, CPU',
  unit: 'µs',
  goal: { ratioTo: 'unbound', most: 2 },
}
const DNS_PER_CORE: Measure = {
  name: 'DNS answers a second and core',
  unit: '1/s',
  goal: { least: 60_000 },
}
const DNS_RATE: Measure = { name: 'DNS answers, as fast as asked', unit: '1/s' }
const DNS_MEAN: Measure = { name: 'DNS answer at half load, mean', unit: 'ms' }
const DNS_P99: Measure = { name: 'DNS answer at half load, p99', unit: 'ms', goal: { most: 1 } }

const PROPAGATED = 'report of ill health → gone from the DNS of another node'
const PROPAGATION_P50: Measure = { name: `${PROPAGATED}, p50`, unit: 'ms' }
const PROPAGATION_P99: Measure = { name: `${PROPAGATED}, p99`, unit: 'ms', goal: { most: 1_000 } }

const METHOD: readonly string[] = [
  'Resolving: in this process, in a random order of names, healthy endpoints only; one endpoint ' +
    'changes its health with every 1,000 resolutions. The rate is for a second of CPU of the ' +
    'thread, the p99 in wall-clock time.',
  'Memory: heap after a collection, with every view built, by endpoint; its share of the service ' +
    'included.',
  `DNS: ${SERVICES} names with ${ADDRESSES} A records each, asked by dnsperf with EDNS(0) from 16 ` +
    `sockets, 200 outstanding; ${TURNS} turns, in each every server anew, warmed up for ` +
    `${WARM_UP_SECONDS} s and measured for ${RUN_SECONDS} s. One thread each.`,
  'CPU is user + system time of the server over the answers that dnsperf counted; a core is one ' +
    'second over that.',
  'Propagation: three nodes in processes of their own; 100 registered endpoints, one after the ' +
    'other, are reported critical at one node, and the next is asked by DNS until it has no more ' +
    'answer. The way of the report to the node that owns the endpoint is part of it.',
  'Half load is half of the rate that the same server reached in the same turn.',
]

/** `npm run bench -- discovery`. */
export const discovery: Subsystem = async (note, { turns = TURNS }) => {
  const measurements = new Measurements()
  for (let i = 0; i < SAMPLES; i++) {
    const sample = resolving.sampleResolving()
    measurements.add(RATE, OURS, sample.ratePerSecond)
    measurements.add(RESOLUTION_P99, OURS, sample.p99Us)
    measurements.add(CHANGE_P99, OURS, sample.changeP99Us)
    measurements.add(MEMORY, OURS, sample.bytesPerEndpoint)
    note(`resolving: ${Math.round(sample.ratePerSecond)} a second`)
  }
  note('propagation')
  const times = await samplePropagation()
  measurements.add(PROPAGATION_P50, OURS, times[times.length >> 1]!)
  measurements.add(PROPAGATION_P99, OURS, times[Math.floor(times.length * 0.99)]!)
  const names = Object.keys(DNS_SERVERS).filter(name => DNS_SERVERS[name] !== undefined)
  const missing = Object.keys(DNS_SERVERS).filter(name => DNS_SERVERS[name] === undefined)
  if (find('dnsperf') === undefined) missing.push('dnsperf (the load: without it no DNS)')
  else {
    for (let turn = 1; turn <= turns; turn++) {
      for (const name of names)
        await inFolder(folder => measureDns(name, folder, measurements, note))
    }
  }
  return { method: METHOD, rows: measurements.rows(), versions: versions(), missing }
}

async function measureDns(
  name: string,
  folder: string,
  measurements: Measurements,
  note: (text: string) => void,
): Promise<void> {
  const questions = join(folder, 'questions')
  writeFileSync(
    questions,
    zone()
      .map(({ name: asked }) => `${asked} A\n`)
      .join(''),
  )
  const server = await DNS_SERVERS[name]!(folder)
  try {
    await dnsperf(server.port, questions, WARM_UP_SECONDS)
    const { answered, ratePerSecond, lost, cpu } = await counted(server, questions)
    measurements.add(DNS_CPU, name, cpu / answered)
    measurements.add(DNS_PER_CORE, name, (answered / cpu) * 1e6)
    measurements.add(DNS_RATE, name, ratePerSecond)
    const half = await dnsperf(server.port, questions, RUN_SECONDS, Math.round(ratePerSecond / 2))
    measurements.add(DNS_MEAN, name, half.meanMs)
    measurements.add(DNS_P99, name, half.p99Ms)
    note(`${name}: ${Math.round(ratePerSecond)} a second, ${lost} lost`)
  } finally {
    await server.running.stop()
  }
}

async function counted(server: DnsServerProgram, questions: string) {
  const pids = processTree(server.running.pid)
  const before = cpuUs(pids)
  const result = await dnsperf(server.port, questions, RUN_SECONDS)
  return { ...result, cpu: cpuUs(pids) - before }
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'polis-bench-'))
  try {
    await work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function versions(): Findings['versions'] {
  const tools = ['unbound', 'dnsmasq', 'dnsperf'].flatMap(name => {
    const path = find(name)
    return path === undefined ? [] : [[name, packageVersion(path)] as const]
  })
  return Object.fromEntries(tools)
}
