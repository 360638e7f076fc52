import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { DataPlane, newService } from '@polis/balancer'
import { requireTools, runTool } from './debian-tools.ts'

requireTools('curl')

const HOST = '127.0.0.1'
const DOWNLOAD = randomBytes(10_000_000)
const ETAG = '"v1"'

/** What the origin saw of one request. */
type Seen = {
  readonly method: string
  readonly target: string
  readonly fields: Readonly<Record<string, string | string[] | undefined>>
  readonly bytes: number
  readonly sha256: string
  readonly trailers: Readonly<Record<string, string | undefined>>
}

/** A server with a bit of everything, behind the data plane. */
class Origin {
  readonly seen: Seen[] = []
  readonly peerPorts = new Set<number | undefined>()
  asked100 = 0
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => this.#serve(request, response))
    this.#server.on('checkContinue', (request, response) => {
      this.asked100++
      if (request.url === '/too-large') {
        response.writeHead(413, { Connection: 'close' }).end('too large\n')
      } else {
        response.writeContinue()
        this.#serve(request, response)
      }
    })
    this.#server.on('upgrade', (_, socket) => {
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n',
      )
      socket.end('welcome\n')
    })
  }

  async start(): Promise<number> {
    await new Promise<void>(resolve => this.#server.listen(0, HOST, resolve))
    return (this.#server.address() as { port: number }).port
  }

  stop(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.peerPorts.add(request.socket.remotePort)
    const hash = createHash('sha256')
    let bytes = 0
    for await (const part of request) {
      hash.update(part)
      bytes += part.length
    }
    const seen: Seen = {
      method: request.method!,
      target: request.url!,
      fields: request.headers,
      bytes,
      sha256: hash.digest('hex'),
      trailers: request.trailers,
    }
    this.seen.push(seen)
    this.#answer(request, response, seen)
  }

  #answer(request: IncomingMessage, response: ServerResponse, seen: Seen): void {
    switch (request.url) {
      case '/missing':
        response.writeHead(404, { 'X-Reason': 'gone' }).end('no such page\n')
        return
      case '/gzip':
        response.setHeader('Content-Encoding', 'gzip')
        response.end(gzipSync('squeezed '.repeat(1_000)))
        return
      case '/chunks':
        response.write('one,')
        response.write('two,')
        response.end('three')
        return
      case '/cookies':
        response.setHeader('Set-Cookie', ['a=1; Path=/', 'b=2; Path=/'])
        response.end()
        return
      case '/download':
        sendRange(request, response)
        return
      default:
        response.end(`${JSON.stringify(seen)}\n`)
    }
  }
}

/** A file as web servers send it: whole, in part, or not at all if the client has it. */
function sendRange(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('ETag', ETAG)
  response.setHeader('Accept-Ranges', 'bytes')
  if (request.headers['if-none-match'] === ETAG) {
    response.writeHead(304).end()
    return
  }
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
  if (first === undefined) {
    response.setHeader('Content-Length', DOWNLOAD.length)
    response.end(DOWNLOAD)
    return
  }
  response.writeHead(206, { 'Content-Range': `bytes ${first}-${last}/${DOWNLOAD.length}` })
  response.end(DOWNLOAD.subarray(Number(first), Number(last) + 1))
}

