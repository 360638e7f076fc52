/**
 * Certificates and keys in files of the node, read for a route table and again when they change.
 *
 * Data threads get texts alone. A pair is taken only if its key belongs to its certificate; while
 * one of the two files is being replaced, or is broken, the last good pair stays. Contents are
 * never written to a log.
 */

import { X509Certificate } from 'node:crypto'
import { constants, open, stat } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { type Logger, messageOf } from '@polis/base'
import { PEM_BYTES_MAX, PEM_POLL_MS } from '../config.ts'
import type { CertificatePair, PemSource } from '../http/options.ts'
import type { RouteTable, Service } from '../routes.ts'

/** `stamp` changes when the file does; without one there is no such file. */
type Cached = { readonly stamp: string | undefined; readonly text: string | undefined }

export class PemFiles {
  readonly #logger: Logger
  readonly #onChange: () => void
  #files = new Map<string, Cached>()
  readonly #goodPairs = new Map<string, CertificatePair>()
  readonly #problems = new Map<string, string>()
  #timer: NodeJS.Timeout | undefined

  /** `onChange` is called when a file of the last table is another than it was. */
  constructor(logger: Logger, onChange: () => void) {
    this.#logger = logger
    this.#onChange = onChange
  }

  /** `table` with texts for files; pairs that cannot be used are left out, and logged once. */
  async resolve(table: RouteTable): Promise<RouteTable> {
    const before = this.#files
    this.#files = new Map()
    for (const path of filesOf(table)) await this.#read(path, before.get(path))
    this.#watch()
    if (!hasPem(table)) return table
    const listeners = table.listeners.map(listener => ({
      ...listener,
      services: listener.services.map(service => this.#resolveService(service)),
    }))
    return { ...table, listeners }
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #resolveService(service: Service): Service {
    const { http } = service
    if (http === undefined) return service
    const { certificates, upstream } = http
    return {
      ...service,
      http: {
        ...http,
        ...(certificates === undefined
          ? {}
          : { certificates: certificates.flatMap(pair => this.#resolvePair(service, pair)) }),
        ...(upstream?.ca === undefined
          ? {}
          : { upstream: { ...upstream, ca: { pem: this.#textOf(upstream.ca) ?? '' } } }),
      },
    }
  }

  #resolvePair(service: Service, pair: CertificatePair): CertificatePair[] {
    const name = JSON.stringify([sourceName(pair.certificate), sourceName(pair.key)])
    const certificate = this.#textOf(pair.certificate)
    const key = this.#textOf(pair.key)
    const reason = pairProblem(certificate, key)
    if (reason === undefined) {
      this.#problems.delete(name)
      const good = { certificate: { pem: certificate! }, key: { pem: key! } }
      if (isFile(pair)) this.#goodPairs.set(name, good)
      return [good]
    }
    const last = this.#goodPairs.get(name)
    if (this.#problems.get(name) !== reason) {
      this.#problems.set(name, reason)
      const then = last === undefined ? 'is left out' : 'stays as it was'
      const fields = { service: service.name, certificate: sourceName(pair.certificate), reason }
      this.#logger.warn(fields, `a certificate cannot be used and ${then}`)
    }
    return last === undefined ? [] : [last]
  }

  #textOf(source: PemSource): string | undefined {
    return 'pem' in source ? source.pem : this.#files.get(source.file)?.text
  }

  async #read(path: string, before: Cached | undefined): Promise<void> {
    const stamp = await stampOf(path)
    if (before !== undefined && before.stamp === stamp) {
      this.#files.set(path, before)
      return
    }
    let text: string | undefined
    try {
      text = await readPem(path)
    } catch (error) {
      this.#logger.warn({ path, reason: messageOf(error) }, 'a PEM file cannot be read')
    }
    this.#files.set(path, { stamp, text })
  }

  /** Looks after the files while there are any. */
  #watch(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    if (this.#files.size === 0) return
    const known = this.#files
    this.#timer = setInterval(() => this.#poll(known), PEM_POLL_MS)
    this.#timer.unref()
  }

  async #poll(known: ReadonlyMap<string, Cached>): Promise<void> {
    let isChanged = false
    for (const [path, { stamp }] of known) isChanged ||= (await stampOf(path)) !== stamp
    if (isChanged && known === this.#files) this.#onChange()
  }
}

function isFile({ certificate, key }: CertificatePair): boolean {
  return 'file' in certificate || 'file' in key
}

function sourceName(source: PemSource): string {
  return 'file' in source ? source.file : 'given as text'
}

function hasPem(table: RouteTable): boolean {
  return table.listeners.some(({ services }) =>
    services.some(({ http }) => http?.certificates !== undefined || http?.upstream !== undefined),
  )
}

function filesOf(table: RouteTable): Set<string> {
  const paths = new Set<string>()
  const add = (source: PemSource | undefined) => {
    if (source !== undefined && 'file' in source) paths.add(source.file)
  }
  for (const { http } of table.listeners.flatMap(({ services }) => services)) {
    for (const { certificate, key } of http?.certificates ?? []) {
      add(certificate)
      add(key)
    }
    add(http?.upstream?.ca)
  }
  return paths
}

/** Why a pair cannot be used; undefined if it can. */
function pairProblem(certificate: string | undefined, key: string | undefined): string | undefined {
  if (certificate === undefined) return 'the certificate cannot be read'
  if (key === undefined) return 'the key cannot be read'
  try {
    createSecureContext({ cert: certificate, key })
    new X509Certificate(certificate)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/** Changes when the file does; undefined if there is none that can be read. */
async function stampOf(path: string): Promise<string | undefined> {
  // A file that is not there is reported by whoever reads it.
  const found = await stat(path).catch(() => undefined)
  return found === undefined ? undefined : `${found.ino} ${found.size} ${found.mtimeMs}`
}

/**
 * The text of a plain file. A pipe or a device would be waited for, or could go on for ever, so
 * nothing is opened that is none, nor waited for should it have become one meanwhile.
 */
async function readPem(path: string): Promise<string> {
  if (!(await stat(path)).isFile()) throw new Error('it is not a plain file')
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const found = await handle.stat()
    if (!found.isFile()) throw new Error('it is not a plain file')
    // One byte more than allowed tells of a file that has grown since.
    const buffer = Buffer.alloc(Math.min(found.size, PEM_BYTES_MAX) + 1)
    let length = 0
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = (await handle.read(buffer, length)).bytesRead
    }
    if (length > PEM_BYTES_MAX) throw new Error(`it is larger than ${PEM_BYTES_MAX} bytes`)
    if (length === buffer.length) throw new Error('it is being written')
    return buffer.toString('utf8', 0, length)
  } finally {
    await handle.close()
  }
}
