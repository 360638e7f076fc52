/** What an HTTP or gRPC server says of its health, and what that means. */

import { type GrpcKind, type HttpKind, isExpectedStatus } from '../check-kinds.ts'
import { decodeHealthReply, encodeHealthRequest, HEALTH_CHECK_PATH } from '../grpc-health.ts'
import { fail, oneLine, type Place, pass, type Verdict } from './attempt.ts'
import { askHttp1, authorityOf } from './http1-probe.ts'
import { exchangeHttp2 } from './http2-exchange.ts'

/** An answer, whatever the version of HTTP. */
export type Answered = {
  readonly status: number
  readonly location: string | null
  /** Its beginning. */
  readonly body: string
}

/** Asks `place`, and the paths of it that it redirects to if the check follows redirects. */
export async function probeHttp(
  check: HttpKind,
  place: Place,
  signal: AbortSignal,
): Promise<Verdict> {
  const ask = check.http2 === true ? askHttp2 : askHttp1
  let { path } = check
  for (let hops = check.redirects ?? 0; ; hops--) {
    const answer = await ask(check, path, place, signal)
    const next = hops > 0 ? ownPath(answer, check, path, place) : null
    if (next === null) return judge(check, answer)
    path = next
  }
}

async function askHttp2(
  check: HttpKind,
  path: string,
  place: Place,
  signal: AbortSignal,
): Promise<Answered> {
  const own = Object.entries(check.headers).map(([name, value]) => [name.toLowerCase(), value])
  const { host, ...headers } = Object.fromEntries(own) as Record<string, string>
  const request = {
    ...{ 'user-agent': 'polis-health', accept: '*/*', ...headers },
    ':method': check.method,
    ':path': path,
    ':authority': host ?? authorityOf(place, check.tls !== undefined),
  }
  const answer = await exchangeHttp2({ headers: request, tls: check.tls }, place, signal)
  const { location } = answer.headers
  return {
    status: answer.status,
    location: typeof location === 'string' ? location : null,
    body: answer.body.toString('utf8'),
  }
}

/** The path that an answer redirects to; null if it is none, or leads to another server. */
function ownPath(answer: Answered, check: HttpKind, path: string, place: Place): string | null {
  const { status, location } = answer
  if (status < 300 || status > 399 || location === null) return null
  const isTls = check.tls !== undefined
  const base = `${isTls ? 'https' : 'http'}://${authorityOf(place, isTls)}`
  if (!URL.canParse(location, `${base}${path}`)) return null
  const url = new URL(location, `${base}${path}`)
  return url.origin === new URL(base).origin ? `${url.pathname}${url.search}` : null
}

function judge(check: HttpKind, { status, location, body }: Answered): Verdict {
  const text = oneLine(body)
  const output = `HTTP ${status}${text === '' ? '' : `: ${text}`}`
  if (isExpectedStatus(status, check.expectedStatus)) {
    const { contains } = check
    if (contains === undefined || body.includes(contains)) return pass(output)
    return fail(`its beginning has not '${oneLine(contains)}' in it: ${output}`)
  }
  if (status === 429) return { outcome: 'warn', output }
  if (status >= 300 && status < 400 && location !== null) {
    return fail(`HTTP ${status}: redirects are not followed (to ${oneLine(location)})`)
  }
  return fail(output)
}

/** Asks a gRPC server for its health, or for that of one of its services. */
export async function probeGrpc(
  check: GrpcKind,
  place: Place,
  signal: AbortSignal,
): Promise<Verdict> {
  const headers = {
    ':method': 'POST',
    ':path': HEALTH_CHECK_PATH,
    'content-type': 'application/grpc',
    'user-agent': 'polis-health',
    te: 'trailers',
  }
  const body = encodeHealthRequest(check.service)
  const answer = await exchangeHttp2({ headers, body, tls: check.tls }, place, signal)
  const code = answer.headers['grpc-status']
  const message = percentDecoded(String(answer.headers['grpc-message'] ?? ''))
  if (answer.status !== 200) return fail(`HTTP ${answer.status}, no gRPC`)
  if (code === '12') return fail('it does not know the health checking protocol')
  if (code === '5') return fail(`it does not know the service '${check.service}'`)
  if (String(code) !== '0') return fail(oneLine(`gRPC status ${code ?? 'missing'}: ${message}`))
  const status = decodeHealthReply(answer.body)
  if (status === null) return fail('its answer is no health status')
  return status === 'SERVING' ? pass(status) : fail(status)
}

/** The text of a `grpc-message`, as it is if it is not well encoded. */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return text
    throw error
  }
}