describe('curl through the HTTP data plane', () => {
  const origin = new Origin()
  const folder = mkdtempSync(join(tmpdir(), 'polis-curl-'))
  let plane: DataPlane
  let url = ''

  before(async () => {
    const port = await origin.start()
    plane = await DataPlane.start({ workers: 1 })
    const endpoints = [{ id: 'o', address: HOST, port, weight: 1 }]
    const services = [newService({ id: 's', name: 's', endpoints })]
    const listener = { host: HOST, port: 0, protocol: 'http', services } as const
    const { listeners } = await plane.apply({ version: 1, listeners: [listener] })
    url = `http://${HOST}:${listeners[0]!.port}`
  })
  after(async () => {
    await plane.stop()
    origin.stop()
    rmSync(folder, { recursive: true })
  })

  /** Runs curl, which must succeed, and answers what it printed. */
  async function curl(args: readonly string[], input: Buffer | string = ''): Promise<string> {
    return (await curlBytes(args, input)).toString('utf8')
  }

  async function curlBytes(args: readonly string[], input: Buffer | string = ''): Promise<Buffer> {
    const { code, stdout, stderr } = await runTool('curl', ['-sS', '-q', ...args], input)
    assert.equal(code, 0, `curl ${args.join(' ')}: ${stderr}`)
    return stdout
  }

  function lastSeen(): Seen {
    return origin.seen.at(-1)!
  }

  it('uses one connection for many requests, on either side', async () => {
    origin.peerPorts.clear()
    const requests = Array.from({ length: 5 }, (_, i) => ['-o', '/dev/null', `${url}/${i}`]).flat()
    const printed = await curl(['-w', '%{http_code} %{num_connects}\n', ...requests])
    assert.deepEqual(printed.trim().split('\n'), ['200 1', '200 0', '200 0', '200 0', '200 0'])
    assert.equal(origin.peerPorts.size, 1)
  })

  it('sends an upload of unknown length in chunks, byte for byte', async () => {
    const body = randomBytes(3_000_000)
    const answer = JSON.parse(await curl(['-T', '-', `${url}/upload`], body)) as Seen
    assert.deepEqual([answer.method, answer.bytes, answer.sha256], ['PUT', body.length, sha(body)])
    assert.equal(answer.fields['transfer-encoding'], 'chunked')
    assert.equal(answer.fields['content-length'], undefined)
  })

  it('waits for 100 before a large POST, and hears it from the service', async () => {
    const path = join(folder, 'large')
    const body = randomBytes(5_000_000)
    writeFileSync(path, body)
    const before = origin.asked100
    const { code, stdout, stderr } = await runTool('curl', [
      ...['-sS', '-q', '-v', '--expect100-timeout', '15', '-H', 'Expect: 100-continue'],
      ...['--data-binary', `@${path}`, `${url}/post`],
    ])
    assert.equal(code, 0, stderr)
    assert.match(stderr, /^< HTTP\/1\.1 100 Continue\r?$[\s\S]*^< HTTP\/1\.1 200 OK\r?$/m)
    const answer = JSON.parse(stdout.toString()) as Seen
    assert.deepEqual([answer.bytes, answer.sha256], [body.length, sha(body)])
    assert.equal(answer.fields['content-length'], String(body.length))
    assert.equal(origin.asked100, before + 1)
  })

  it('need not send a body that the service refuses', async () => {
    const path = join(folder, 'refused')
    writeFileSync(path, randomBytes(5_000_000))
    const printed = await curl([
      ...['-w', ' %{http_code} %{size_upload}', '--expect100-timeout', '15'],
      ...['-H', 'Expect: 100-continue', '-T', path, `${url}/too-large`],
    ])
    assert.equal(printed, 'too large\n 413 0')
  })

  it('gets the head alone for HEAD, with the length that GET would have', async () => {
    const head = await curl(['-I', '-w', '%{size_download}', `${url}/download`])
    assert.match(head, /^HTTP\/1\.1 200 OK\r\n/)
    assert.match(head, /^Content-Length: 10000000\r$/m)
    assert.match(head, /^ETag: "v1"\r$/m)
    assert.match(head, /\r\n\r\n0$/)
    assert.equal(lastSeen().method, 'HEAD')
  })

  it('gets ranges, and 304 for what it has', async () => {
    const dump = join(folder, 'head')
    const part = await curlBytes(['-D', dump, '-r', '5000000-5000099', `${url}/download`])
    assert.deepEqual(part, DOWNLOAD.subarray(5_000_000, 5_000_100))
    const head = readFileSync(dump, 'latin1')
    assert.match(head, /^HTTP\/1\.1 206 Partial Content\r\n/)
    assert.match(head, /^Content-Range: bytes 5000000-5000099\/10000000\r$/m)
    const had = await curl([
      '-H',
      `If-None-Match: ${ETAG}`,
      '-w',
      '%{http_code}',
      `${url}/download`,
    ])
    assert.equal(had, '304')
  })

  it('downloads 10 MB unharmed, four times at once', async () => {
    const paths = [1, 2, 3, 4].map(i => join(folder, `download${i}`))
    await curl(['-Z', ...paths.flatMap(path => ['-o', path, `${url}/download`])])
    for (const path of paths) assert.equal(sha(readFileSync(path)), sha(DOWNLOAD))
  })

  it('gets an answer of unknown length in chunks, or until the end with HTTP/1.0', async () => {
    assert.equal(await curl([`${url}/chunks`]), 'one,two,three')
    const raw = await curl(['--raw', '-i', `${url}/chunks`])
    assert.match(raw, /^Transfer-Encoding: chunked\r$/m)
    assert.match(raw, /\r\n0\r\n\r\n$/)
    const old = await curl(['-0', '-i', `${url}/chunks`])
    assert.doesNotMatch(old, /^Transfer-Encoding/im)
    assert.match(old, /\r\n\r\none,two,three$/)
  })

  it('gets errors of the service as they are', async () => {
    const answer = await curl(['-i', `${url}/missing`])
    assert.match(answer, /^HTTP\/1\.1 404 Not Found\r\n/)
    assert.match(answer, /^X-Reason: gone\r$/m)
    assert.match(answer, /\r\n\r\nno such page\n$/)
  })

  it('gets what is encoded as it was encoded, and every cookie', async () => {
    const expected = 'squeezed '.repeat(1_000)
    assert.equal(await curl(['--compressed', `${url}/gzip`]), expected)
    assert.equal(lastSeen().fields['accept-encoding']?.includes('gzip'), true)
    assert.equal(gunzipSync(await curlBytes([`${url}/gzip`])).toString(), expected)
    const head = await curl(['-i', `${url}/cookies`])
    assert.deepEqual(head.match(/^Set-Cookie: .*(?=\r$)/gm), [
      'Set-Cookie: a=1; Path=/',
      'Set-Cookie: b=2; Path=/',
    ])
  })

  it('has its target and its fields handed on unchanged', async () => {
    const fields = ['X-Twice: 1', 'X-Twice: 2', 'X-Blank;', 'User-Agent: me', 'Cookie: a=b']
    const sent = fields.flatMap(field => ['-H', field])
    const path = '/a/./../b//c;d=%2F?e=f&g=%20h|'
    await curl(['--path-as-is', ...sent, '-H', 'Host: shop.example:99', `${url}${path}`])
    const { target, fields: got } = lastSeen()
    assert.equal(target, path)
    assert.deepEqual(
      [got['x-twice'], got['x-blank'], got['user-agent'], got['cookie'], got['host']],
      ['1, 2', '', 'me', 'a=b', 'shop.example:99'],
    )
    await curl(['-X', 'OPTIONS', '--request-target', '*', url])
    assert.deepEqual([lastSeen().method, lastSeen().target], ['OPTIONS', '*'])
  })

  it('is told the truth about who asks, whatever it claims', async () => {
    await curl(['-H', 'X-Forwarded-For: 6.6.6.6', '-H', 'Connection: X-Hop', '-H', 'X-Hop: 1', url])
    const { fields } = lastSeen()
    assert.equal(fields['x-forwarded-for'], HOST)
    assert.equal(fields['x-hop'], undefined)
    assert.match(String(fields['via']), /^1\.1 polis$/)
  })

  it('stays with HTTP/1.1 when it offers HTTP/2', async () => {
    const args = ['--http2', '-o', '/dev/null', '-w', '%{http_code} %{http_version}', `${url}/h2`]
    assert.equal(await curl(args), '200 1.1')
    assert.equal(lastSeen().fields['upgrade'], undefined)
    const blunt = args.map(arg => (arg === '--http2' ? '--http2-prior-knowledge' : arg))
    assert.equal(await curl(blunt), '200 2', 'one that does not ask is understood')
    assert.equal(await curl(args), '200 1.1')
  })

  it('gets through a change of protocol, and what comes behind it', async () => {
    const upgrade = ['-H', 'Connection: Upgrade', '-H', 'Upgrade: echo']
    const printed = await curl(['-i', '-N', ...upgrade, `${url}/tunnel`])
    assert.match(printed, /^HTTP\/1\.1 101 [\s\S]*\r\n\r\nwelcome\n$/)
  })
})

function sha(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
