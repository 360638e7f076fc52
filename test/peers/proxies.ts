/**
 * nginx and HAProxy as reverse proxies in front of local servers: their configurations, each in a
 * folder of its own, and the processes in the foreground until the test ends.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts, startTool } from './debian-tools.ts'

/** Whatever runs the proxies and ends: a test, or a suite through its `after`. */
export type Owner = { after(stop: () => Promise<void> | void): void }

/** A path below which requests are spread over servers of 127.0.0.1 by weight. */
export type Route = {
  readonly name: string
  readonly servers: readonly { readonly port: number; readonly weight: number }[]
  /** How servers are chosen, in the words of each; weighted round robin if absent. */
  readonly nginx?: string
  readonly haproxy?: string
}

/**
 * nginx with one process, which has the order of servers to itself; `/NAME` goes to that route and
 * `/` to the first one. Answers its port.
 */
export async function startNginx(owner: Owner, routes: readonly Route[]): Promise<number> {
  const [port] = (await freePorts(1)) as [number]
  const folder = newFolder(owner)
  const upstreams = routes.map(
    ({ name, servers, nginx = '' }) =>
      `upstream ${name} {
        ${nginx}
        ${servers.map(server => `server 127.0.0.1:${server.port} weight=${server.weight};`).join(' ')}
        keepalive 8;
      }`,
  )
  const locations = ['', ...routes.map(({ name }) => name)].map(
    path => `location /${path} { proxy_pass http://${path === '' ? routes[0]!.name : path}; }`,
  )
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    name => `${name}_temp_path ${join(folder, name)};`,
  )
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid ${join(folder, 'pid')}; error_log stderr crit;
    events { worker_connections 256; }
    http {
      access_log off; ${temporary.join(' ')}
      proxy_http_version 1.1; proxy_set_header Connection ""; proxy_request_buffering off;
      ${upstreams.join('\n')}
      server { listen 127.0.0.1:${port}; ${locations.join('\n')} }
    }\n`,
  )
  const flags = ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr']
  await startTool(owner, 'nginx', flags, port)
  return port
}

/** HAProxy with one thread and the same routes. Answers its port. */
export async function startHaproxy(owner: Owner, routes: readonly Route[]): Promise<number> {
  const [port] = (await freePorts(1)) as [number]
  const folder = newFolder(owner)
  const backends = routes.map(({ name, servers, haproxy = 'balance roundrobin' }) =>
    [
      `backend ${name}`,
      `  ${haproxy}`,
      ...servers.map((one, i) => `  server s${i} 127.0.0.1:${one.port} weight ${one.weight}`),
    ].join('\n'),
  )
  writeFileSync(
    join(folder, 'haproxy.cfg'),
    `global
  maxconn 256
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 10s
  timeout server 10s
  timeout http-request 10s
frontend all
  bind 127.0.0.1:${port}
${routes.map(({ name }) => `  use_backend ${name} if { path_beg /${name} }`).join('\n')}
  default_backend ${routes[0]!.name}
${backends.join('\n')}\n`,
  )
  await startTool(owner, 'haproxy', ['-db', '-f', join(folder, 'haproxy.cfg')], port)
  return port
}

function newFolder(owner: Owner): string {
  const folder = mkdtempSync(join(tmpdir(), 'polis-peer-'))
  owner.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
