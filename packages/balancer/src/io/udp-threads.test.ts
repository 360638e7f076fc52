import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { newService } from '../routes.ts'
import { DataPlane } from './data-plane.ts'
import { UdpClient, UdpServer } from './udp-peers.ts'

const HOST = '127.0.0.1'

describe('UDP over several threads', { timeout: 30_000 }, () => {
  let plane: DataPlane
  const servers: UdpServer[] = []
  before(async () => {
    plane = await DataPlane.start({ workers: 2 })
    for (const id of ['a', 'b']) servers.push(await UdpServer.open(id))
  })
  after(async () => {
    await plane.stop()
    for (const server of servers) await server.close()
  })

  it('keeps each flow with its thread, counts all of them, and frees a withdrawn endpoint', async () => {
    const endpoints = servers.map(({ endpoint }) => endpoint)
    const service = newService({ id: 'dns', name: 'dns', protocol: 'udp', endpoints })
    const listener = { host: HOST, port: 0, protocol: 'udp', services: [service] } as const
    const { listeners } = await plane.apply({ version: 1, listeners: [listener] })
    const [bound] = listeners
    assert.equal(bound?.state, 'bound')
    const clients = await Promise.all(
      Array.from({ length: 20 }, () => UdpClient.open(bound!.port, HOST)),
    )
    for (const client of clients) {
      const first = (await client.ask('1')).slice(0, 1)
      for (const text of ['2', '3']) assert.equal(await client.ask(text), `${first}:${text}`)
    }
    assert.equal(plane.stats().services[0]!.requests, 20)
    const rest = { ...service, endpoints: endpoints.slice(1) }
    await plane.apply({ version: 2, listeners: [{ ...listener, services: [rest] }] })
    plane.withdraw('a', 10_000)
    for (const client of clients) assert.equal(await client.ask('4'), 'b:4')
    await plane.isDrained(['a'], AbortSignal.timeout(8_000))
    for (const client of clients) client.close()
  })

  it('says why a port that is taken cannot be opened', async () => {
    const taken = servers[0]!.endpoint.port
    const service = newService({ id: 'x', name: 'x', protocol: 'udp', endpoints: [] })
    const listener = { host: HOST, port: taken, protocol: 'udp', services: [service] } as const
    const { listeners } = await plane.apply({ version: 3, listeners: [listener] })
    const [result] = listeners
    assert.ok(result?.state === 'failed')
    assert.match(result.reason, /EADDRINUSE/)
  })
})
