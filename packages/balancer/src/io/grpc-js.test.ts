import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import {
  type Client,
  credentials,
  loadPackageDefinition,
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type ServiceError,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js'
import type { Endpoint } from '../routes.ts'
import { makeCertificate } from './certificate-fixture.ts'
import { Fixture, testService } from './fixture.ts'

/** Four methods, one of each kind, whose messages are bytes as they stand. */
const SERVICE: ServiceDefinition = Object.fromEntries(
  ['unary', 'clientStream', 'serverStream', 'bidi'].map(name => [
    name,
    {
      path: `/test.Echo/${name}`,
      requestStream: name === 'clientStream' || name === 'bidi',
      responseStream: name === 'serverStream' || name === 'bidi',
      requestSerialize: (value: Buffer) => value,
      requestDeserialize: (value: Buffer) => value,
      responseSerialize: (value: Buffer) => value,
      responseDeserialize: (value: Buffer) => value,
    },
  ]),
)

type Duplex = NodeJS.ReadWriteStream & {
  cancel(): void
  on(event: 'status', listener: (s: ServiceError) => void): void
}
type Unary = (
  message: Buffer,
  metadata: Metadata,
  options: { deadline?: number },
  done: (error: ServiceError | null, answer?: Buffer) => void,
) => void
type EchoClient = Client & {
  unary: Unary
  clientStream(done: (error: ServiceError | null, answer?: Buffer) => void): Duplex
  serverStream(message: Buffer): Duplex
  bidi(): Duplex
}

describe('gRPC as @grpc/grpc-js speaks it', { timeout: 30_000 }, () => {
  let fixture: Fixture
  const servers: Server[] = []
  const clients: EchoClient[] = []
  let cancelled = Promise.withResolvers<string>()
  beforeEach(() => {
    fixture = new Fixture()
    cancelled = Promise.withResolvers<string>()
  })
  afterEach(() => {
    for (const client of clients.splice(0)) client.close()
    for (const server of servers.splice(0)) server.forceShutdown()
    fixture.close()
  })

  async function server(id: string): Promise<Endpoint> {
    const made = new Server({ 'grpc.max_receive_message_length': -1 })
    made.addService(SERVICE, {
      unary({ request, metadata }: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) {
        const trailer = new Metadata()
        for (const [name] of Object.entries(metadata.getMap())) {
          if (name.startsWith('x-')) trailer.set(name, metadata.get(name)[0]!)
        }
        const text = String(request)
        if (text === 'fail') done({ code: status.ALREADY_EXISTS, details: 'späť & 100 %' })
        else if (text !== 'sleep') done(null, request, trailer)
      },
      clientStream(call: ServerReadableStream<Buffer, Buffer>, done: sendUnaryData<Buffer>) {
        const parts: Buffer[] = []
        call.on('data', part => parts.push(part))
        call.on('end', () => done(null, Buffer.concat(parts)))
      },
      serverStream(call: ServerWritableStream<Buffer, Buffer>) {
        for (let i = 0; i < Number(call.request); i++) call.write(Buffer.from(`${i};`))
        call.end()
      },
      bidi(call: ServerDuplexStream<Buffer, Buffer>) {
        call.on('data', part => call.write(part))
        call.on('end', () => call.end())
        call.on('cancelled', () => cancelled.resolve(id))
      },
    })
    servers.push(made)
    const port = await new Promise<number>((resolve, reject) =>
      made.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      ),
    )
    return { id, address: '127.0.0.1', port, weight: 1 }
  }

  function client(ca?: string): EchoClient {
    const made = loadPackageDefinition({ Echo: SERVICE })['Echo'] as unknown as new (
      address: string,
      channel: ReturnType<typeof credentials.createInsecure>,
      options: object,
    ) => EchoClient
    const channel =
      ca === undefined ? credentials.createInsecure() : credentials.createSsl(Buffer.from(ca))
    const one = new made(`127.0.0.1:${fixture.port}`, channel, {
      ...(ca === undefined ? {} : { 'grpc.ssl_target_name_override': 'a.example' }),
      'grpc.max_receive_message_length': -1,
    })
    clients.push(one)
    return one
  }

  function unary(
    from: EchoClient,
    message: Buffer,
    metadata = new Metadata(),
    deadlineMs = 10_000,
  ) {
    return new Promise<Buffer>((resolve, reject) => {
      from.unary(message, metadata, { deadline: Date.now() + deadlineMs }, (error, answer) =>
        error === null ? resolve(answer!) : reject(error),
      )
    })
  }

  async function all(stream: Duplex): Promise<string> {
    let text = ''
    for await (const part of stream) text += part
    return text
  }

  it('calls endpoints in turn over one connection, whatever the kind of call', async () => {
    const endpoints = [await server('a'), await server('b')]
    await fixture.serve(testService(endpoints, { protocol: 'grpc' }))
    const one = client()
    for (let i = 0; i < 4; i++) {
      assert.equal(String(await unary(one, Buffer.from(`call ${i}`))), `call ${i}`)
    }
    for (const { id } of endpoints) {
      assert.equal(fixture.counters.read(fixture.row(`endpoint ${id}`)).requests, 2)
    }
    const sum = await new Promise<string>((resolve, reject) => {
      const stream = one.clientStream((error, answer) =>
        error === null ? resolve(String(answer)) : reject(error),
      )
      for (const word of ['one ', 'two ', 'three']) stream.write(Buffer.from(word))
      stream.end()
    })
    assert.equal(sum, 'one two three')
    assert.match(await all(one.serverStream(Buffer.from('500'))), /^0;1;.*;499;$/)
    const both = one.bidi()
    const echoed = all(both)
    for (let i = 0; i < 100; i++) both.write(Buffer.from(`${i},`))
    both.end()
    assert.match(await echoed, /^0,1,.*,99,$/)
  })

  it('passes statuses, metadata and messages on as they are', async () => {
    await fixture.serve(testService([await server('a')], { protocol: 'grpc' }))
    const one = client()
    await assert.rejects(unary(one, Buffer.from('fail')), {
      code: status.ALREADY_EXISTS,
      details: 'späť & 100 %',
    })
    const bytes = Buffer.from([0, 255, 1, 254])
    const metadata = new Metadata()
    metadata.set('x-key', 'value')
    metadata.set('x-bytes-bin', bytes)
    const trailer = await new Promise<Metadata>((resolve, reject) => {
      const call = one.unary(Buffer.from('x'), metadata, {}, error => {
        if (error !== null) reject(error)
      }) as unknown as { on(event: 'status', listener: (s: ServiceError) => void): void }
      call.on('status', ({ metadata }) => resolve(metadata))
    })
    assert.deepEqual(trailer.get('x-key'), ['value'])
    assert.deepEqual(trailer.get('x-bytes-bin'), [bytes])
    const large = Buffer.alloc(3_000_000, 'x')
    assert.equal(Buffer.compare(await unary(one, large), large), 0)
  })

  it('ends calls whose time is over, and cancels those that are cancelled', async () => {
    await fixture.serve(testService([await server('a')], { protocol: 'grpc' }))
    const one = client()
    const late = unary(one, Buffer.from('sleep'), new Metadata(), 200)
    await assert.rejects(late, { code: status.DEADLINE_EXCEEDED })
    const stream = one.bidi()
    const failed = new Promise<ServiceError>(resolve =>
      stream.on('error' as 'status', error => resolve(error)),
    )
    stream.write(Buffer.from('begun'))
    await new Promise(resolve => stream.once('data', resolve))
    stream.cancel()
    assert.equal((await failed).code, status.CANCELLED)
    assert.equal(await cancelled.promise, 'a')
    const { inFlight } = fixture.counters.read(fixture.row('service web'))
    assert.equal(inFlight, 0)
  })

  it('loses no call when its endpoint stops, and none when endpoints change', async () => {
    const a = await server('a')
    const b = await server('b')
    await fixture.serve(testService([a, b], { protocol: 'grpc' }))
    const one = client()
    let done = 0
    const calls = Array.from({ length: 60 }, async (_, i) => {
      for (let turn = 0; turn < 5; turn++) {
        assert.equal(String(await unary(one, Buffer.from(`${i}.${turn}`))), `${i}.${turn}`)
        if (++done === 100) servers[0]!.tryShutdown(() => undefined)
        if (done === 200) await fixture.serve(testService([b], { protocol: 'grpc' }))
      }
    })
    await Promise.all(calls)
    assert.equal(done, 300)
  })

  it('works behind TLS', async () => {
    const pair = makeCertificate('a.example')
    const certificates = [{ certificate: { pem: pair.certificate }, key: { pem: pair.key } }]
    const a = await server('a')
    await fixture.serve(testService([a], { protocol: 'grpc', http: { certificates } }))
    assert.equal(String(await unary(client(pair.certificate), Buffer.from('safe'))), 'safe')
  })
})
