/**
 * `npm start`: a three-node cluster on this machine, an example service on it, what to try next.
 *
 *     npm start                          runs until Ctrl-C, which stops everything
 *     npm start -- --exit-after-ready    a request through every part, what it saw, and the end
 *
 * The nodes listen on 127.0.0.1, .2 and .3 with the usual ports; where only 127.0.0.1 exists they
 * share it with ports 100 apart. Their data is kept in `.work/start`, so a second start finds its
 * cluster again, after a crash too.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { Resolver } from 'node:dns/promises'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { NodeView, TaskView } from '@polis/api'
import { ApiClient } from '@polis/api/client'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const WORK = join(ROOT, '.work/start')
const POLIS = join(ROOT, 'packages/cli/bin/polis.js')
const MANIFEST = join(ROOT, 'examples/hello/compose.yaml')
const EXAMPLES = join(ROOT, 'examples')
const READY_TIMEOUT_MS = 30_000
const SETTLE_TIMEOUT_MS = 20_000
const STOP_TIMEOUT_MS = 20_000

/** Where one of the three nodes listens. */
type Place = {
  readonly name: string
  readonly host: string
  readonly offset: number
  readonly dataDir: string
}

const isExitAfterReady = process.argv.includes('--exit-after-ready')
const running: ChildProcess[] = []
let isStopping = false

try {
  await main()
} catch (error) {
  console.error(`npm start: ${(error as Error).message}`)
  process.exitCode = 1
} finally {
  await stopNodes()
}

async function main(): Promise<void> {
  claimWorkFolder()
  const places = await choosePlaces()
  const interrupted = new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await startNodes(places)
  const client = clientOf(places[0]!)
  await polis(places[0]!, ['deploy', '-y', '-f', MANIFEST])
  await waitForReplicas(client, 3)
  await show(client, places)
  if (isExitAfterReady) await exercise(client, places)
  else {
    printNextSteps(places)
    await interrupted
    console.log('\nstopping …')
  }
  isStopping = true
  await polis(places[0]!, ['down', '-f', MANIFEST])
  await waitForReplicas(client, 0)
}

/** Refuses to run beside another copy, which would fight for the same ports and data. */
function claimWorkFolder(): void {
  mkdirSync(WORK, { recursive: true })
  const path = join(WORK, 'start.pid')
  const other = readIfThere(path)
  if (other !== null && isStartScript(Number(other))) {
    throw new Error(`another copy is running (process ${other}); stop it first with Ctrl-C`)
  }
  writeFileSync(path, String(process.pid))
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    // It is not there: nobody has claimed it.
    return null
  }
}

function isStartScript(pid: number): boolean {
  if (pid === process.pid) return false
  return readIfThere(`/proc/${pid}/cmdline`)?.includes('scripts/start.ts') ?? false
}

async function choosePlaces(): Promise<Place[]> {
  const hasThreeAddresses = (await canBind('127.0.0.2')) && (await canBind('127.0.0.3'))
  return [1, 2, 3].map(n => ({
    name: `n${n}`,
    host: hasThreeAddresses ? `127.0.0.${n}` : '127.0.0.1',
    offset: hasThreeAddresses ? 0 : (n - 1) * 100,
    dataDir: join(WORK, `n${n}`),
  }))
}

function canBind(host: string): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(0, host, () => server.close(() => resolve(true)))
  })
}

/** The first node founds and its secret lets the others in; later they are members already. */
async function startNodes(places: readonly Place[]): Promise<void> {
  const [first, ...others] = places as [Place, Place, Place]
  const secret = join(first.dataDir, 'join-secret')
  const firstReady = startNode(first, [])
  // A restarted member wants its peers; a founder must be there first, for its secret.
  if (readIfThere(secret) === null) await firstReady
  const flags = ['--join', `${first.host}:${7071 + first.offset}`, '--join-token', `@${secret}`]
  await Promise.all([firstReady, ...others.map(place => startNode(place, flags))])
}

