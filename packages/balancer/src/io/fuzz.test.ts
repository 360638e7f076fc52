import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { it } from 'node:test'
import { seededRandom } from '@polis/base'
import { hash32 } from '../hash.ts'
import { type FuzzedConnection, fuzzedConnection } from '../http/request-fuzz.ts'
import { Fixture, testService } from './fixture.ts'
import { probePort } from './ports.ts'

/** Connections in all; the seed of each is its number. */
const SIZES: Readonly<Record<string, number>> = { full: 5_000, long: 50_000 }
const CONNECTIONS = SIZES[process.env['POLIS_TEST_SIZE'] ?? ''] ?? 300
/** Origins, and connections side by side: each has its own, so nothing is taken for another's. */
const LANES = 8
const HOST = '127.0.0.1'

/** Node refuses methods that it has no name for; a proxy has no business knowing them all. */
const TOLERATED = new Set(['HPE_INVALID_METHOD', 'HPE_INVALID_EOF_STATE', 'ECONNRESET', 'EPIPE'])

/** A trailer that would frame: ignored by the proxy (RFC 9110 §6.5.1), refused by Node. */
const FRAMING_TRAILER = /\r\n0+\r\n(?:[^\r\n]+\r\n)*?(?:Content-Length|Transfer-Encoding):/i

/** Node's own server, which remembers what it received whole, and what was no HTTP at all. */
class Judge {
  readonly whole: string[] = []
  readonly malformed: string[] = []
  readonly server: Server
  /** True once it has met a method that it does not know. */
  isStumped = false

  constructor() {
    this.server = createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', part => parts.push(part))
      request.on('end', () => {
        const body = Buffer.concat(parts).toString('latin1')
        const target = request.url!.replace(/^https?:\/\/[^/?]*/i, '') || '/'
        this.whole.push(`${request.method} ${target} ${body}`)
        response.end(request.url)
      })
      request.on('error', () => undefined)
    })
    // Else it drops what was pipelined before a FIN.
    Object.assign(this.server, { httpAllowHalfOpen: true })
    this.server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      if (error.code === 'HPE_INVALID_METHOD') this.isStumped = true
      if (!TOLERATED.has(error.code ?? '')) this.malformed.push(`${error.code} ${error.message}`)
      socket.destroy()
    })
  }

  async listen(): Promise<number> {
    await new Promise<void>(resolve => this.server.listen(0, HOST, resolve))
    return (this.server.address() as AddressInfo).port
  }

  forget(): void {
    this.whole.length = 0
    this.malformed.length = 0
    this.isStumped = false
  }

  close(): void {
    this.server.close()
    this.server.closeAllConnections()
  }
}

/** Writes the pieces, one a turn, then FIN; answers all that comes until the other side ends. */
function send(port: number, pieces: readonly string[]): Promise<string> {
  return new Promise(resolve => {
    const socket = connect({ port, host: HOST, allowHalfOpen: true, noDelay: true })
    let received = ''
    socket.setEncoding('latin1')
    socket.on('data', text => {
      received += text
    })
    socket.on('end', () => socket.destroy())
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(received))
    let next = 0
    const write = () => {
      if (socket.destroyed) return
      if (next === pieces.length) socket.end()
      else {
        socket.write(pieces[next++]!, 'latin1')
        setImmediate(write)
      }
    }
    socket.on('connect', write)
  })
}

/** A request as it is compared: its body may be long, so a hash stands for it. */
function brief(whole: string): string {
  return whole.length < 200 ? whole : `${whole.slice(0, 60)} ${hash32(whole)}`
}

/** What a request has to look like to the endpoint. */
function meantWhole({ meant }: FuzzedConnection, seen: readonly string[]): void {
  meant.forEach(({ path, body }, i) => {
    const got = seen[i] ?? 'nothing'
    assert.ok(got.endsWith(` ${path} ${body}`), `${path} arrived as ${got.slice(0, 200)}`)
  })
}

it(`means the same to an endpoint as without a proxy, ${CONNECTIONS} connections long`, async () => {
  const fixture = new Fixture()
  const judges: Judge[] = []
  const judge = async () => {
    const one = new Judge()
    judges.push(one)
    return { judge: one, port: await one.listen() }
  }
  try {
    const lanes = await Promise.all(
      Array.from({ length: LANES }, async (_, lane) => {
        const [through, direct, probe] = [await judge(), await judge(), await probePort(HOST, 0)]
        assert.ok('port' in probe)
        const endpoint = { id: `e${lane}`, address: HOST, port: through.port, weight: 1 }
        const service = testService([endpoint], { id: `s${lane}` })
        return { through, direct, port: probe.port, service }
      }),
    )
    await fixture.apply({
      version: 1,
      listeners: lanes.map(({ port, service }) => ({
        host: HOST,
        port,
        protocol: 'http',
        services: [service],
      })),
    })
    let number = 0
    let refusals = 0
    let accepted = 0
    await Promise.all(
      lanes.map(async ({ through, direct, port }) => {
        while (number < CONNECTIONS) {
          const seed = number++
          const connection = fuzzedConnection(seededRandom(seed), seed)
          const received = await send(port, connection.pieces)
          await send(direct.port, connection.pieces)
          const seen = through.judge.whole.splice(0)
          const expected = direct.judge.whole.splice(0)
          const text = connection.pieces.join('').replace(/x{9,}/g, run => `x(${run.length})`)
          const label = `seed ${seed}: ${JSON.stringify(text)}`
          const [short, full] = [seen, expected].map(list => list.map(brief))
          assert.deepEqual(through.judge.malformed.splice(0), [], label)
          meantWhole(connection, seen)
          // Behind what only Node refuses it reads no further; the proxy does.
          const isStumped = direct.judge.isStumped || FRAMING_TRAILER.test(text)
          const known = isStumped ? short!.slice(0, full!.length) : short
          assert.deepEqual(known, full!.slice(0, seen.length), label)
          if (!connection.isBroken) assert.equal(seen.length, connection.meant.length, label)
          const answered = received.match(/HTTP\/1\.1 200 OK/g)?.length ?? 0
          assert.ok(answered <= seen.length, label)
          accepted += seen.length
          if (/HTTP\/1\.1 (?:4|5)\d\d/.test(received)) refusals++
          direct.judge.forget()
        }
      }),
    )
    // Both kinds have to be there, or nothing was tried.
    assert.ok(refusals > CONNECTIONS / 10, `${refusals} refusals`)
    assert.ok(accepted > CONNECTIONS, `${accepted} requests accepted`)
    const counts = lanes.map((_, lane) =>
      fixture.counters.inFlightOf(fixture.row(`service s${lane}`)),
    )
    assert.deepEqual(new Set(counts), new Set([0]))
  } finally {
    fixture.close()
    for (const one of judges) one.close()
  }
})
