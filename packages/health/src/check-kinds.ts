/**
 * The kinds of checks, and what belongs to each.
 *
 * Four ask a port (http, tcp, udp, grpc), two look at the machine (command, file), three are told
 * (ttl: by the application; alias: by another check; healthcheck: by a container's engine), and one
 * is somebody's own code (custom).
 */

/** HTTP status codes `from` to `to`, both included. */
export type StatusRange = { readonly from: number; readonly to: number }

/** TLS of a probe. The server's certificate is verified unless it says otherwise. */
export type TlsSpec = {
  /** Name that the certificate must have, and that is asked for; the dialled host if absent. */
  readonly serverName?: string
  /** PEM of who may have signed it; the usual authorities if absent. */
  readonly ca?: string
  /** Any certificate will do. */
  readonly verify?: false
}

export type HttpKind = {
  readonly type: 'http'
  readonly method: 'GET' | 'HEAD' | 'POST' | 'OPTIONS'
  /** Begins with a slash; may have a query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** What passes. */
  readonly expectedStatus: readonly StatusRange[]
  /** Text that the first 4 kB of the body must have in them. */
  readonly contains?: string
  readonly tls?: TlsSpec
  /** HTTP/2: negotiated with TLS, by prior knowledge without. */
  readonly http2?: true
  /** How many redirects are followed, to paths of the same server only; none if absent. */
  readonly redirects?: number
}

/** What is said and what is expected, over TCP or UDP. */
type Exchange = {
  readonly send?: string
  /** The first 4 kB of what the server says must have this in them. */
  readonly expect?: string
  /** How `send` and `expect` are written: UTF-8 text if absent. */
  readonly encoding?: 'hex'
}

export type TcpKind = Exchange & { readonly type: 'tcp'; readonly tls?: TlsSpec }

/** Without `expect` any answer passes, and so does silence: only a refusal fails. */
export type UdpKind = Exchange & { readonly type: 'udp' }

/** The gRPC health checking protocol, `grpc.health.v1`. */
export type GrpcKind = {
  readonly type: 'grpc'
  /** Whose health is asked; empty is the server's as a whole. */
  readonly service: string
  readonly tls?: TlsSpec
}

/** Passes with exit code 0. */
export type CommandKind = {
  readonly type: 'command'
  readonly command: string
  readonly args: readonly string[]
  /** Besides PATH, HOST and PORT. */
  readonly environment?: Readonly<Record<string, string>>
  /** Exit code that warns; none if absent. */
  readonly warningExitCode?: number
}

export type FileKind = {
  readonly type: 'file'
  readonly path: string
  /** Changed no longer ago. */
  readonly maxAgeMs?: number
  /** Text that its first 64 kB must have in them. */
  readonly contains?: string
}

/** The application reports; who is silent for an interval has failed. */
export type TtlKind = { readonly type: 'ttl' }

/** As another check of the same endpoint is, or the endpoints of another service together. */
export type AliasKind = {
  readonly type: 'alias'
  readonly check?: string
  readonly service?: string
}

/**
 * The check that a container brings along and its engine runs (Docker's `HEALTHCHECK`). Nobody can
 * ask for one: it is there if the container has it.
 */
export type HealthcheckKind = { readonly type: 'healthcheck' }

/** Code that was registered under a name, in a thread of its own. */
export type CustomKind = {
  readonly type: 'custom'
  readonly use: string
  readonly options?: Readonly<Record<string, string | number | boolean>>
}

export type CheckKind =
  | HttpKind
  | TcpKind
  | UdpKind
  | GrpcKind
  | CommandKind
  | FileKind
  | TtlKind
  | AliasKind
  | HealthcheckKind
  | CustomKind

/** What may be asked for. */
export const CHECK_TYPES = [
  'http',
  'tcp',
  'udp',
  'grpc',
  'command',
  'file',
  'ttl',
  'alias',
  'custom',
] as const satisfies readonly CheckKind['type'][]

/** True if checks of that type dial a port. */
export function dialsPort(type: CheckKind['type']): boolean {
  return type === 'http' || type === 'tcp' || type === 'udp' || type === 'grpc'
}

/** True if somebody else says how checks of that type are, whenever that is. */
export function isReported(type: CheckKind['type']): boolean {
  return type === 'ttl' || type === 'healthcheck'
}

/** True if checks of that type look at the machine itself, which its operator must allow. */
export function looksAtMachine(type: CheckKind['type']): boolean {
  return type === 'command' || type === 'file'
}

/** True if `status` is in one of `ranges`. */
export function isExpectedStatus(status: number, ranges: readonly StatusRange[]): boolean {
  return ranges.some(({ from, to }) => status >= from && status <= to)
}
