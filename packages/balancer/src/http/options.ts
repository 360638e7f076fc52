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

/** All that is optional about an HTTP service. */
export type HttpOptions = {
  /** Certificates of the names the service is reached by; with one its port speaks TLS. */
  readonly certificates?: readonly CertificatePair[]
  readonly upstream?: UpstreamOptions
}
