/**
 * One line of an access log: what was asked, by whom, who answered, and how it ended.
 *
 * As JSON it is a ledger: with the id of the request, the endpoint, the number of tries and the
 * outcome, every request can be accounted for. `combined` is the format of Apache and nginx.
 */

/** How a request ended. */
export type Outcome =
  /** The endpoint's answer went out whole. */
  | 'answered'
  /** The proxy answered: refused, redirected, or no endpoint did. */
  | 'own'
  /** The answer broke off half way. */
  | 'cut'
  /** The client left first. */
  | 'left'
  /** A tunnel, which has ended. */
  | 'tunnel'

export type AccessRecord = {
  /** When it began, by the wall clock (RFC 3339, UTC). */
  readonly time: string
  readonly id: string
  readonly service: string
  readonly client: string
  readonly method: string
  readonly host: string
  readonly target: string
  /** `1.0`, `1.1` or `2.0`. */
  readonly version: string
  readonly referer: string
  readonly userAgent: string
  /** 0 if there was no answer. */
  status: number
  bytesIn: number
  bytesOut: number
  durationMs: number
  /** Empty if none was chosen. */
  endpoint: string
  /** Endpoints that were tried, and tried again. */
  tries: number
  outcome: Outcome
}

/** The line, with its end. */
export function accessLine(record: AccessRecord, format: 'json' | 'combined'): string {
  if (format === 'combined') return combined(record)
  const durationMs = Math.round(record.durationMs * 1_000) / 1_000
  return `${JSON.stringify({ ...record, durationMs })}\n`
}

function combined(record: AccessRecord): string {
  const { client, method, target, version, status, bytesOut, referer, userAgent } = record
  const request = `${method} ${quotable(target)} HTTP/${version}`
  const size = bytesOut === 0 ? '-' : bytesOut
  const said = `"${quotable(referer) || '-'}" "${quotable(userAgent) || '-'}"`
  return `${client} - - [${commonTime(record.time)}] "${request}" ${status} ${size} ${said}\n`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function commonTime(iso: string): string {
  const [year, month, day, time] = iso.split(/[-T.]/)
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`
}

/** Text that cannot end the quotes or the line it stands in, as nginx escapes it. */
function quotable(text: string): string {
  return text.replace(/["\\]|[^ -~]/g, sign => {
    return `\\x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  })
}
