/**
 * `npm run example -- load-balancer`: the load balancer by itself, in one process.
 *
 * Four servers of this machine, one of them slow and one twice as strong, behind a `LoadBalancer`.
 * It shows how each algorithm shares requests among them, clients that stay with their server, what
 * happens when a server goes, and what is counted. Everything it prints it has measured.
 */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ALGORITHMS, type Endpoint, LoadBalancer } from '@polis/balancer'
import { hasCode } from '@polis/base'

const REQUESTS = 240
/** Requests on their way at a time, so that there is a load to be seen. */
const CLIENTS = 12
const SLOW_MS = 40

const servers: Server[] = []

try {
  await main()
} finally {
  for (const server of servers) {
    server.close()
    server.closeAllConnections()
  }
}

async function main(): Promise<void> {
  const endpoints = [
    await start('fast-1', 1, 4),
    await start('fast-2', 1, 4),
    await start('strong', 2, 2),
    await start('slow', 1, SLOW_MS),
  ]
  await showAlgorithms(endpoints)
  await showSticky(endpoints)
  await showFailure(endpoints)
  await showCircuit(endpoints)
}

/** A server that answers its own name after `tookMs`. */
async function start(id: string, weight: number, tookMs: number): Promise<Endpoint> {
  const server = createServer((_, response) => {
    setTimeout(() => response.end(id), tookMs)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  servers.push(server)
  return { id, address: '127.0.0.1', port: (server.address() as AddressInfo).port, weight }
}

/** Sends `count` requests of as many clients, `CLIENTS` at a time. */
async function load(balancer: LoadBalancer, count: number): Promise<void> {
  let next = 0
  const client = async () => {
    while (next < count) {
      const number = next++
      const clientIp = `10.0.${number % 120}.1`
      await balancer.handleRequest({ clientIp, method: 'GET', path: `/page/${number % 60}` })
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
}

async function showAlgorithms(endpoints: readonly Endpoint[]): Promise<void> {
  console.log(`\n${REQUESTS} requests, ${CLIENTS} at a time, by algorithm:\n`)
  console.log(
    `  ${'algorithm'.padEnd(22)}${endpoints.map(({ id }) => id.padStart(8)).join('')}   p99`,
  )
  const balancer = new LoadBalancer({ endpoints })
  let before = new Map<string, number>()
  for (const algorithm of ALGORITHMS) {
    balancer.useAlgorithm(algorithm)
    await load(balancer, REQUESTS)
    const stats = balancer.getStats()
    const counts = stats.endpoints.map(({ id, requests }) => requests - (before.get(id) ?? 0))
    before = new Map(stats.endpoints.map(({ id, requests }) => [id, requests]))
    const p99 = stats.algorithms[algorithm]!.responseTimeMs.p99.toFixed(0)
    const columns = counts.map(count => String(count).padStart(8)).join('')
    console.log(`  ${algorithm.padEnd(22)}${columns}${p99.padStart(6)} ms`)
  }
  const { totalRequests, successRate } = balancer.getStats()
  console.log(`\n  ${totalRequests} requests, ${successRate * 100} % of them answered`)
}

async function showSticky(endpoints: readonly Endpoint[]): Promise<void> {
  console.log('\nClients that stay with their server:\n')
  const balancers = [1, 2].map(
    () =>
      new LoadBalancer({
        algorithm: 'least-connections',
        sticky: { header: 'x-user' },
        endpoints: [...endpoints].reverse(),
      }),
  )
  for (const user of ['ada', 'bob', 'eve']) {
    const ids = new Set<string>()
    for (const balancer of balancers) {
      for (let i = 0; i < 5; i++) {
        const request = { clientIp: '10.0.0.1', method: 'GET', path: '/' }
        const headers = { 'X-User': user }
        ids.add((await balancer.handleRequest({ ...request, headers })).endpointId)
      }
    }
    console.log(`  ${user}: ${[...ids].join(', ')} (10 requests through two balancers)`)
  }
}

async function showFailure(endpoints: readonly Endpoint[]): Promise<void> {
  console.log('\nA server goes while requests are on their way:\n')
  const gone = await start('gone', 1, 1)
  const balancer = new LoadBalancer({ algorithm: 'round-robin', endpoints: [...endpoints, gone] })
  balancer.on('endpointEjected', (id, reason) => console.log(`  left out: ${id} (${reason})`))
  await load(balancer, 50)
  const server = servers.pop()!
  server.close()
  server.closeAllConnections()
  await load(balancer, 50)
  const { totalRequests, failedRequests, retries } = balancer.getStats()
  console.log(`  ${totalRequests} requests, ${failedRequests} failed, ${retries} went elsewhere`)
}

async function showCircuit(endpoints: readonly Endpoint[]): Promise<void> {
  console.log('\nMore than a service is to have under way at a time is refused at once:\n')
  const policy = { circuit: { requests: 4 } }
  const balancer = new LoadBalancer({ algorithm: 'prequal', endpoints, policy })
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, () =>
      balancer.handleRequest({ clientIp: '10.0.0.1', method: 'GET', path: '/' }),
    ),
  )
  const refused = results.filter(
    result => result.status === 'rejected' && hasCode(result.reason, 'balancer/circuit-open'),
  )
  console.log(`  of 10 requests at once ${10 - refused.length} were answered`)
  console.log(`  and ${balancer.getStats().circuitOpen} refused with balancer/circuit-open`)
}
