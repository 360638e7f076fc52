import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { test } from 'node:test'
import { hasCode, ManualClock, seededRandom } from '@polis/base'
import { PortAllocator } from './port-allocator.ts'

const HOST = '127.0.0.1'

function allocatorFor(first: number, last: number, clock = new ManualClock()): PortAllocator {
  return new PortAllocator({ range: { first, last }, host: HOST, clock, random: seededRandom(3) })
}

test('targets get different free ports, and a restart gets the same ones', async () => {
  const allocator = allocatorFor(42_000, 42_099)
  const targets = [
    { target: 80, protocols: ['tcp'] },
    { target: 53, protocols: ['tcp', 'udp'] },
  ] as const
  const ports = await allocator.allocate('a', targets, [])
  assert.deepEqual(
    ports.map(port => port.target),
    [80, 53],
  )
  assert.notEqual(ports[0]!.port, ports[1]!.port)
  assert.deepEqual(await allocator.allocate('a', targets, ports), ports)
})

test('a port that is held is not given out, and the error names the range', async () => {
  const holder = createServer().listen(0, HOST)
  await once(holder, 'listening')
  const { port } = holder.address() as AddressInfo
  const allocator = allocatorFor(port, port)
  const target = { target: 80, protocols: ['tcp'] } as const
  await assert.rejects(
    allocator.allocate('a', [target], []),
    error => hasCode(error, 'runtime/no-free-port') && error.message.includes(`${port}-${port}`),
  )
  holder.close()
  await once(holder, 'close')
  const later = allocatorFor(port, port)
  assert.deepEqual(await later.allocate('a', [target], []), [{ target: 80, port }])
})

test('a port for UDP is proven with UDP', async () => {
  const holder = createSocket('udp4')
  holder.bind(0, HOST)
  await once(holder, 'listening')
  const { port } = holder.address()
  const allocator = allocatorFor(port, port)
  await assert.rejects(allocator.allocate('a', [{ target: 53, protocols: ['udp'] }], []), error =>
    hasCode(error, 'runtime/no-free-port'),
  )
  holder.close()
})

test('a released port rests, an adopted one is taken', async () => {
  const clock = new ManualClock()
  const allocator = allocatorFor(42_100, 42_101, clock)
  const target = { target: 80, protocols: ['tcp'] } as const
  allocator.adopt('old', [{ target: 80, port: 42_100 }])
  assert.deepEqual(await allocator.allocate('a', [target], []), [{ target: 80, port: 42_101 }])
  allocator.release('a')
  await assert.rejects(allocator.allocate('b', [target], []))
  clock.advance(600_000)
  assert.deepEqual(await allocator.allocate('b', [target], []), [{ target: 80, port: 42_101 }])
})
