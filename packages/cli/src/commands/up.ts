/** `polis up`: runs a node in the foreground until SIGINT or SIGTERM. */

import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { createLogger, type Duration, durationMs, type LogLevel, messageOf } from '@polis/base'
import type { NodeOptions } from '@polis/node'
import { EXIT } from '../exit-code.ts'
import { checkedName, joinSecretOf, modulesOf, networksOf, serverOf, usage } from '../node-flags.ts'
import { print } from '../output.ts'
import { defaultDataDir } from '../session.ts'
import { inheritedSockets, startSuccessor, tellPredecessor } from '../successor.ts'
import { VERSION } from '../version.ts'

/** The flags as commander hands them over. */
type UpFlags = {
  readonly name?: string
  readonly dataDir?: string
  readonly bind?: string
  readonly advertise?: string
  readonly apiBind?: string
  readonly clusterPort: string
  readonly apiPort: string
  readonly dnsPort: string
  readonly join: readonly string[]
  readonly joinTimeout: string
  readonly bootstrap?: boolean
  readonly joinToken?: string
  readonly label: readonly string[]
  readonly driver?: string
  readonly taskPorts: string
  readonly dnsUpstream: readonly string[]
  readonly dnsRace?: boolean
  readonly dnsAllow: readonly string[]
  readonly protocol: readonly string[]
  readonly allowProcess?: boolean
  readonly allowBind: readonly string[]
  readonly allowDevice: readonly string[]
  readonly allowExecChecks?: boolean
  readonly checkNetwork: readonly string[]
  readonly prometheus?: string
  readonly checkModule: readonly string[]
  readonly dev?: boolean
  readonly logLevel: LogLevel
  readonly logFormat?: 'pretty' | 'json'
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Starts the node, prints the `ready` line, and stops it on a signal. */
export async function up(flags: UpFlags): Promise<void> {
  const options = nodeOptions(flags)
  const format = flags.logFormat ?? (process.stderr.isTTY ? 'pretty' : 'json')
  // A node that has not entered its cluster has nothing to hand over; as PID 1 of a container no
  // signal would end it by itself.
  const leaveAtOnce = () => process.exit(EXIT.done)
  for (const signal of SIGNALS) process.once(signal, leaveAtOnce)
  const inherited = inheritedSockets()
  // Only now, because it takes a second: a wrong flag is named at once.
  const { PolisNode } = await import('@polis/node')
  const logger = createLogger(flags.logLevel, format)
  const node = await PolisNode.start({ ...options, inheritedSockets: inherited }, logger)
  const { name, id, apiAddress, dnsAddress, clusterAddress, socketPath } = node
  // Listens first: who has read the ready line may signal at once.
  const ended = new Promise<'upgrade' | undefined>((resolve, reject) => {
    node.onFatal(reject)
    node.successions.onAsked(() => resolve('upgrade'))
    process.on('SIGUSR2', () => {
      try {
        node.successions.ask(options)
      } catch (error) {
        logger.warn(messageOf(error))
      }
    })
    for (const signal of SIGNALS)
      process.off(signal, leaveAtOnce).once(signal, () => resolve(undefined))
  })
  print(
    `ready name=${name} id=${id} api=${apiAddress} dns=${dnsAddress} ` +
      `cluster=${clusterAddress} socket=${socketPath}`,
  )
  tellPredecessor()
  let end: 'upgrade' | undefined
  try {
    end = await ended
  } finally {
    if (end === undefined) await node.stop()
  }
  if (end === 'upgrade') await node.handOver(startSuccessor)
}

/** Checks every flag; throws `cli/usage` or `base/bad-value` naming the first wrong one. */
export function nodeOptions(flags: UpFlags): NodeOptions {
  const isDev = flags.dev === true
  const bind = checkedIp('--bind', flags.bind ?? (isDev ? '127.0.0.1' : '0.0.0.0'))
  const apiBind = checkedIp('--api-bind', flags.apiBind ?? (isLoopback(bind) ? bind : '127.0.0.1'))
  for (const [flag, ip] of [
    ['--bind', bind],
    ['--api-bind', apiBind],
  ]) {
    if (!isDev || isLoopback(ip!)) continue
    throw usage(`--dev and ${flag} ${ip}`, '--dev has no access control and stays on loopback')
  }
  return {
    version: VERSION,
    name: checkedName(flags.name ?? process.env['POLIS_NAME'] ?? hostname().split('.')[0]!),
    dataDir: flags.dataDir ?? (isDev ? null : defaultDataDir()),
    bind,
    advertise: flags.advertise ?? null,
    apiBind,
    clusterPort: portOf('--cluster-port', flags.clusterPort),
    apiPort: portOf('--api-port', flags.apiPort),
    dnsPort: portOf('--dns-port', flags.dnsPort),
    join: flags.join,
    joinTimeoutMs: durationMs(flags.joinTimeout),
    isBootstrap: flags.bootstrap === true,
    joinSecret: joinSecretOf(flags.joinToken),
    // Compose hands over variables that are not set as empty ones.
    adminToken: process.env['POLIS_ADMIN_TOKEN'] || null,
    labels: labelsOf(flags.label),
    drivers: flags.driver?.split(',').map(text => text.trim()) ?? null,
    taskPorts: rangeOf(flags.taskPorts),
    dnsUpstreams: flags.dnsUpstream.length > 0 ? flags.dnsUpstream : null,
    isDnsRacing: flags.dnsRace === true,
    dnsAllowed: flags.dnsAllow,
    protocols: protocolsOf(flags.protocol),
    isProcessAllowed: flags.allowProcess === true || isDev,
    allowedBinds: flags.allowBind.map(path => absolutePath('--allow-bind', path)),
    allowedDevices: flags.allowDevice.map(path =>
      absolutePath('--allow-device', path.replace(/\/$/, '')),
    ),
    isExecCheckAllowed: flags.allowExecChecks === true || isDev,
    checkNetworks: networksOf(flags.checkNetwork),
    checkModules: modulesOf(flags.checkModule),
    prometheusUrl: serverOf(flags.prometheus),
    ...voterStability(),
    isDev,
  }
}

/** For clusters (and tests) whose voters are to be replaced sooner or later than usual. */
function voterStability(): { voterStabilityMs?: number } {
  const text = process.env['POLIS_VOTER_STABILITY']
  return text ? { voterStabilityMs: durationMs(text as Duration) } : {}
}

function isLoopback(ip: string): boolean {
  return ip.startsWith('127.') || ip === '::1'
}

function checkedIp(flag: string, text: string): string {
  if (isIP(text) !== 0) return text
  throw usage(`${flag} ${text}`, 'it wants an IP address')
}

function absolutePath(flag: string, path: string): string {
  if (path.startsWith('/')) return path
  throw usage(`${flag} ${path}`, 'it wants an absolute path')
}

function portOf(flag: string, text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw usage(`${flag} ${text}`, 'it wants a port from 0 to 65535')
}

function rangeOf(text: string): { readonly first: number; readonly last: number } {
  const match = /^(\d+)-(\d+)$/.exec(text)
  const [first, last] = [Number(match?.[1]), Number(match?.[2])]
  if (match !== null && first >= 1 && first <= last && last <= 65_535) return { first, last }
  throw usage(`--task-ports ${text}`, 'it wants a range such as 20000-29999')
}

function labelsOf(labels: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    labels.map(label => {
      const at = label.indexOf('=')
      if (at < 1) throw usage(`--label ${label}`, 'it wants KEY=VALUE')
      return [label.slice(0, at), label.slice(at + 1)]
    }),
  )
}

/** Custom protocols: the files must exist; whether they load is found out when the node starts. */
function protocolsOf(protocols: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    protocols.map(text => {
      const [, name, file] = /^([a-z][a-z0-9-]*)=(.+)$/.exec(text) ?? []
      if (name === undefined || file === undefined || !existsSync(file)) {
        throw usage(`--protocol ${text}`, 'it wants NAME=FILE, a module that exports peek')
      }
      return [name, resolve(file)]
    }),
  )
}
