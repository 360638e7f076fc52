/**
 * What runs on this machine: the drivers that are offered, the agent that follows the state, the
 * checks of its tasks.
 */

import { mkdirSync } from 'node:fs'
import type { DataPlane } from '@polis/balancer'
import { type Logger, messageOf, systemClock, systemRandom } from '@polis/base'
import type { ClusterState, Operation } from '@polis/cluster'
import type { Catalog } from '@polis/discovery'
import type { Gossip } from '@polis/gossip'
import {
  CheckArchive,
  CheckRunner,
  CustomChecks,
  createProbe,
  type TaskCommands,
} from '@polis/health'
import { DockerDriver, PortAllocator, ProcessDriver } from '@polis/runtime'
import type { Transport } from '@polis/transport'
import { CONTACT_INTERVAL_MS } from '../config.ts'
import { CutOff } from '../cut-off.ts'
import { dialableAddress } from '../dialable-address.ts'
import type { NodeOptions } from '../options.ts'
import { serviceHealth } from '../service-health.ts'
import { Agent, type Driver } from './agent.ts'
import { CheckDesk } from './check-desk.ts'
import type { Cleanup } from './cleanup.ts'
import { ClusterKey } from './cluster-key.ts'
import type { DataDir } from './data-dir.ts'
import type { Drain } from './drain.ts'
import { EndpointWatch } from './endpoint-watch.ts'
import { HealthWatch } from './health-watch.ts'
import { ObserverWatch } from './observer-watch.ts'
import { taskCommands } from './task-commands.ts'
import { Values } from './values.ts'

export type WorkloadDependencies = {
  readonly options: NodeOptions
  readonly self: string
  readonly dataDir: DataDir
  readonly driverNames: readonly string[]
  readonly dns: () => string
  readonly state: ClusterState
  readonly catalog: Catalog
  readonly gossip: Gossip
  readonly dataPlane: DataPlane
  readonly transport: Transport
  readonly drain: Drain
  readonly leader: () => string | null
  readonly execute: (operations: readonly Operation[], signal: AbortSignal) => Promise<unknown>
  /** Which of the drivers do not work now, whenever that changes. */
  readonly onSilent: (driverNames: readonly string[]) => void
  readonly cleanup: Cleanup
  readonly logger: Logger
}

export type Workloads = {
  readonly agent: Agent
  readonly health: HealthWatch
  readonly endpoints: EndpointWatch
  readonly checks: CheckDesk
  readonly drivers: readonly Driver[]
  readonly values: Values
}

/** Puts agent and checks together; neither does anything before it is started. */
export async function createWorkloads(deps: WorkloadDependencies): Promise<Workloads> {
  const { options, dataDir, state, gossip, cleanup, logger } = deps
  const drivers = await createDrivers(deps)
  const { bind } = options
  const values = createValues(deps)
  let health: HealthWatch | null = null
  const agent = new Agent({
    self: deps.self,
    nodeName: dataDir.record.name,
    bootCount: dataDir.record.bootCount,
    host: bind,
    dns: deps.dns,
    state,
    drivers,
    values,
    ports: new PortAllocator({
      range: options.taskPorts,
      host: bind,
      clock: systemClock,
      random: systemRandom(),
    }),
    drain: deps.drain,
    execute: deps.execute,
    onChecked: event => health?.checked(event),
    onChange: () => health?.sync(),
    onSilent: deps.onSilent,
    random: systemRandom(),
    logger,
  })
  cleanup.add('agent', () => agent.stop())
  watchContact(deps, agent)
  const archive = new CheckArchive({ folder: dataDir.file('health'), clock: systemClock, logger })
  const runner = createRunner(deps, { archive, inTask: taskCommands(agent) })
  archive.start(runner)
  cleanup.add('results of checks', () => archive.stop())
  const watch = new HealthWatch({
    ...{ self: deps.self, nodeName: dataDir.record.name, dns: deps.dns },
    ...{ state, agent, gossip, runner, logger },
    address: dialableAddress(bind),
  })
  health = watch
  cleanup.add('health checks', () => watch.stop())
  const { self, transport, execute } = deps
  const endpoints = new EndpointWatch({ self, state, gossip, transport, execute, logger })
  endpoints.start(watch)
  cleanup.add('registered endpoints', () => endpoints.stop())
  const observers = new ObserverWatch({
    ...{ self, state, gossip, dataPlane: deps.dataPlane },
    runner: createRunner(deps),
  })
  observers.start(watch)
  cleanup.add('observers', () => observers.stop())
  const checks = new CheckDesk({ self, state, gossip, transport, runner, logger })
  return { agent, health: watch, endpoints, checks, drivers: [...drivers.values()], values }
}

