/**
 * The load balancers that are compared, and the backend they share, as a turn starts them.
 *
 * All serve one small site from the same two endpoints in turn, keep connections to them open, add
 * X-Forwarded-For, and use one thread. None writes an access log (Polis has none). Limits on
 * requests per connection are lifted, or connections would be replaced during a run.
 */

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { find, freePort, type Placement, type Running, start, untilListening } from './programs.ts'
import { OURS } from './report.ts'

/** Sizes of the two answers of the backend. */
export const SMALL_BYTES = 5
export const LARGE_BYTES = 65_536

/** A load balancer that serves; `tcpPort` is absent where it has no TCP mode to measure. */
export type ProxyServer = {
  readonly running: Running
  readonly httpPort: number
  readonly tcpPort?: number
}

/** How to start one in `folder`, in front of the backend at `backendPort`. */
export type StartProxy = (folder: string, backendPort: number) => Promise<ProxyServer>

/** Ours and the peers that can be measured, by name. `undefined`: not installed. */
export const PROXIES: Readonly<Record<string, StartProxy | undefined>> = {
  [OURS]: startPolis,
  haproxy: withProgram('haproxy', startHaproxy),
  nginx: withProgram('nginx', startNginx),
}

/** Starts the backend and answers its port: nginx, or a server of Node where there is none. */
export async function startBackend(folder: string): Promise<{ running: Running; port: number }> {
  const port = await freePort()
  const nginx = find('nginx')
  const running =
    nginx === undefined ? startNodeBackend(port) : startNginxBackend(nginx, folder, port)
  await untilListening(port)
  return { running, port }
}

async function startPolis(_: string, backendPort: number): Promise<ProxyServer> {
  const program = fileURLToPath(new URL('./balancer-process.ts', import.meta.url))
  const running = start(process.execPath, [program, String(backendPort)], 'measured')
  return { running, ...(JSON.parse(await running.firstLine) as Omit<ProxyServer, 'running'>) }
}

async function startHaproxy(
  path: string,
  folder: string,
  backendPort: number,
): Promise<ProxyServer> {
  const [httpPort, tcpPort] = [await freePort(), await freePort()]
  const servers = ['127.0.0.1', '127.0.0.2']
    .map((address, i) => `  server replica-${i} ${address}:${backendPort}`)
    .join('\n')
  const config = join(folder, 'haproxy.cfg')
  writeFileSync(
    config,
    `global
  nbthread 1
  maxconn 8000
defaults
  timeout connect 3s
  timeout client 75s
  timeout server 60s
  timeout http-keep-alive 75s
frontend web
  mode http
  bind 127.0.0.1:${httpPort}
  option forwardfor
  default_backend web
backend web
  mode http
  balance roundrobin
  http-reuse always
${servers}
frontend stream
  mode tcp
  bind 127.0.0.1:${tcpPort}
  default_backend stream
backend stream
  mode tcp
  balance roundrobin
${servers}
`,
  )
  const running = start(path, ['-db', '-q', '-f', config], 'measured')
  await untilListening(httpPort)
  return { running, httpPort, tcpPort }
}

async function startNginx(path: string, folder: string, backendPort: number): Promise<ProxyServer> {
  const httpPort = await freePort()
  const http = `upstream web {
    server 127.0.0.1:${backendPort};
    server 127.0.0.2:${backendPort};
    keepalive 256;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:${httpPort};
    location / {
      proxy_pass http://web;
      proxy_http_version 1.1;
      proxy_max_temp_file_size 0;
      proxy_set_header Host $http_host;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }`
  const running = nginx(path, join(folder, 'proxy'), http, 'measured')
  await untilListening(httpPort)
  return { running, httpPort }
}

function startNginxBackend(path: string, folder: string, port: number): Running {
  const site = join(folder, 'backend')
  mkdirSync(site)
  writeFileSync(join(site, 'large'), 'x'.repeat(LARGE_BYTES))
  const http = `server {
    listen 127.0.0.1:${port};
    listen 127.0.0.2:${port};
    root ${site};
    location = /small { return 200 "${'x'.repeat(SMALL_BYTES)}"; }
  }`
  return nginx(path, site, http, 'load')
}

function startNodeBackend(port: number): Running {
  const program = fileURLToPath(new URL('./backend-process.ts', import.meta.url))
  const args = [program, String(port), String(SMALL_BYTES), String(LARGE_BYTES)]
  return start(process.execPath, args, 'load')
}

/** nginx with one worker, everything it writes inside `folder`. */
function nginx(path: string, folder: string, http: string, placement: Placement): Running {
  mkdirSync(folder, { recursive: true })
  // Started by root, nginx serves as another user, who has to get at the files.
  chmodSync(folder, 0o755)
  const config = join(folder, 'nginx.conf')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map(kind => `${kind}_temp_path ${folder}/${kind};`)
    .join('\n  ')
  writeFileSync(
    config,
    `worker_processes 1;
daemon off;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 4096; }
http {
  access_log off;
  ${temporary}
  keepalive_timeout 75s;
  keepalive_requests 1000000000;
  ${http}
}
`,
  )
  return start(path, ['-p', folder, '-c', config, '-e', `${folder}/error.log`], placement)
}

function withProgram(
  name: string,
  startAt: (path: string, folder: string, backendPort: number) => Promise<ProxyServer>,
): StartProxy | undefined {
  const path = find(name)
  return path === undefined ? undefined : (folder, port) => startAt(path, folder, port)
}
