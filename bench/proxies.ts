/**
 * The load balancers that are compared, as a turn starts them.
 *
 * All balance over the same two endpoints in turn, keep connections to them open, add
 * X-Forwarded-For, show the same certificate, and use one thread. None writes an access log.
 * Limits on requests per connection are lifted, or connections would be replaced during a run.
 */

import { fileURLToPath } from 'node:url'
import { startCaddy } from './caddy.ts'
import { startHaproxy } from './haproxy.ts'
import { startNginxProxy } from './nginx.ts'
import { find, type Running, start } from './programs.ts'
import { OURS } from './report.ts'
import type { Site } from './site.ts'

/** What a port is spoken to in; `tls` is HTTP/1.1 and `h2` HTTP/2, both behind TLS. */
export type Wire = 'http' | 'tls' | 'h2' | 'grpc' | 'tcp'

/** A load balancer that serves; ports of what it cannot do are absent. */
export type ProxyServer = {
  readonly running: Running
  readonly ports: Readonly<Partial<Record<Wire, number>>>
}

/** How to start one in front of a site. */
export type StartProxy = (site: Site) => Promise<ProxyServer>

/** The npm package of that name, which many have built their proxies with. */
export const HTTP_PROXY = 'http-proxy'

/** Ours and the peers that can be measured, by name. `undefined`: not installed. */
export const PROXIES: Readonly<Record<string, StartProxy | undefined>> = {
  [OURS]: site => startNode('balancer-process', site),
  haproxy: withProgram('haproxy', startHaproxy),
  nginx: withProgram('nginx', startNginxProxy),
  caddy: withProgram('caddy', startCaddy),
  [HTTP_PROXY]: site => startNode('http-proxy-process', site),
}

async function startNode(name: string, site: Site): Promise<ProxyServer> {
  const program = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  const { path, key } = site.certificate
  // The npm package calls what Node.js warns of.
  const args = [
    '--no-deprecation',
    program,
    String(site.httpPort),
    String(site.grpcPort),
    path,
    key,
  ]
  const running = start(process.execPath, args, 'measured')
  return { running, ports: JSON.parse(await running.firstLine) as ProxyServer['ports'] }
}

function withProgram(
  name: string,
  startAt: (path: string, site: Site) => Promise<ProxyServer>,
): StartProxy | undefined {
  const path = find(name)
  return path === undefined ? undefined : site => startAt(path, site)
}
