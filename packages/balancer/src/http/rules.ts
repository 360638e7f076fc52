/**
 * What a service changes about requests and responses on their way: paths, redirects, fields.
 *
 * Compiled once a table from `HttpOptions`; each function here is pure, and none is called for a
 * service that asks for nothing.
 */

import type { Random } from '@polis/base'
import type { Fields } from './fields.ts'
import { fieldValue } from './fields.ts'
import { normalPrefix, normalTarget } from './normal-path.ts'
import type { HeaderChange, HttpOptions, Redirect } from './options.ts'
import { continueTrace } from './trace-context.ts'

/** Who asked, and for what, as the proxy knows it. */
export type Asked = {
  readonly clientAddress: string
  readonly host: string
  /** `http` or `https`. */
  readonly scheme: string
}

/** Fields to take out and lines to write instead. */
type CompiledChange = { readonly names: readonly string[]; readonly lines: string }

export class HttpRules {
  readonly options: HttpOptions
  /** The Host for endpoints, if it is not the client's. */
  readonly host: string | undefined
  readonly #request: CompiledChange
  readonly #response: CompiledChange

  constructor(options: HttpOptions) {
    this.options = options
    const given = Object.entries(options.requestHeaders?.set ?? {})
    const isHost = ([name]: [string, string]) => name.toLowerCase() === 'host'
    this.host = given.find(isHost)?.[1]
    const set = Object.fromEntries(given.filter(entry => !isHost(entry)))
    this.#request = compile({ ...options.requestHeaders, set })
    this.#response = compile(options.responseHeaders ?? {})
  }

  /** Fields of requests and of responses that are set or taken out; lower case. */
  get requestNames(): readonly string[] {
    return this.#request.names
  }
  get responseNames(): readonly string[] {
    return this.#response.names
  }

  /** The target for the endpoint; one that is changed is changed in the spelling of `normalPath`. */
  rewrite(target: string): string {
    const { rewrite } = this.options
    if (rewrite === undefined || target === '*') return target
    const prefix = (rewrite.prefix ?? '').replace(/\/+$/, '')
    // Dot segments behind a prefix would lead out of it.
    const path = prefix + withoutPrefix(normalTarget(target), rewrite.stripPrefix)
    return path.startsWith('/') ? path : `/${path}`
  }

  /** Changes the fields of a request; answers the lines to write beside what is kept of them. */
  changeRequest(fields: Fields, asked: Asked, isAppending: boolean, random: Random): string {
    const { hasForwarded, isTraced } = this.options
    let lines = ''
    if (isTraced === true) {
      const traceparent = continueTrace(fieldValue(fields.kept, 'traceparent'), random)
      fields.dropKept(['traceparent'])
      lines = `Traceparent: ${traceparent}\r\n`
    }
    if (hasForwarded === true) {
      const before = isAppending && fields.forwarded !== '' ? `${fields.forwarded}, ` : ''
      fields.dropKept(['forwarded'])
      lines += `Forwarded: ${before}${forwardedElement(asked)}\r\n`
    }
    if (this.#request.names.length > 0) fields.dropKept(this.#request.names)
    return lines + this.#request.lines
  }

  /** The same for a response. */
  changeResponse(fields: Fields): string {
    if (this.#response.names.length > 0) fields.dropKept(this.#response.names)
    return this.#response.lines
  }

  /** The same for a response as HTTP/2 has it. */
  changeH2Response<T extends string | string[]>(headers: Record<string, T | string>): void {
    this.dropH2Trailers(headers)
    Object.assign(headers, lowerCased(this.options.responseHeaders?.set ?? {}))
  }

  /** Takes out of a response's trailers what its head must not have, or has from here. */
  dropH2Trailers(trailers: Record<string, unknown>): void {
    for (const name of this.#response.names) delete trailers[name]
  }
}

/**
 * Where a redirect leads (RFC 9110 §10.2.2); the query stays. A port that is not the scheme's own
 * is only known where the redirect names one.
 */
export function locationOf(redirect: Redirect, asked: Asked, target: string): string {
  const scheme = redirect.scheme ?? asked.scheme
  const name = redirect.host ?? asked.host.replace(/:\d*$/, '')
  const isPortKept =
    redirect.scheme === undefined && redirect.host === undefined && redirect.port === undefined
  const port = isPortKept ? (/:\d+$/.exec(asked.host)?.[0] ?? '') : portOf(redirect, scheme)
  const query = target.includes('?') ? target.slice(target.indexOf('?')) : ''
  const path = redirect.path === undefined ? target : redirect.path + query
  return `${scheme}://${name}${port}${path === '*' ? '/' : path}`
}

function portOf({ port }: Redirect, scheme: string): string {
  return port === undefined || port === (scheme === 'https' ? 443 : 80) ? '' : `:${port}`
}

/** One hop as RFC 7239 §4 writes it; addresses of IPv6, and ports, need quotes (§6). */
export function forwardedElement({ clientAddress, host, scheme }: Asked): string {
  const node = clientAddress.includes(':') ? `"[${clientAddress}]"` : clientAddress
  const authority = /^[\w.-]+$/.test(host) ? host : `"${host.replace(/["\\]/g, '\\$&')}"`
  return `for=${node};host=${authority};proto=${scheme}`
}

/** `target` without `prefix`, if it begins with that as whole segments. */
function withoutPrefix(target: string, prefix: string | undefined): string {
  const start = normalPrefix(prefix ?? '/')
  if (start === '' || !target.startsWith(start)) return target
  const rest = target.slice(start.length)
  return rest === '' || rest.startsWith('/') || rest.startsWith('?') ? rest : target
}

function compile({ set = {}, remove = [] }: HeaderChange): CompiledChange {
  const names = [...remove, ...Object.keys(set)].map(name => name.toLowerCase())
  const lines = Object.entries(set).map(([name, value]) => `${name}: ${value}\r\n`)
  return { names, lines: lines.join('') }
}

function lowerCased(set: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(set).map(([name, value]) => [name.toLowerCase(), value]))
}
