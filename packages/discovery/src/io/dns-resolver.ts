/**
 * `DNSResolver`: asks DNS servers and remembers their answers, for programs that use Polis as a
 * library.
 *
 * Servers are asked in order until one answers; a truncated answer is asked for again over TCP.
 */

import { randomInt } from 'node:crypto'
import { type Duration, durationMs, messageOf, PolisError } from '@polis/base'
import dnsPacket, { type Answer, type DecodedPacket, type RecordType } from 'dns-packet'
import { UDP_BYTES_MAX, UPSTREAM_TIMEOUT_MS, UPSTREAMS_TRIED_MAX } from '../config.ts'
import { parseServer, type ServerAddress } from '../dns/server-address.ts'
import { DNSCache } from './dns-cache.ts'
import { type DnsTransport, exchange } from './exchange.ts'

/** What a name resolved to. */
export type DnsResolution = {
  /** Records of the asked type and CNAMEs, as `dns-packet` shapes them. */
  readonly records: readonly Answer[]
  /** False if the name does not exist; true and no records: nothing of that type. */
  readonly exists: boolean
  /** Seconds for which this holds. */
  readonly ttlS: number
}

/** Settings of a `DNSResolver`. */
export type DNSResolverOptions = {
  /** `IP`, `IP:PORT` or `[IPv6]:PORT`. */
  readonly servers: readonly string[]
  /** Shared between resolvers, if given. */
  readonly cache?: DNSCache
  /** Wait for one server; 2 s by default. */
  readonly timeout?: Duration
}

const NXDOMAIN = 'NXDOMAIN'

/** A stub resolver with a cache. */
export class DNSResolver {
  readonly cache: DNSCache
  readonly #servers: readonly ServerAddress[]
  readonly #timeoutMs: number

  /** Throws `discovery/bad-server`. */
  constructor(options: DNSResolverOptions) {
    this.#servers = options.servers.map(parseServer)
    this.cache = options.cache ?? new DNSCache()
    this.#timeoutMs = durationMs(options.timeout ?? UPSTREAM_TIMEOUT_MS)
  }

  /** Resolves a name. Rejects with `discovery/no-answer` or `discovery/bad-answer`. */
  async resolve(
    name: string,
    type: RecordType = 'A',
    signal?: AbortSignal,
  ): Promise<DnsResolution> {
    const cached = this.cache.get(name, type)
    if (cached !== undefined) return cached
    let failure: unknown
    for (const server of this.#servers.slice(0, UPSTREAMS_TRIED_MAX)) {
      try {
        const resolution = resolutionOf(await this.#ask(server, name, type, signal), name)
        this.cache.set(name, type, resolution)
        return resolution
      } catch (error) {
        failure = error
      }
    }
    throw failure ?? badAnswer(name, 'there is no server to ask')
  }

  /** The addresses of a name, IPv4 first. */
  async addresses(name: string, signal?: AbortSignal): Promise<string[]> {
    const both = await Promise.all([
      this.resolve(name, 'A', signal),
      this.resolve(name, 'AAAA', signal),
    ])
    return both
      .flatMap(({ records }) => records)
      .flatMap(record => (record.type === 'A' || record.type === 'AAAA' ? [record.data] : []))
  }

  async #ask(
    server: ServerAddress,
    name: string,
    type: RecordType,
    signal?: AbortSignal,
  ): Promise<DecodedPacket> {
    const question = { name, type }
    const ask = (transport: DnsTransport) => {
      const id = randomInt(0x1_0000)
      const query = encodeQuery(id, question)
      const accept = (reply: Buffer) => decodeReply(reply, id, question)
      return exchange(transport, server, query, accept, this.#timeoutMs, signal)
    }
    const reply = await ask('udp')
    return reply.flag_tc ? ask('tcp') : reply
  }
}

function encodeQuery(id: number, question: { name: string; type: RecordType }): Buffer {
  try {
    return dnsPacket.encode({
      type: 'query',
      id,
      flags: dnsPacket.RECURSION_DESIRED,
      questions: [question],
      additionals: [
        {
          type: 'OPT',
          name: '.',
          udpPayloadSize: UDP_BYTES_MAX,
          extendedRcode: 0,
          ednsVersion: 0,
          flags: 0,
          flag_do: false,
          options: [],
        },
      ],
    })
  } catch (cause) {
    throw badAnswer(question.name, messageOf(cause))
  }
}

/** The reply if it answers this very question; anything else on the socket is ignored. */
function decodeReply(
  reply: Buffer,
  id: number,
  { name, type }: { name: string; type: RecordType },
): DecodedPacket | undefined {
  try {
    const packet = dnsPacket.decode(reply)
    const asked = packet.questions?.[0]
    const isSame = asked?.type === type && sameName(asked.name, name)
    return packet.type === 'response' && packet.id === id && isSame ? packet : undefined
  } catch {
    // A packet that cannot be read is not the answer; the deadline ends the wait for it.
    return undefined
  }
}

function resolutionOf(packet: DecodedPacket, name: string): DnsResolution {
  // dns-packet decodes the response code, but its types do not know it.
  const { rcode } = packet as DecodedPacket & { rcode: string }
  if (rcode !== 'NOERROR' && rcode !== NXDOMAIN) throw badAnswer(name, `the server said ${rcode}`)
  const records = packet.answers ?? []
  const exists = rcode !== NXDOMAIN
  if (records.length > 0) {
    const ttlS = Math.min(...records.map(record => ('ttl' in record ? (record.ttl ?? 0) : 0)))
    return { records, exists, ttlS }
  }
  for (const record of packet.authorities ?? []) {
    if (record.type !== 'SOA') continue
    return { records, exists, ttlS: Math.min(record.ttl ?? 0, record.data.minimum ?? 0) }
  }
  return { records, exists, ttlS: 0 }
}

function sameName(a: string, b: string): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/\.$/, '')
  return plain(a) === plain(b)
}

function badAnswer(name: string, why: string): PolisError {
  return new PolisError('discovery/bad-answer', {
    message: `cannot resolve '${name}': ${why}`,
    fields: { name },
  })
}
