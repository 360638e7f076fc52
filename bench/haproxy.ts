/** HAProxy with one thread, as one of those that are compared. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ENDPOINT_ADDRESSES } from './endpoint-addresses.ts'
import { freePort, start, untilListening } from './programs.ts'
import type { ProxyServer } from './proxies.ts'
import type { Site } from './site.ts'

/** Ports for HTTP, TLS (HTTP/1.1 and HTTP/2), gRPC and TCP. */
export async function startHaproxy(path: string, site: Site): Promise<ProxyServer> {
  const [http, tls, grpc, tcp] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ]
  const servers = (port: number, options = '') =>
    ENDPOINT_ADDRESSES.map(
      (address, i) => `  server replica-${i} ${address}:${port}${options}`,
    ).join('\n')
  const config = join(site.folder, 'haproxy.cfg')
  writeFileSync(
    config,
    `global
  nbthread 1
  maxconn 8000
  tune.ssl.default-dh-param 2048
defaults
  mode http
  timeout connect 3s
  timeout client 75s
  timeout server 60s
  timeout http-keep-alive 75s
  balance roundrobin
frontend web
  bind 127.0.0.1:${http}
  bind 127.0.0.1:${tls} ssl crt ${site.certificate.both} alpn h2,http/1.1
  option forwardfor
  default_backend web
backend web
  http-reuse always
${servers(site.httpPort)}
frontend calls
  bind 127.0.0.1:${grpc} proto h2
  option forwardfor
  default_backend calls
backend calls
  http-reuse always
${servers(site.grpcPort, ' proto h2')}
frontend stream
  mode tcp
  bind 127.0.0.1:${tcp}
  default_backend stream
backend stream
  mode tcp
${servers(site.httpPort)}
`,
  )
  const running = start(path, ['-db', '-q', '-f', config], 'measured')
  await untilListening(http)
  return { running, ports: { http, tls, h2: tls, grpc, tcp } }
}
