/**
 * The same traffic through Polis, nginx and Caddy while every server behind them is replaced: a new
 * one is started, the proxy is told, the old one is stopped.
 *
 * Polis knows when it has let go of a server, and it is stopped then. The others do not say, so
 * they get a second, which is what scripts of deployments do. Polis must lose nothing; what the
 * others lose is printed, not judged.
 */

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { DataPlane, newService } from '@polis/balancer'
import { eventually } from '../integration/eventually.ts'
import { Traffic } from '../integration/traffic.ts'
import { TRAFFIC_APP } from '../integration/traffic-app.ts'
import { freePorts, requireTools, runTool, startTool } from './debian-tools.ts'

requireTools('nginx', 'caddy')

const HOST = '127.0.0.1'
const SERVERS = 2
const RATE = 100
/** What a proxy that does not say when it is done is given before the old server is stopped. */
const GRACE_MS = 1_000

type Server = { readonly id: string; readonly port: number; readonly child: ChildProcess }

/** A proxy on `port`; `use` makes it send new requests to these servers alone. */
type Proxy = {
  readonly port: number
  use(servers: readonly Server[], stopped?: Server): Promise<void>
}

let started = 0
async function startServer(t: TestContext): Promise<Server> {
  const [port] = (await freePorts(1)) as [number]
  const id = `s${++started}`
  const env = { ...process.env, HOST, PORT_3000: `${port}`, POLIS_TASK: id, VERSION: '1' }
  const child = spawn(process.execPath, [TRAFFIC_APP], { env, stdio: 'inherit' })
  t.after(() => child.kill('SIGKILL'))
  await eventually(`${id} accepts`, 10_000, () => accepts(port))
  return { id, port, child }
}

function accepts(port: number): Promise<true | undefined> {
  return new Promise(resolve => {
    const socket = connect(port, HOST, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(undefined))
  })
}

function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'polis-zero-drop-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function startPolis(t: TestContext): Promise<Proxy> {
  const plane = await DataPlane.start({ workers: 1 })
  t.after(() => plane.stop())
  const [port] = (await freePorts(1)) as [number]
  let version = 0
  return {
    port,
    async use(servers, stopped) {
      const endpoints = servers.map(({ id, port: target }) => {
        return { id, address: HOST, port: target, weight: 1 }
      })
      const services = [newService({ id: 'web', name: 'web', endpoints })]
      const listener = { host: HOST, port, protocol: 'http', services } as const
      await plane.apply({ version: ++version, listeners: [listener] })
      if (stopped === undefined) return
      plane.withdraw(stopped.id, 30_000)
      await plane.isDrained([stopped.id])
    },
  }
}

async function startNginx(t: TestContext): Promise<Proxy> {
  const [port] = (await freePorts(1)) as [number]
  const folder = newFolder(t)
  const flags = ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr']
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    name => `${name}_temp_path ${join(folder, name)};`,
  )
  const write = (servers: readonly Server[]) =>
    writeFileSync(
      join(folder, 'nginx.conf'),
      `daemon off; worker_processes 1; pid ${join(folder, 'pid')}; error_log stderr crit;
      events { worker_connections 1024; }
      http {
        access_log off; client_body_buffer_size 64k; ${temporary.join(' ')}
        map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
        upstream web { ${servers.map(one => `server ${HOST}:${one.port};`).join(' ')} keepalive 32; }
        server { listen ${HOST}:${port}; location / {
          proxy_pass http://web; proxy_http_version 1.1; proxy_buffering off;
          proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;
        } }
      }\n`,
    )
  return {
    port,
    async use(servers, stopped) {
      write(servers)
      if (stopped === undefined) await startTool(t, 'nginx', flags, port)
      else {
        assert.equal((await runTool('nginx', [...flags, '-s', 'reload'])).code, 0)
        await sleep(GRACE_MS)
      }
    },
  }
}

async function startCaddy(t: TestContext): Promise<Proxy> {
  const [port, admin] = (await freePorts(2)) as [number, number]
  const file = join(newFolder(t), 'Caddyfile')
  const write = (servers: readonly Server[]) =>
    writeFileSync(
      file,
      `{
        admin ${HOST}:${admin}
        auto_https off
      }
      http://:${port} {
        bind ${HOST}
        reverse_proxy ${servers.map(one => `${HOST}:${one.port}`).join(' ')}
      }\n`,
    )
  const flags = ['--config', file, '--adapter', 'caddyfile']
  return {
    port,
    async use(servers, stopped) {
      write(servers)
      if (stopped === undefined) await startTool(t, 'caddy', ['run', ...flags], port)
      else {
        const address = ['--address', `${HOST}:${admin}`]
        assert.equal((await runTool('caddy', ['reload', ...flags, ...address])).code, 0)
        await sleep(GRACE_MS)
      }
    },
  }
}

for (const [name, start] of Object.entries({
  Polis: startPolis,
  nginx: startNginx,
  Caddy: startCaddy,
})) {
  test(`replacing every server behind ${name}`, async t => {
    const proxy = await start(t)
    let servers = await Promise.all(Array.from({ length: SERVERS }, () => startServer(t)))
    await proxy.use(servers)
    const options = { host: HOST, httpPort: proxy.port, grpcPort: 0, udpPort: 0 }
    const traffic = new Traffic(t, { ...options, ratePerSecond: RATE })
    await traffic.more(RATE)
    for (const old of servers) {
      servers = [...servers.filter(one => one !== old), await startServer(t)]
      await proxy.use(servers, old)
      old.child.kill('SIGTERM')
    }
    await traffic.more(RATE)
    const { counts, failures } = await traffic.stop()
    t.diagnostic(`${name}: ${JSON.stringify(counts)}; ${failures.length} kinds failed`)
    for (const failure of failures) t.diagnostic(failure)
    if (name === 'Polis') assert.deepEqual(failures, [])
  })
}