function startNode(place: Place, extra: readonly string[]): Promise<void> {
  const child = spawn(
    process.execPath,
    [
      ...[POLIS, 'up', '--name', place.name, '--bind', place.host, '--data-dir', place.dataDir],
      ...['--cluster-port', String(7071 + place.offset), '--api-port', String(7070 + place.offset)],
      ...['--dns-port', String(7053 + place.offset), '--allow-process', '--log-level', 'warn'],
      ...extra,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  running.push(child)
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${place.name} was not ready in ${READY_TIMEOUT_MS / 1000} s`)),
      READY_TIMEOUT_MS,
    )
    createInterface({ input: child.stdout! }).on('line', line => {
      if (!line.startsWith('ready ')) return
      clearTimeout(timer)
      console.log(line)
      resolve()
    })
    child.once('exit', code => {
      clearTimeout(timer)
      if (!isStopping) reject(new Error(`${place.name} ended with exit code ${code}`))
    })
  })
}

function clientOf(place: Place): ApiClient {
  return new ApiClient({ address: `unix://${join(place.dataDir, 'polis.sock')}` })
}

/** Runs a command line against one node. */
function polis(place: Place, args: readonly string[]): Promise<void> {
  console.log(`\n$ polis ${args.join(' ').replaceAll(`${ROOT}/`, '')}`)
  const child = spawn(process.execPath, [POLIS, ...args], {
    stdio: 'inherit',
    env: {
      ...process.env,
      POLIS_ADDR: `unix://${join(place.dataDir, 'polis.sock')}`,
      POLIS_EXAMPLES: EXAMPLES,
    },
  })
  return new Promise((resolve, reject) => {
    child.once('exit', code => {
      if (code === 0) resolve()
      else reject(new Error(`polis ${args[0]} failed with exit code ${code}`))
    })
  })
}

async function runningTasks(client: ApiClient): Promise<TaskView[]> {
  const { value } = await client.call<TaskView[]>('GET', '/v1/tasks')
  return value.filter(task => task.service === 'hello' && task.status.phase === 'running')
}

/** Waits until exactly `count` replicas run, healthy, and nothing else is left. */
async function waitForReplicas(client: ApiClient, count: number): Promise<TaskView[]> {
  const deadline = Date.now() + SETTLE_TIMEOUT_MS
  for (;;) {
    const { value } = await client.call<TaskView[]>('GET', '/v1/tasks')
    const healthy = value.filter(task => task.status.health === 'passing')
    if (value.length === count && healthy.length === count) return value
    if (Date.now() > deadline) {
      throw new Error(`${healthy.length} of ${value.length} tasks are healthy; expected ${count}`)
    }
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

async function show(client: ApiClient, places: readonly Place[]): Promise<void> {
  const { value: nodes } = await client.call<NodeView[]>('GET', '/v1/nodes')
  console.log('\nMembers')
  for (const node of nodes) {
    const role = node.status.isLeader ? ', leader' : ''
    console.log(`  ${node.name}  ${node.status.liveness}${role}  ${node.host}:${node.clusterPort}`)
  }
  console.log('\nTasks')
  for (const task of await runningTasks(client)) {
    console.log(`  ${task.name}  ${task.id}  on ${task.node}  ${task.status.address}`)
  }
  console.log('\nReached on')
  for (const { host } of new Map(places.map(place => [place.host, place])).values()) {
    console.log(`  http://${host}:8080/`)
  }
}

/** One request answered by each replica through each balancer, DNS, and a scale up and down. */
async function exercise(client: ApiClient, places: readonly Place[]): Promise<void> {
  console.log('\nThrough each load balancer')
  for (const host of new Set(places.map(place => place.host))) {
    const tasks = new Set((await runningTasks(client)).map(task => task.id))
    const seen = new Map<string, string>()
    for (let i = 0; i < 100 && seen.size < tasks.size; i++) {
      const response = await fetch(`http://${host}:8080/`)
      const { task, node } = (await response.json()) as { task: string; node: string }
      if (response.status !== 200) throw new Error(`${host}:8080 answered ${response.status}`)
      seen.set(task, node)
    }
    const missing = [...tasks].filter(task => !seen.has(task))
    if (missing.length > 0) throw new Error(`${host}:8080 never reached ${missing.join(', ')}`)
    for (const [task, node] of seen) console.log(`  ${host}:8080 → ${task} on ${node}`)
  }
  console.log('\nDNS')
  for (const { host, offset } of places) {
    const resolver = new Resolver({ timeout: 2_000, tries: 2 })
    resolver.setServers([`${host}:${7053 + offset}`])
    const addresses = await resolver.resolve4('hello.polis')
    const services = await resolver.resolveSrv('hello.default.polis')
    const ports = services.map(service => service.port).join(', ')
    console.log(
      `  ${host}:${7053 + offset} hello.polis → ${addresses.join(', ')}; SRV ports ${ports}`,
    )
  }
  for (const replicas of [5, 3]) {
    await polis(places[0]!, ['scale', `hello=${replicas}`])
    const tasks = await waitForReplicas(client, replicas)
    console.log(`  ${tasks.map(task => `${task.name} on ${task.node}`).join(', ')}`)
  }
}

function printNextSteps(places: readonly Place[]): void {
  const { host, offset, dataDir } = places[0]!
  console.log(`
Try
  curl http://${host}:8080/
  dig @${host} -p ${7053 + offset} hello.polis
  export POLIS_ADDR=unix://${dataDir}/polis.sock
  npm run -s polis -- status
  npm run -s polis -- ps
  npm run -s polis -- scale hello=5
  npm run -s polis -- logs hello
  npm run -s polis -- events -w
Ctrl-C stops it all.`)
}

/** Asks every node to stop, and kills what does not within its time. */
async function stopNodes(): Promise<void> {
  isStopping = true
  await Promise.all(
    running.map(child => {
      if (child.exitCode !== null || child.signalCode !== null) return null
      child.kill('SIGTERM')
      return new Promise<void>(resolve => {
        const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
        child.once('exit', () => {
          clearTimeout(timer)
          resolve()
        })
      })
    }),
  )
}
