/**
 * What a check of each type may say of itself, and how that is read.
 *
 * One entry a type: the fields besides those that every check has, and the function that reads
 * them. Optional fields are in the result only if they were written.
 */

import type { WrittenType } from './check.ts'
import type { CheckKind } from './check-kinds.ts'
import type { CheckReader } from './check-reader.ts'
import { CHECK_BOUNDS, type CHECK_DEFAULTS } from './config.ts'

type Own<Type> = Extract<CheckKind, { type: Type }>

type Fields<Type extends WrittenType> = {
  /** With its article, for a sentence. */
  readonly words: string
  readonly fields: readonly string[]
  /** Defaults that are not those of other checks. */
  readonly defaults?: Partial<typeof CHECK_DEFAULTS>
  readonly read: (reader: CheckReader) => Omit<Own<Type>, 'type'>
  /** What tells two of the type with the same port apart. */
  readonly place?: (own: Own<Type>) => string
}

const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS'] as const
const EXCHANGE = ['send', 'expect', 'encoding']

const http: Fields<'http'> = {
  words: 'an http',
  fields: [
    ...['method', 'path', 'headers', 'expectedStatus', 'contains'],
    ...['tls', 'http2', 'redirects'],
  ],
  read: reader => {
    const method = reader.choice('method', METHODS, 'GET')
    if (method === 'HEAD' && reader.has('contains')) {
      reader.bad('contains', 'an answer to HEAD has no body')
    }
    const redirects = reader.integer('redirects', 0, CHECK_BOUNDS.redirectsMax, 0)
    return {
      method,
      path: reader.httpPath(),
      headers: reader.headers(),
      expectedStatus: reader.statuses(),
      ...(reader.has('contains') && { contains: reader.raw('contains') }),
      ...reader.tls(),
      ...(reader.flag('http2') && { http2: true }),
      ...(redirects > 0 && { redirects }),
    }
  },
  place: ({ path }) => path,
}

const tcp: Fields<'tcp'> = {
  words: 'a tcp',
  fields: [...EXCHANGE, 'tls'],
  read: reader => ({ ...exchangeOf(reader), ...reader.tls() }),
}

const udp: Fields<'udp'> = { words: 'a udp', fields: EXCHANGE, read: exchangeOf }

const grpc: Fields<'grpc'> = {
  words: 'a grpc',
  fields: ['service', 'tls'],
  read: reader => ({
    service: reader.has('service') ? reader.text('service', '') : '',
    ...reader.tls(),
  }),
  place: ({ service }) => (service === '' ? '' : `/${service}`),
}

const command: Fields<'command'> = {
  words: 'a command',
  fields: ['command', 'args', 'environment', 'warningExitCode'],
  read: reader => {
    const warningExitCode = reader.integer('warningExitCode', 1, 255, null)
    return {
      command: reader.text('command', ''),
      args: reader.texts('args', CHECK_BOUNDS.argsMax),
      ...(reader.has('environment') && { environment: reader.environment() }),
      ...(warningExitCode !== null && { warningExitCode }),
    }
  },
  place: own => own.command,
}

const file: Fields<'file'> = {
  words: 'a file',
  fields: ['path', 'maxAge', 'contains'],
  read: reader => {
    const path = reader.text('path', '')
    if (!path.startsWith('/')) reader.bad('path', 'must begin with a slash')
    const maxAgeMs = reader.optionalDuration('maxAge', 1, CHECK_BOUNDS.maxAgeMsMax)
    return {
      path,
      ...(maxAgeMs !== undefined && { maxAgeMs }),
      ...(reader.has('contains') && { contains: reader.raw('contains') }),
    }
  },
  place: ({ path }) => path,
}

const ttl: Fields<'ttl'> = {
  words: 'a ttl',
  fields: [],
  defaults: { retries: 1, intervalMs: 30_000 },
  read: () => ({}),
}

const alias: Fields<'alias'> = {
  words: 'an alias',
  fields: ['check', 'service'],
  defaults: { retries: 1, intervalMs: 1_000 },
  read: reader => {
    if (reader.has('check') === reader.has('service')) {
      reader.bad('check', 'say either check or service')
    }
    return {
      ...(reader.has('check') && { check: reader.text('check', '') }),
      ...(reader.has('service') && { service: reader.text('service', '') }),
    }
  },
  place: own => own.check ?? own.service ?? '',
}

const custom: Fields<'custom'> = {
  words: 'a custom',
  fields: ['use', 'options'],
  read: reader => ({
    use: reader.text('use', ''),
    ...(reader.has('options') && { options: reader.scalars('options') }),
  }),
  place: ({ use }) => use,
}

/** By type. */
export const KIND_FIELDS: { readonly [Type in WrittenType]: Fields<Type> } = {
  ...{ http, tcp, udp, grpc, command, file, ttl, alias, custom },
}

function exchangeOf(reader: CheckReader) {
  const encoding = reader.choice('encoding', ['text', 'hex'] as const, 'text')
  const read = (field: string) => (encoding === 'hex' ? reader.hex(field) : reader.raw(field))
  return {
    ...(reader.has('send') && { send: read('send') }),
    ...(reader.has('expect') && { expect: read('expect') }),
    ...(encoding === 'hex' && { encoding }),
  }
}
