import assert from 'node:assert/strict'
import { createServer, get, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { newService } from '../routes.ts'
import { DataPlane } from './data-plane.ts'
import { UdpClient, UdpServer } from './udp-peers.ts'

const HOST = '127.0.0.1'

describe('a reload of the data threads', { timeout: 30_000 }, () => {
  const held: ServerResponse[] = []
  const backend = createServer((request, response) => {
    if (request.url !== '/held') response.end('served')
    else {
      response.write('begun ')
      held.push(response)
    }
  })
  let plane: DataPlane
  let datagrams: UdpServer
  let port = 0
  let udpPort = 0
  let version = 0

  /** Applies a table with or without the endpoint `a`. */
  async function apply(hasEndpoint: boolean): Promise<void> {
    const { port: target } = backend.address() as AddressInfo
    const endpoint = { id: 'a', address: HOST, port: target, weight: 1 }
    const web = newService({ id: 'web', name: 'web', endpoints: hasEndpoint ? [endpoint] : [] })
    const endpoints = [datagrams.endpoint]
    const dns = newService({ id: 'dns', name: 'dns', protocol: 'udp', endpoints })
    const { listeners } = await plane.apply({
      version: ++version,
      listeners: [
        { host: HOST, port: 0, protocol: 'http', services: [web] },
        { host: HOST, port: 0, protocol: 'udp', services: [dns] },
      ],
    })
    for (const listener of listeners) assert.equal(listener.state, 'bound')
    port = listeners[0]!.port
    udpPort = listeners[1]!.port
  }

  before(async () => {
    await new Promise<void>(resolve => backend.listen(0, HOST, resolve))
    datagrams = await UdpServer.open('u')
    plane = await DataPlane.start({ workers: 1 })
    await apply(true)
  })
  after(async () => {
    await plane.stop()
    await datagrams.close()
    backend.close()
    backend.closeAllConnections()
  })

  function fetchText(path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      get({ host: HOST, port, path, agent: false }, response => {
        let body = ''
        response.on('data', part => {
          body += part
        })
        response.once('error', reject)
        response.once('end', () => resolve(body))
      }).on('error', reject)
    })
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise(resolve => setImmediate(resolve))
  }

  it('refuses no connection and cuts no answer that is under way', async () => {
    const whole = fetchText('/held')
    await until(() => held.length === 1)
    const client = await UdpClient.open(udpPort, HOST)
    assert.equal(await client.ask('1'), 'u:1')
    let isReloading = true
    const asked = (async () => {
      const answers: string[] = []
      while (isReloading) {
        answers.push(await fetchText('/'))
      }
      return answers
    })()
    assert.deepEqual(await plane.reload(), { threads: 1, draining: 1 })
    await assert.rejects(plane.reload(), { code: 'balancer/reload-busy' })
    isReloading = false
    const answers = await asked
    assert.ok(answers.length > 0 && answers.every(answer => answer === 'served'))
    assert.equal(await client.ask('2'), 'u:2')
    client.close()

    // The replaced thread still has the long answer, so its endpoint is not drained.
    await apply(false)
    plane.withdraw('a', 20_000)
    let isDrained = false
    const drained = plane.isDrained(['a']).then(() => {
      isDrained = true
    })
    assert.equal(plane.stats().services[0]?.inFlight, 1)
    assert.equal(isDrained, false)
    held[0]!.end('ended')
    assert.equal(await whole, 'begun ended')
    await drained
    await until(() => plane.stats().services[0]?.inFlight === 0)
  })
})
