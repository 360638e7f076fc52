import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { DataPlane, newService } from '@polis/balancer'
import { makeCertificate } from '../../packages/balancer/src/io/certificate-fixture.ts'
import { requireTools, runTool } from './debian-tools.ts'

requireTools('curl', 'h2load', 'nghttp')

const HOST = '127.0.0.1'
const REQUESTS = 20_000
const DOWNLOAD = randomBytes(5_000_000)
const NAME = 'web.example'

describe('HTTP/2 as curl and nghttp2 speak it', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'polis-h2-'))
  const ca = join(folder, 'ca.pem')
  let origin: Server
  let plane: DataPlane
  let clear = 0
  let secure = 0

  before(async () => {
    origin = createServer(async (request, response) => {
      const hash = createHash('sha256')
      let bytes = 0
      for await (const part of request) {
        hash.update(part)
        bytes += part.length
      }
      if (request.url === '/download') response.end(DOWNLOAD)
      else if (request.method === 'POST') response.end(`${bytes} ${hash.digest('hex')}`)
      else response.end(`hello over ${request.headers['x-forwarded-proto']}\n`)
    })
    await new Promise<void>(resolve => origin.listen(0, HOST, resolve))
    const { port } = origin.address() as AddressInfo
    const pair = makeCertificate(NAME)
    writeFileSync(ca, pair.certificate)
    const certificates = [{ certificate: { pem: pair.certificate }, key: { pem: pair.key } }]
    const service = (id: string, protocol: 'http' | 'https') =>
      newService({
        id,
        name: id,
        protocol,
        endpoints: [{ id: `${id}-o`, address: HOST, port, weight: 1 }],
        ...(protocol === 'https' ? { http: { certificates } } : {}),
      })
    plane = await DataPlane.start({ workers: 1 })
    const listener = { host: HOST, port: 0 }
    const { listeners } = await plane.apply({
      version: 1,
      listeners: [
        { ...listener, protocol: 'http', services: [service('clear', 'http')] },
        { ...listener, protocol: 'https', services: [service('secure', 'https')] },
      ],
    })
    clear = listeners[0]!.port
    secure = listeners[1]!.port
  })
  after(async () => {
    await plane.stop()
    origin.close()
    origin.closeAllConnections()
    rmSync(folder, { recursive: true })
  })

  async function curl(...args: string[]): Promise<Buffer> {
    const trust = ['--cacert', ca, '--resolve', `${NAME}:${secure}:${HOST}`]
    const { code, stdout, stderr } = await runTool('curl', ['-sS', '-q', ...trust, ...args])
    assert.equal(code, 0, `curl ${args.join(' ')}: ${stderr}`)
    return stdout
  }

  it('is agreed on behind TLS, or HTTP/1.1 is, as the client likes (ALPN)', async () => {
    const url = `https://${NAME}:${secure}/`
    const version = ['-w', '%{http_version}', url]
    assert.equal(String(await curl('--http2', ...version)), 'hello over https\n2')
    assert.equal(String(await curl('--http1.1', ...version)), 'hello over https\n1.1')
    assert.equal(String(await curl('--no-alpn', ...version)), 'hello over https\n1.1')
    for (const tls of ['1.2', '1.3']) {
      assert.match(String(await curl('--tls-max', tls, url)), /^hello/)
    }
  })

  it('carries uploads and downloads unharmed, many at once', async () => {
    const upload = join(folder, 'upload')
    writeFileSync(upload, DOWNLOAD)
    const sum = createHash('sha256').update(DOWNLOAD).digest('hex')
    for (const url of [`https://${NAME}:${secure}`, `http://${HOST}:${clear}`]) {
      const h2 = url.startsWith('https') ? '--http2' : '--http2-prior-knowledge'
      const sent = await curl(h2, '--data-binary', `@${upload}`, `${url}/`)
      assert.equal(String(sent), `${DOWNLOAD.length} ${sum}`)
      // With prior knowledge curl 7.88 breaks a connection that it uses a second time.
      const count = url.startsWith('https') ? 4 : 1
      const urls = Array.from({ length: count }, () => `${url}/download`)
      const received = await curl(h2, '-Z', ...urls)
      assert.equal(received.length, count * DOWNLOAD.length)
    }
    const load = ['-n', '40', '-c', '2', '-m', '4', `http://${HOST}:${clear}/download`]
    const { stdout } = await runTool('h2load', load)
    assert.match(String(stdout), /40 succeeded, 0 failed, 0 errored, 0 timeout/)
    assert.match(String(stdout), /\(200000000\) data/)
  })

  it('is understood by nghttp, frame by frame', async () => {
    const args = ['-nv', '-H', 'x-name: value', `http://${HOST}:${clear}/`]
    const { code, stdout } = await runTool('nghttp', args)
    assert.equal(code, 0)
    assert.match(String(stdout), /recv \(stream_id=\d+\) :status: 200/)
    assert.doesNotMatch(String(stdout), /RST_STREAM|PROTOCOL_ERROR/)
  })

  for (const [name, at] of [
    ['in the clear', () => `http://${HOST}:${clear}/`],
    ['behind TLS', () => `https://${HOST}:${secure}/`],
  ] as const) {
    it(`answers every one of ${REQUESTS} requests of h2load ${name}`, async () => {
      const load = ['-n', String(REQUESTS), '-c', '8', '-m', '32', at()]
      const { stdout } = await runTool('h2load', load)
      assert.match(
        String(stdout),
        new RegExp(`${REQUESTS} succeeded, 0 failed, 0 errored, 0 timeout`),
        String(stdout),
      )
      assert.match(String(stdout), new RegExp(`status codes: ${REQUESTS} 2xx`))
    })
  }
})
