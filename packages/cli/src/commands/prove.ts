/**
 * `polis prove deploy`: a change under load, and a ledger of every request.
 *
 *     before (2 s) ─► change: deploy, followed to its end ─► after (2 s)
 *
 * The load goes at a steady rate to the balancers of all living nodes, over HTTP, to each service
 * of the stack that is published and healthy already. The proof fails if one request was dropped.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import type { NodeView, ServiceView } from '@polis/api'
import { PolisError } from '@polis/base'
import { LoadLedger, type PhaseCounts } from '../load-ledger.ts'
import { type LoadTarget, OpenLoop } from '../open-loop.ts'
import { type Column, note, print, printRows, printValue } from '../output.ts'
import type { Session } from '../session.ts'
import { type DeployOptions, deployManifest } from './deploy.ts'
import { readManifest } from './manifest-file.ts'

type ProveOptions = DeployOptions & { readonly rate: string; readonly path: string }

/** Load before and after the change, to compare with. */
const STEADY_MS = 2_000
const RATE_MAX = 20_000

const COLUMNS: readonly Column<PhaseCounts & { readonly retried: string }>[] = [
  { heading: 'PHASE', text: row => row.phase },
  { heading: 'SENT', text: row => `${row.sent}` },
  { heading: 'ANSWERED', text: row => `${row.answered}` },
  { heading: 'RETRIED', text: row => row.retried },
  { heading: 'DROPPED', text: row => `${row.dropped}` },
]

/** Throws `cli/dropped` if a request was dropped, else whatever became of the deployment. */
export async function proveDeploy(session: Session, options: ProveOptions): Promise<void> {
  const ratePerSecond = rateOf(options.rate)
  const manifest = readManifest(options)
  const services = await provable(session, manifest.stack)
  const targets = await targetsOf(session, services, options.path)
  const names = services.map(({ name }) => name)
  note(`${ratePerSecond} requests a second to ${names.join(', ')}, ${targets.length} addresses`)
  // The ledger is the one document of a machine-readable answer.
  const quiet = session.output === 'table' ? session : { ...session, output: 'name' as const }
  const ledger = new LoadLedger()
  const retried: number[] = [await retriesOf(session, names)]
  ledger.enter('before')
  const loop = new OpenLoop(targets, ratePerSecond, ledger)
  let failure: unknown
  try {
    await sleep(STEADY_MS)
    retried.push(await retriesOf(session, names))
    ledger.enter('change')
    await deployManifest(quiet, manifest, { ...options, yes: true }).catch(error => {
      failure = error
    })
    retried.push(await retriesOf(session, names))
    ledger.enter('after')
    await sleep(STEADY_MS)
  } finally {
    await loop.stop()
  }
  retried.push(await retriesOf(session, names))
  show(session, ledger, retried)
  if (ledger.dropped > 0) {
    throw new PolisError('cli/dropped', {
      message: `${ledger.dropped} requests were dropped: ${ledger.failures.join('; ')}`,
      hint: `see polis explain ${names[0]}`,
    })
  }
  if (failure !== undefined) throw failure
}

function rateOf(text: string): number {
  const rate = Number(text)
  if (Number.isFinite(rate) && rate >= 1 && rate <= RATE_MAX) return rate
  throw new PolisError('cli/usage', {
    message: `--rate ${text} is not a number of requests a second`,
    hint: `it is from 1 to ${RATE_MAX}`,
  })
}

/** Services of the stack that a client can ask right now. */
async function provable({ client, namespace }: Session, stack: string): Promise<ServiceView[]> {
  const { value } = await client.call<ServiceView[]>('GET', '/v1/services', {
    query: { namespace },
  })
  const found = value.filter(
    ({ stack: owner, spec, status }) =>
      owner === stack &&
      status.healthy > 0 &&
      spec.lb.protocol === 'http' &&
      spec.ports.some(port => port.published !== null && port.protocol === 'tcp'),
  )
  if (found.length > 0) return found
  throw new PolisError('cli/nothing-to-prove', {
    message: `no service of stack ${stack} is published over HTTP and healthy now`,
    hint: 'deploy it first, then prove the next change',
  })
}

async function targetsOf(
  { client }: Session,
  services: readonly ServiceView[],
  path: string,
): Promise<LoadTarget[]> {
  const { value: nodes } = await client.call<NodeView[]>('GET', '/v1/nodes')
  const hosts = nodes.filter(({ status }) => status.liveness === 'alive').map(({ host }) => host)
  return services.flatMap(({ spec }) =>
    spec.ports
      .filter(port => port.published !== null && port.protocol === 'tcp')
      .flatMap(({ published }) =>
        hosts.map(host => ({ host, port: published!, path, hostName: spec.lb.host })),
      ),
  )
}

/** Retries that the asked node's balancers have counted for the services. */
async function retriesOf({ client }: Session, names: readonly string[]): Promise<number> {
  type Stats = { readonly services: readonly { readonly name: string; readonly retries: number }[] }
  const { value } = await client.call<Stats>('GET', '/v1/lb')
  const ours = value.services.filter(({ name }) => names.includes(name))
  return ours.reduce((sum, { retries }) => sum + retries, 0)
}

function show({ output }: Session, ledger: LoadLedger, retried: readonly number[]): void {
  const rows = ledger.phases.map((counts, i) => ({
    ...counts,
    retried: `${retried[i + 1]! - retried[i]!}`,
  }))
  if (output === 'json' || output === 'yaml') {
    printValue({ phases: rows, failures: ledger.failures }, output)
    return
  }
  const named = rows.map(row => ({ ...row, name: row.phase }))
  printRows(named, output, COLUMNS)
  print('retried: by the balancers of the asked node')
}
