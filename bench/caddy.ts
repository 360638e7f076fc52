/** Caddy, as one of those that are compared. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ENDPOINT_ADDRESSES } from './endpoint-addresses.ts'
import { freePort, start, untilListening } from './programs.ts'
import type { ProxyServer } from './proxies.ts'
import type { Site } from './site.ts'

/** Ports for HTTP, TLS (HTTP/1.1 and HTTP/2) and gRPC; it has no TCP mode. */
export async function startCaddy(path: string, site: Site): Promise<ProxyServer> {
  const [http, tls, grpc] = [await freePort(), await freePort(), await freePort()]
  const upstreams = (scheme: string, port: number) =>
    ENDPOINT_ADDRESSES.map(address => `${scheme}${address}:${port}`).join(' ')
  const config = join(site.folder, 'Caddyfile')
  writeFileSync(
    config,
    `{
  admin off
  auto_https off
  default_sni localhost
  log {
    output discard
  }
  servers {
    protocols h1 h2 h2c
  }
}
(web) {
  reverse_proxy ${upstreams('', site.httpPort)} {
    lb_policy round_robin
    transport http {
      keepalive_idle_conns_per_host 256
    }
  }
}
http://127.0.0.1:${http} {
  import web
}
https://127.0.0.1:${tls}, https://localhost:${tls} {
  bind 127.0.0.1
  tls ${site.certificate.path} ${site.certificate.key}
  import web
}
http://127.0.0.1:${grpc} {
  reverse_proxy ${upstreams('h2c://', site.grpcPort)} {
    lb_policy round_robin
  }
}
`,
  )
  const env = {
    // As one thread, for Go code; the kernel's part may be on others of the same core.
    GOMAXPROCS: '1',
    XDG_DATA_HOME: site.folder,
    XDG_CONFIG_HOME: site.folder,
    HOME: site.folder,
  }
  const running = start(
    path,
    ['run', '--adapter', 'caddyfile', '--config', config],
    'measured',
    env,
  )
  await untilListening(grpc)
  return { running, ports: { http, tls, h2: tls, grpc } }
}