/** Configs and secrets, and the key that opens them. */
function createValues({ self, state, dataDir, transport, execute, ...deps }: WorkloadDependencies) {
  const key = new ClusterKey({ self, state, dataDir, transport, execute, logger: deps.logger })
  key.start()
  deps.cleanup.add('cluster key', () => key.stop())
  const values = new Values(state, key, self, dataDir.path)
  Values.tidy().then(
    folders => {
      if (folders.length > 0) deps.logger.info({ folders }, 'removed what dead nodes have left')
    },
    error => deps.logger.debug({ reason: messageOf(error) }, 'no tmpfs to tidy'),
  )
  // A node that leaves nothing behind takes its tasks with it.
  if (dataDir.isTemporary) deps.cleanup.add('files of tasks', () => values.clear())
  return values
}

/** What checks may do is this node's own configuration; a manifest cannot widen it. */
function createRunner(
  { options, state, catalog, cleanup }: WorkloadDependencies,
  { archive, inTask }: { archive?: CheckArchive; inTask?: TaskCommands } = {},
): CheckRunner {
  const custom = new CustomChecks()
  for (const [name, path] of Object.entries(options.checkModules ?? {})) custom.register(name, path)
  cleanup.add('custom checks', async () => custom.close())
  const permissions = {
    isMachineAllowed: options.isExecCheckAllowed === true,
    networks: options.checkNetworks ?? [],
  }
  return new CheckRunner({
    clock: systemClock,
    random: systemRandom(),
    probe: createProbe(systemClock, { permissions, custom, ...(inTask && { inTask }) }),
    recall: (key, checkId) => archive?.recall(key, checkId),
    serviceState: (name, { endpointId }) => serviceHealth(state, catalog, name, endpointId),
  })
}

/** Stops what must not run on once no living leader has been known for long. */
function watchContact(
  { self, state, gossip, leader, cleanup }: WorkloadDependencies,
  agent: Agent,
) {
  const cutOff = new CutOff(systemClock.nowMs())
  const hasContact = () => {
    const id = leader()
    if (id === null || id === self) return id !== null
    const liveness = gossip.members().find(({ peer }) => peer === id)?.liveness
    return liveness !== undefined && liveness !== 'dead' && liveness !== 'left'
  }
  const look = () => {
    const nowMs = systemClock.nowMs()
    for (const id of cutOff.overdue(hasContact(), agent.running(), state, nowMs)) {
      agent.stopCutOff(id)
    }
  }
  const timer = setInterval(look, CONTACT_INTERVAL_MS)
  cleanup.add('contact', () => clearInterval(timer))
}

async function createDrivers(deps: WorkloadDependencies): Promise<Map<string, Driver>> {
  const { dataDir, driverNames, cleanup, logger } = deps
  const drivers = new Map<string, Driver>()
  if (driverNames.includes('docker')) {
    const driver = await DockerDriver.open({
      owner: { clusterId: dataDir.record.clusterId, nodeId: deps.self },
      socketPath: null,
      isTemporary: dataDir.isTemporary,
      allowedBinds: deps.options.allowedBinds ?? [],
      allowedDevices: deps.options.allowedDevices ?? [],
      clock: systemClock,
      logger,
    })
    cleanup.add('docker driver', () => driver.close())
    drivers.set('docker', driver)
  }
  if (driverNames.includes('process')) {
    const stateDir = dataDir.file('tasks')
    mkdirSync(stateDir, { recursive: true, mode: 0o700 })
    const driver = new ProcessDriver({ stateDir, clock: systemClock, logger })
    cleanup.add('process driver', () => driver.close())
    drivers.set('process', driver)
  }
  return drivers
}
