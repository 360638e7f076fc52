/**
 * What the load balancers that are compared serve: two endpoints of one backend, over HTTP and
 * gRPC, and the certificate that all of them show.
 */

import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ENDPOINT_ADDRESSES } from './endpoint-addresses.ts'
import { startNginxBackend } from './nginx.ts'
import { find, freePort, type Running, start, untilListening } from './programs.ts'

/** Sizes of the two answers of the backend. */
export const SMALL_BYTES = 5
export const LARGE_BYTES = 65_536

/** A place to serve from: `folder` is everybody's to write configurations in. */
export type Site = {
  readonly folder: string
  readonly httpPort: number
  /** The process that serves `httpPort`. */
  readonly httpPid: number
  /** HTTP/2 without TLS. */
  readonly grpcPort: number
  readonly certificate: Certificate
  stop(): Promise<void>
}

/** Files: the certificate, its key, and both in one. */
export type Certificate = { readonly path: string; readonly key: string; readonly both: string }

/** Starts the backends, whose files go to `folder`. */
export async function startSite(folder: string): Promise<Site> {
  const certificate = makeCertificate(folder)
  const [httpPort, grpcPort] = [await freePort(), await freePort()]
  const http = startHttp(folder, httpPort)
  const running = [http, startNode('grpc-backend', [grpcPort])]
  const stop = async () => {
    for (const one of running) await one.stop()
  }
  try {
    await untilListening(httpPort)
    await untilListening(grpcPort)
  } catch (error) {
    await stop()
    throw error
  }
  return { folder, httpPort, httpPid: http.pid, grpcPort, certificate, stop }
}

/** nginx, or a server of Node where there is none. */
function startHttp(folder: string, port: number): Running {
  const path = find('nginx')
  if (path === undefined) return startNode('backend', [port, SMALL_BYTES, LARGE_BYTES])
  const root = join(folder, 'backend')
  mkdirSync(root)
  writeFileSync(join(root, 'large'), 'x'.repeat(LARGE_BYTES))
  return startNginxBackend(path, root, port, 'x'.repeat(SMALL_BYTES), ENDPOINT_ADDRESSES)
}

function startNode(name: string, args: readonly number[]): Running {
  const program = fileURLToPath(new URL(`./${name}-process.ts`, import.meta.url))
  return start(process.execPath, [program, ...args.map(String)], 'load')
}

/** A certificate for 127.0.0.1, with a key of P-256; throws without openssl. */
function makeCertificate(folder: string): Certificate {
  const [path, key, both] = ['site.crt', 'site.key', 'site.pem'].map(name => join(folder, name))
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-days', '2', '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
    ...['-keyout', key!, '-out', path!],
  ])
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`)
  writeFileSync(both!, `${readFileSync(path!, 'utf8')}${readFileSync(key!, 'utf8')}`)
  return { path: path!, key: key!, both: both! }
}
