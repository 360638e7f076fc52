/**
 * The DNS servers that are compared: all answer the same zone on one thread, without a log.
 */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { zone } from './dns-zone.ts'
import { find, freePort, type Running, start, untilListening } from './programs.ts'
import { OURS } from './report.ts'

/** A server that answers. */
export type DnsServerProgram = { readonly running: Running; readonly port: number }

/** How to start one, with its files in `folder`. */
export type StartDnsServer = (folder: string) => Promise<DnsServerProgram>

/** Ours and the peers that can be measured, by name. `undefined`: not installed. */
export const DNS_SERVERS: Readonly<Record<string, StartDnsServer | undefined>> = {
  [OURS]: startPolis,
  unbound: withProgram('unbound', startUnbound),
  dnsmasq: withProgram('dnsmasq', startDnsmasq),
}

async function startPolis(): Promise<DnsServerProgram> {
  const script = fileURLToPath(new URL('./dns-process.ts', import.meta.url))
  const running = start(process.execPath, [script], 'measured')
  return { running, port: Number(await running.firstLine) }
}

async function startUnbound(program: string, folder: string): Promise<DnsServerProgram> {
  const port = await freePort()
  const records = zone().flatMap(({ name, addresses }) =>
    addresses.map(address => `  local-data: "${name}. 5 IN A ${address}"`),
  )
  const config = [
    'server:',
    '  num-threads: 1',
    '  interface: 127.0.0.1',
    `  port: ${port}`,
    '  do-daemonize: no',
    '  chroot: ""',
    '  username: ""',
    `  directory: "${folder}"`,
    '  pidfile: ""',
    '  use-syslog: no',
    '  logfile: ""',
    '  verbosity: 0',
    '  module-config: "iterator"',
    '  rrset-roundrobin: yes',
    '  local-zone: "polis." static',
    ...records,
    'remote-control:',
    '  control-enable: no',
  ]
  const file = join(folder, 'unbound.conf')
  writeFileSync(file, `${config.join('\n')}\n`)
  return listening(start(program, ['-d', '-c', file], 'measured'), port)
}

async function startDnsmasq(program: string, folder: string): Promise<DnsServerProgram> {
  const port = await freePort()
  const records = zone().flatMap(({ name, addresses }) =>
    addresses.map(address => `host-record=${name},${address}`),
  )
  const lines = [
    ...['keep-in-foreground', 'no-resolv', 'no-hosts', 'user=', 'pid-file=', 'bind-interfaces'],
    ...['listen-address=127.0.0.1', `port=${port}`, 'local=/polis/', 'local-ttl=5'],
    ...records,
  ]
  const file = join(folder, 'dnsmasq.conf')
  writeFileSync(file, `${lines.join('\n')}\n`)
  return listening(start(program, [`--conf-file=${file}`], 'measured'), port)
}

/** They listen over TCP on the same port, which can be waited for. */
async function listening(running: Running, port: number): Promise<DnsServerProgram> {
  await untilListening(port)
  await sleep(100)
  return { running, port }
}

function withProgram(
  name: string,
  startIt: (program: string, folder: string) => Promise<DnsServerProgram>,
): StartDnsServer | undefined {
  const program = find(name)
  return program === undefined ? undefined : folder => startIt(program, folder)
}
