import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type ClientHello, readClientHello } from './client-hello.ts'
import { ServerNames } from './server-names.ts'

type Parts = {
  readonly extensions?: readonly Buffer[] | undefined
  readonly sessionId?: number
  readonly suites?: number
}

function sized(bytes: number, content: Buffer): Buffer {
  const size = Buffer.alloc(bytes)
  size.writeUIntBE(content.length, 0, bytes)
  return Buffer.concat([size, content])
}

function extension(type: number, content: Buffer): Buffer {
  const head = Buffer.alloc(2)
  head.writeUInt16BE(type)
  return Buffer.concat([head, sized(2, content)])
}

function serverName(name: string): Buffer {
  const entry = Buffer.concat([Buffer.from([0]), sized(2, Buffer.from(name, 'latin1'))])
  return extension(0, sized(2, entry))
}

/** A ClientHello message without records. */
function hello({ extensions = [], sessionId = 32, suites = 4 }: Parts): Buffer {
  const content = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 7),
    sized(1, Buffer.alloc(sessionId)),
    sized(2, Buffer.alloc(suites, 0x1a)),
    sized(1, Buffer.from([0])),
    sized(2, Buffer.concat(extensions)),
  ])
  return Buffer.concat([Buffer.from([1]), sized(3, content)])
}

/** `message` in records of `size` bytes. */
function records(message: Buffer, size = 16_384): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < message.length; at += size) {
    parts.push(Buffer.from([22, 3, 1]), sized(2, message.subarray(at, at + size)))
  }
  return Buffer.concat(parts)
}

const GREASE = extension(0x3a3a, Buffer.from([0]))

describe('the name in a ClientHello', () => {
  it('is found among other extensions, in lower case', () => {
    const extensions = [
      GREASE,
      extension(16, Buffer.alloc(5)),
      serverName('Www.Example.COM'),
      GREASE,
    ]
    const read = readClientHello(records(hello({ extensions })))
    assert.deepEqual(read, { kind: 'hello', serverName: 'www.example.com' })
  })

  it('is found in fragments of any size, and is not guessed before all are there', () => {
    const message = hello({ extensions: [serverName('a.example')] })
    for (const size of [1, 3, 50, message.length - 1]) {
      const bytes = records(message, size)
      assert.deepEqual(readClientHello(bytes), { kind: 'hello', serverName: 'a.example' })
      for (let end = 0; end < bytes.length; end++) {
        assert.equal(readClientHello(bytes.subarray(0, end)).kind, 'more', `${size} ${end}`)
      }
    }
  })

  it('is absent when the client names nothing', () => {
    assert.deepEqual(readClientHello(records(hello({ extensions: [GREASE] }))), { kind: 'hello' })
    const bare = hello({}).subarray(0, -2)
    bare.writeUIntBE(bare.length - 4, 1, 3)
    assert.deepEqual(readClientHello(records(bare)), { kind: 'hello' })
  })

  it('is refused where it could be read in two ways, or is none', () => {
    const twoNames = Buffer.concat([
      Buffer.from([0]),
      sized(2, Buffer.from('a')),
      Buffer.from([0]),
      sized(2, Buffer.from('b')),
    ])
    for (const extensions of [
      [serverName('a'), serverName('b')],
      [extension(0, sized(2, twoNames))],
      [serverName('')],
      [serverName('a\0b')],
      [serverName('a b')],
      [serverName('x'.repeat(256))],
      [extension(0, Buffer.alloc(0))],
      [extension(0, Buffer.from([0, 4, 1, 0, 1, 97]))],
    ]) {
      assert.equal(readClientHello(records(hello({ extensions }))).kind, 'reject')
    }
  })

  it('is not looked for in what is no ClientHello', () => {
    const refused = [
      Buffer.from('GET / HTTP/1.1\r\n'),
      Buffer.from([0x80, 0x2e, 1, 3, 1]),
      Buffer.from([22, 2]),
      Buffer.from([22, 3, 1, 0, 0]),
      Buffer.from([22, 3, 1, 0x40, 1]),
      records(Buffer.concat([Buffer.from([2]), sized(3, Buffer.alloc(40))])),
      records(Buffer.concat([Buffer.from([1]), sized(3, Buffer.alloc(10))])),
      records(Buffer.from([1, 1, 0, 0])),
      records(hello({ sessionId: 33 })),
      records(hello({ suites: 3 })),
      records(hello({ suites: 0 })),
    ]
    for (const bytes of refused) {
      assert.equal(readClientHello(bytes).kind, 'reject', bytes.toString('hex').slice(0, 40))
    }
  })

  it('of a mutilated ClientHello is one of three answers, and nothing throws', () => {
    const base = records(hello({ extensions: [GREASE, serverName('host.example')] }), 60)
    const change = fc.tuple(fc.nat(base.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), fc.nat(base.length), (changes, end) => {
        const bytes = Buffer.from(base.subarray(0, end))
        for (const [at, value] of changes) if (at < end) bytes[at] = value
        const read: ClientHello = readClientHello(bytes)
        assert.ok(['hello', 'more', 'reject'].includes(read.kind))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('services by the name asked for', () => {
  const exact = { host: 'a.example.com' }
  const below = { host: '*.Example.com' }
  const deeper = { host: '*.b.example.com' }
  const rest = {}
  const names = new ServerNames<{ readonly host?: string }>([below, exact, rest, deeper])

  it('are found exactly, then by the longest wildcard, then by default', () => {
    assert.equal(names.match('a.example.com'), exact)
    assert.equal(names.match('c.example.com'), below)
    assert.equal(names.match('x.y.example.com'), below)
    assert.equal(names.match('x.b.example.com'), deeper)
    assert.equal(names.match('b.example.com'), below)
    assert.equal(names.match('example.com'), rest)
    assert.equal(names.match('other.org'), rest)
    assert.equal(names.match(undefined), rest)
  })

  it('are not found without a default', () => {
    const strict = new ServerNames([exact, below])
    assert.equal(strict.match(undefined), undefined)
    assert.equal(strict.match('example.com'), undefined)
    assert.equal(strict.match('notexample.com'), undefined)
  })
})
