/**
 * What a service may ask of the HTTP data plane beyond an endpoint (`x-lb`), as plain data.
 *
 * Every field may be absent and then means what was before it existed: off. The same object is
 * written by the manifest's reader, stored with the service and read by the data threads.
 */

/** A PEM text as it stands, or in a file of the node (read again when it changes). */
export type PemSource = { readonly pem: string } | { readonly file: string }

/** A certificate with what it is chained to, and its private key. */
export type CertificatePair = { readonly certificate: PemSource; readonly key: PemSource }

/** How endpoints of a service are spoken to. */
export type UpstreamOptions = {
  /** TLS to the endpoint. */
  readonly isTls?: boolean
  /** Authorities its certificate is checked against; absent: the system's. */
  readonly ca?: PemSource
  /** The name its certificate must have, and that is sent as SNI; absent: its address. */
  readonly serverName?: string
  /** False takes any certificate. */
  readonly isVerified?: boolean
}

/** Requests that belong to a service; what is absent takes any. All that is said has to hold. */
export type RouteMatch = {
  /** `a.example`, or `*.example` for all below it; compared without case. */
  readonly host?: string
  /** This path and what is below it. */
  readonly path?: string
  /** This path alone. */
  readonly exact?: string
  /** Whole paths, as an expression of `PathPattern`. */
  readonly regex?: string
  readonly methods?: readonly string[]
  /** Fields that have to be there; with a value, have to have it. */
  readonly headers?: readonly { readonly name: string; readonly value?: string }[]
}

/** The path for the endpoint: without `stripPrefix`, then behind `prefix`. */
export type Rewrite = { readonly stripPrefix?: string; readonly prefix?: string }

/** An answer that sends the client elsewhere; what is absent stays as it was. */
export type Redirect = {
  readonly status: number
  readonly scheme?: 'http' | 'https'
  readonly host?: string
  readonly port?: number
  readonly path?: string
}

/** Fields set (instead of what is there) and removed on the way. */
export type HeaderChange = {
  readonly set?: Readonly<Record<string, string>>
  readonly remove?: readonly string[]
}

/** A token bucket: so many a second, so many at once. */
export type RateLimit = { readonly perSecond: number; readonly burst: number }

export type HttpLimits = {
  /** Requests of the service, and of each client address, on this node. */
  readonly rate?: RateLimit
  readonly clientRate?: RateLimit
  /** Requests in progress on this node, and connections of each client address. */
  readonly requests?: number
  readonly clientConnections?: number
  readonly bodyBytes?: number
}

export type HttpTimeouts = {
  /** For a connection to an endpoint. */
  readonly connectMs?: number
  /** From the request, sent whole, to the first byte of its answer. */
  readonly responseMs?: number
  /** In a request or answer in which nothing moves. */
  readonly idleMs?: number
  /** From a request's head to the end of its answer. */
  readonly requestMs?: number
  /** In a tunnel (WebSocket) in which nothing moves. */
  readonly tunnelMs?: number
  /** Between two requests of a client. */
  readonly keepAliveMs?: number
}

/** All that is optional about an HTTP service. */
export type HttpOptions = {
  /** Certificates of the names the service is reached by; with one its port speaks TLS. */
  readonly certificates?: readonly CertificatePair[]
  readonly upstream?: UpstreamOptions
  /** Any of these; absent: the service's own host and path. */
  readonly routes?: readonly RouteMatch[]
  readonly rewrite?: Rewrite
  readonly redirect?: Redirect
  readonly requestHeaders?: HeaderChange
  readonly responseHeaders?: HeaderChange
  /** What becomes of X-Forwarded-* of the client; absent: they are replaced. */
  readonly forwarded?: 'replace' | 'append' | 'off'
  /** RFC 7239 `Forwarded` beside X-Forwarded-*. */
  readonly hasForwarded?: boolean
  /** Make an X-Request-Id even where the client sent one. */
  readonly hasOwnRequestId?: boolean
  /** W3C trace context: `traceparent` is gone on with, or begun. */
  readonly isTraced?: boolean
  readonly limits?: HttpLimits
  readonly timeouts?: HttpTimeouts
  /** A line for each request. */
  readonly accessLog?: 'json' | 'combined'
}
