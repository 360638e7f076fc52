/** nginx with one worker: the backend of everybody, and one of those that are compared. */

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ENDPOINT_ADDRESSES } from './endpoint-addresses.ts'
import { freePort, type Placement, type Running, start, untilListening } from './programs.ts'
import type { ProxyServer } from './proxies.ts'
import type { Site } from './site.ts'

/** Serves the files in `root`, and `small` at /small, at a port of every address. */
export function startNginxBackend(
  path: string,
  root: string,
  port: number,
  small: string,
  addresses: readonly string[],
): Running {
  const http = `server {
    ${addresses.map(address => `listen ${address}:${port};`).join('\n    ')}
    root ${root};
    location = /small { return 200 "${small}"; }
  }`
  return nginx(path, root, http, 'load')
}

/** Ports for HTTP, TLS (HTTP/1.1 and HTTP/2) and gRPC; Debian's nginx-light has no TCP mode. */
export async function startNginxProxy(path: string, site: Site): Promise<ProxyServer> {
  const [httpPort, tlsPort, grpcPort] = [await freePort(), await freePort(), await freePort()]
  const servers = (port: number) =>
    ENDPOINT_ADDRESSES.map(address => `server ${address}:${port};`).join(' ')
  const upstream = (name: string, port: number) =>
    `upstream ${name} { ${servers(port)} keepalive 256; keepalive_requests 1000000000; }`
  const location = `location / {
      proxy_pass http://web;
      proxy_http_version 1.1;
      proxy_max_temp_file_size 0;
      proxy_set_header Host $http_host;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }`
  const http = `${upstream('web', site.httpPort)}
  ${upstream('calls', site.grpcPort)}
  server { listen 127.0.0.1:${httpPort}; ${location} }
  server {
    listen 127.0.0.1:${tlsPort} ssl http2;
    ssl_certificate ${site.certificate.path};
    ssl_certificate_key ${site.certificate.key};
    ${location}
  }
  server { listen 127.0.0.1:${grpcPort} http2; location / { grpc_pass grpc://calls; } }`
  const running = nginx(path, join(site.folder, 'nginx-proxy'), http, 'measured')
  await untilListening(grpcPort)
  return { running, ports: { http: httpPort, tls: tlsPort, h2: tlsPort, grpc: grpcPort } }
}

/** Everything it writes is inside `folder`. */
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
