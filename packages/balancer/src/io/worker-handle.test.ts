import assert from 'node:assert/strict'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { quietLogger } from '@polis/base'
import { allocateCounters } from '../counters.ts'
import { allocateLimits } from '../rate-limiter.ts'
import { newService } from '../routes.ts'
import { probePort } from './ports.ts'
import { WorkerHandle } from './worker-handle.ts'

const HOST = '127.0.0.1'

describe('a data thread', { timeout: 20_000 }, () => {
  it('is started again with the last table when it dies', async () => {
    const backend = createServer((_, response) => response.end('served'))
    await new Promise<void>(resolve => backend.listen(0, HOST, resolve))
    const probe = await probePort(HOST, 0)
    assert.ok('port' in probe)
    let deaths = 0
    let applied = Promise.withResolvers<void>()
    const handle = new WorkerHandle(
      {
        thread: 0,
        memory: allocateCounters(1, 16),
        reusePort: false,
        requestIdPrefix: 't',
        ticketSecret: 's',
        limits: allocateLimits(1, 16, 1),
      },
      { reported: () => applied.resolve(), died: () => deaths++ },
      quietLogger,
    )
    try {
      await handle.start()
      const { port } = backend.address() as AddressInfo
      const endpoints = [{ id: 'a', address: HOST, port, weight: 1 }]
      const services = [newService({ id: 'web', name: 'web', endpoints })]
      const listener = { host: HOST, port: probe.port, protocol: 'http' as const, services }
      handle.post({
        kind: 'table',
        sequence: 7,
        next: {
          table: { version: 1, listeners: [listener] },
          serviceRows: new Map([['web', 0]]),
          endpointRows: new Map([['a', 1]]),
          ports: new Map([[`${HOST}:${probe.port}`, probe.port]]),
        },
      })
      await applied.promise
      assert.equal(await fetchText(probe.port), 'served')

      applied = Promise.withResolvers<void>()
      // What no control thread sends: the thread meets a bug, and dies of it.
      handle.post({ kind: 'cut', endpointIds: null as unknown as string[] })
      await applied.promise
      assert.equal(deaths, 1)
      assert.equal(handle.appliedSequence, 7)
      assert.equal(await fetchText(probe.port), 'served')
    } finally {
      await handle.stop()
      backend.close()
      backend.closeAllConnections()
    }
    assert.equal(deaths, 1, 'being stopped is no death')
  })
})

function fetchText(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: HOST, port, agent: false }, response => {
      let body = ''
      response.on('data', part => {
        body += part
      })
      response.on('end', () => resolve(body))
    }).on('error', reject)
  })
}
