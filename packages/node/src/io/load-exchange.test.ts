/** What members tell one another of the load on endpoints, over the in-memory network. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EndpointLoads } from '@polis/balancer'
import { MemoryNetwork, timerSchedule } from '@polis/transport'
import { LoadExchange } from './load-exchange.ts'

/** A member with this in flight; `heard` is what its balancer was told last. */
async function member(network: MemoryNetwork, id: string, own: Record<string, number>) {
  const transport = network.createTransport(id)
  await transport.start()
  const figures = { own: new Map(Object.entries(own)), heard: {} as Record<string, number> }
  const exchange = new LoadExchange(transport, {
    reportedLoads: (): EndpointLoads => figures.own,
    setRemoteLoads: loads => {
      figures.heard = Object.fromEntries(loads)
    },
  })
  return { transport, exchange, figures }
}

test('each balancer learns what the others have in flight, and that it is over', async () => {
  const network = new MemoryNetwork({ schedule: timerSchedule })
  const members = [
    await member(network, 'n1', { a: 5 }),
    await member(network, 'n2', { a: 2, b: 1 }),
    await member(network, 'n3', {}),
  ]
  for (const { transport } of members) {
    for (const other of members) {
      if (other.transport !== transport) {
        transport.setAddress(other.transport.self, other.transport.address)
      }
    }
  }
  /** Exchanges until all balancers have heard `expected`, for as long as the test may take. */
  const until = async (expected: readonly Record<string, number>[]) => {
    const heard = () => JSON.stringify(members.map(({ figures }) => figures.heard))
    while (heard() !== JSON.stringify(expected)) {
      for (const { exchange } of members) exchange.exchange()
      await new Promise(resolve => setImmediate(resolve))
    }
  }
  await until([{ a: 2, b: 1 }, { a: 5 }, { a: 7, b: 1 }])
  members[1]!.figures.own.clear()
  await until([{}, { a: 5 }, { a: 5 }])
  assert.equal(members[2]!.figures.own.size, 0)
  for (const { transport } of members) await transport.stop()
})
