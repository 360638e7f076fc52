/**
 * A client of the HTTP API, over TCP or the unix socket. The command line is built on it.
 */

import { request as httpRequest, type IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { messageOf, PolisError } from '@polis/base'

export type ClientOptions = {
  /** `http://host:port` or `unix:///path/to/polis.sock`. */
  readonly address: string
  readonly token?: string | undefined
}

export type CallOptions = {
  /** Of `lines`, which otherwise reads with GET. */
  readonly method?: 'GET' | 'POST'
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** How long to wait for the answer to begin. */
  readonly timeoutMs?: number
}

/** An answer with the headers that say how fresh it is. */
export type Answer<T> = { readonly value: T; readonly index: number; readonly headers: Headers }
type Headers = IncomingMessage['headers']

const TIMEOUT_MS = 30_000

/** Talks to one node. Every failure is a `PolisError` with the code of the API's problem. */
export class ApiClient {
  readonly address: string
  readonly #token: string | undefined

  constructor(options: ClientOptions) {
    this.address = options.address
    this.#token = options.token
  }

  /** Calls and reads the JSON answer. */
  async call<T>(method: string, path: string, options: CallOptions = {}): Promise<Answer<T>> {
    const { bytes, headers } = await this.bytes(method, path, options)
    return {
      value: (bytes.length === 0 ? null : JSON.parse(bytes.toString('utf8'))) as T,
      index: Number(headers['polis-index'] ?? 0),
      headers,
    }
  }

  /** Calls and reads the answer as it is. */
  async bytes(
    method: string,
    path: string,
    options: CallOptions = {},
  ): Promise<{ readonly bytes: Buffer; readonly headers: Headers }> {
    const response = await this.#open(method, path, options)
    try {
      return { bytes: await readAll(response), headers: response.headers }
    } catch (error) {
      throw this.#unreachable(error)
    }
  }

  /** Calls and yields each JSON line of the answer until it ends or `signal` aborts. */
  async *lines<T>(path: string, options: CallOptions = {}): AsyncGenerator<T> {
    const response = await this.#open(options.method ?? 'GET', path, {
      ...options,
      headers: { accept: 'application/x-ndjson', ...options.headers },
    })
    try {
      for await (const line of createInterface({ input: response })) {
        if (line !== '') yield JSON.parse(line) as T
      }
    } catch (error) {
      if (options.signal?.aborted !== true) throw this.#unreachable(error)
    } finally {
      response.destroy()
    }
  }

  /** Calls and yields the bytes of the answer as they arrive, no faster than they are wanted. */
  async *chunks(path: string, options: CallOptions = {}): AsyncGenerator<Buffer> {
    const response = await this.#open('GET', path, options)
    try {
      for await (const chunk of response) yield chunk as Buffer
    } catch (error) {
      throw this.#unreachable(error)
    } finally {
      response.destroy()
    }
  }

  async #open(method: string, path: string, options: CallOptions): Promise<IncomingMessage> {
    const body = encodeBody(options.body)
    const headers: Record<string, string> = { ...options.headers }
    if (this.#token !== undefined) headers['authorization'] = `Bearer ${this.#token}`
    if (body !== undefined) headers['content-length'] = String(body.length)
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = httpRequest({
        ...targetOf(this.address),
        method,
        path: path + queryText(options.query),
        headers,
        timeout: options.timeoutMs ?? TIMEOUT_MS,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      })
      request.once('response', incoming => {
        request.setTimeout(0)
        resolve(incoming)
      })
      request.once('timeout', () =>
        request.destroy(
          new PolisError('api/timed-out', {
            message: `${this.address} did not answer in time`,
            hint: 'look at polis status on that node',
            retryable: true,
          }),
        ),
      )
      request.once('error', error =>
        reject(error instanceof PolisError ? error : this.#unreachable(error)),
      )
      request.end(body)
    })
    if ((response.statusCode ?? 500) < 400) return response
    throw errorOf(response.statusCode ?? 500, await readAll(response))
  }

  #unreachable(cause: unknown): PolisError<'api/unreachable'> {
    return new PolisError('api/unreachable', {
      message: `cannot reach a node at ${this.address}: ${messageOf(cause)}`,
      hint: 'start one with polis up, or name another with --addr or POLIS_ADDR',
      retryable: true,
      cause,
    })
  }
}

function encodeBody(body: unknown): Buffer | undefined {
  if (body === undefined) return undefined
  if (Buffer.isBuffer(body)) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

function targetOf(address: string): { socketPath: string } | { host: string; port: number } {
  if (address.startsWith('unix:')) return { socketPath: address.replace(/^unix:(\/\/)?/, '') }
  let url: URL
  try {
    url = new URL(address.includes('://') ? address : `http://${address}`)
  } catch (cause) {
    throw new PolisError('base/bad-value', {
      message: `'${address}' is not the address of a node`,
      hint: 'use http://HOST:PORT or unix:///PATH',
      cause,
    })
  }
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 7070) }
}

function queryText(query: CallOptions['query']): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return text === '' ? '' : `?${text}`
}

async function readAll(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function errorOf(status: number, bytes: Buffer): PolisError {
  const text = bytes.toString('utf8')
  try {
    const { code, detail, hint, title, type: _type, ...fields } = JSON.parse(text)
    return new PolisError(String(code ?? 'api/internal'), {
      message: String(detail ?? title ?? text),
      hint: String(hint ?? ''),
      fields: { ...fields, status },
      retryable: status === 503,
    })
  } catch (error) {
    if (error instanceof SyntaxError) {
      return new PolisError('api/internal', {
        message: `the node answered ${status}: ${text.slice(0, 200)}`,
        hint: 'is this address a Polis node?',
      })
    }
    throw error
  }
}
