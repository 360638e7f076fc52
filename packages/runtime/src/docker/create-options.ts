/**
 * From a task to the engine's request that creates its container (Docker Engine API,
 * `POST /containers/create`).
 *
 * Built from an allow-list: a field that is not written here cannot reach the engine, whatever the
 * workload says. No privileges, no host namespaces; restarts are the task machine's.
 */

import type Docker from 'dockerode'
import { type ContainerHealthcheck, type ContainerMount, capabilityName } from '../container.ts'
import type { PlacedFile } from '../files.ts'
import { containerEnvironment, type TaskStart } from '../task.ts'
import { containerName, type EngineOwner, labelsOf, volumeName } from './labels.ts'

/** Docker keeps so much output of a container: as the process driver does, 4 files of 10 MiB. */
const LOG_OPTIONS = { 'max-size': '10m', 'max-file': '4' }

const NANOSECONDS = 1_000_000

/** The request for a run of `task`, whose binds and devices were allowed before. */
export function createOptions(
  owner: EngineOwner,
  task: TaskStart,
): Docker.ContainerCreateOptions & { readonly name: string } {
  const { workload } = task
  const settings = workload.container ?? {}
  const exposed = task.workload.ports.map(port => `${port.target}/${port.protocol}`)
  return {
    name: containerName(task),
    Image: workload.image ?? '',
    ...(settings.platform !== undefined && { platform: settings.platform }),
    ...(workload.command.length > 0 && { Cmd: [...workload.command] }),
    ...(settings.entrypoint !== undefined && { Entrypoint: [...settings.entrypoint] }),
    Env: Object.entries(containerEnvironment(task)).map(([name, value]) => `${name}=${value}`),
    Labels: labelsOf(owner, task),
    ExposedPorts: Object.fromEntries(exposed.map(port => [port, {}])),
    StopSignal: workload.stopSignal,
    ...(workload.workingDir !== null && { WorkingDir: workload.workingDir }),
    ...(workload.user !== null && { User: workload.user }),
    ...(settings.hostname !== undefined && { Hostname: settings.hostname }),
    ...(settings.healthcheck !== undefined && { Healthcheck: healthcheck(settings.healthcheck) }),
    HostConfig: hostConfig(owner, task),
  }
}

function hostConfig(owner: EngineOwner, task: TaskStart): Docker.HostConfig {
  const { workload } = task
  const settings = workload.container ?? {}
  const { cpuMillicores, memoryBytes } = workload.limits
  const mounts = settings.mounts ?? []
  const tmpfs = mounts.filter(mount => mount.kind === 'tmpfs')
  return {
    PortBindings: portBindings(task),
    RestartPolicy: { Name: 'no' },
    LogConfig: { Type: 'json-file', Config: LOG_OPTIONS },
    ...(cpuMillicores > 0 && { NanoCpus: cpuMillicores * 1_000_000 }),
    // Swap would only make a limit vague: none beyond the memory.
    ...(memoryBytes > 0 && { Memory: memoryBytes, MemorySwap: memoryBytes }),
    ...(softMemory(task) > 0 && { MemoryReservation: softMemory(task) }),
    ...(settings.pidsMax !== undefined && { PidsLimit: settings.pidsMax }),
    ...(settings.hasInit !== undefined && { Init: settings.hasInit }),
    ...(settings.isReadOnly !== undefined && { ReadonlyRootfs: settings.isReadOnly }),
    ...(settings.capAdd !== undefined && { CapAdd: settings.capAdd.map(capabilityName) }),
    ...(settings.capDrop !== undefined && { CapDrop: settings.capDrop.map(capabilityName) }),
    ...(settings.groupAdd !== undefined && { GroupAdd: [...settings.groupAdd] }),
    ...(settings.hasNoNewPrivileges === true && { SecurityOpt: ['no-new-privileges:true'] }),
    ...(settings.ulimits !== undefined && {
      Ulimits: Object.entries(settings.ulimits).map(([Name, { soft: Soft, hard: Hard }]) => ({
        ...{ Name, Soft, Hard },
      })),
    }),
    ...(settings.sysctls !== undefined && { Sysctls: { ...settings.sysctls } }),
    ...(settings.shmBytes !== undefined && { ShmSize: settings.shmBytes }),
    ...(settings.extraHosts !== undefined && { ExtraHosts: [...settings.extraHosts] }),
    ...(settings.dns !== undefined && { Dns: [...settings.dns] }),
    ...(settings.dnsSearch !== undefined && { DnsSearch: [...settings.dnsSearch] }),
    ...(settings.dnsOptions !== undefined && { DnsOptions: [...settings.dnsOptions] }),
    ...(settings.devices !== undefined && {
      Devices: settings.devices.map(({ source, target, permissions }) => ({
        ...{ PathOnHost: source, PathInContainer: target, CgroupPermissions: permissions },
      })),
    }),
    ...(tmpfs.length > 0 && { Tmpfs: Object.fromEntries(tmpfs.map(tmpfsEntry)) }),
    Mounts: [
      ...mounts.flatMap(mount => mountOf(owner, task.namespace, mount)),
      ...(task.files ?? []).map(fileMount),
    ],
  }
}

/** What is reserved is also the engine's soft limit, as long as it is below the hard one. */
function softMemory({ workload }: TaskStart): number {
  const { limits, reservations } = workload
  const isBelow = limits.memoryBytes === 0 || reservations.memoryBytes <= limits.memoryBytes
  return isBelow ? reservations.memoryBytes : 0
}

/** The container's ports on the node ports that were assigned, at the address tasks listen on. */
function portBindings(task: TaskStart): Record<string, { HostIp: string; HostPort: string }[]> {
  const nodePorts = new Map(task.ports.map(({ target, port }) => [target, port]))
  return Object.fromEntries(
    task.workload.ports.flatMap(({ target, protocol }) => {
      const port = nodePorts.get(target)
      if (port === undefined) return []
      return [[`${target}/${protocol}`, [{ HostIp: task.host, HostPort: String(port) }]]]
    }),
  )
}

function healthcheck(check: ContainerHealthcheck): Docker.HealthConfig {
  const { intervalMs, timeoutMs, startPeriodMs, startIntervalMs, retries } = check
  return {
    ...(check.test.length > 0 && { Test: [...check.test] }),
    ...(intervalMs !== undefined && { Interval: intervalMs * NANOSECONDS }),
    ...(timeoutMs !== undefined && { Timeout: timeoutMs * NANOSECONDS }),
    ...(retries !== undefined && { Retries: retries }),
    ...(startPeriodMs !== undefined && { StartPeriod: startPeriodMs * NANOSECONDS }),
    ...(startIntervalMs !== undefined && { StartInterval: startIntervalMs * NANOSECONDS }),
  }
}

function tmpfsEntry(mount: Extract<ContainerMount, { kind: 'tmpfs' }>): [string, string] {
  const size = mount.sizeBytes > 0 ? [`size=${mount.sizeBytes}`] : []
  return [mount.target, ['rw', 'noexec', 'nosuid', 'nodev', ...size].join(',')]
}

/** A config or secret: a file of this node's tmpfs, which the task reads and nobody writes. */
function fileMount({ source: Source, target: Target }: PlacedFile): Docker.MountSettings {
  return { Type: 'bind', Source, Target, ReadOnly: true }
}

function mountOf(
  owner: EngineOwner,
  namespace: string,
  mount: ContainerMount,
): Docker.MountSettings[] {
  switch (mount.kind) {
    case 'tmpfs':
      return []
    case 'bind': {
      const { source: Source, target: Target, isReadOnly: ReadOnly } = mount
      return [{ Type: 'bind', Source, Target, ReadOnly }]
    }
    case 'volume': {
      const Labels = { 'io.polis.cluster': owner.clusterId, 'io.polis.node': owner.nodeId }
      return [
        {
          Type: 'volume',
          Source: mount.source === '' ? '' : volumeName(owner, namespace, mount.source),
          Target: mount.target,
          ReadOnly: mount.isReadOnly,
          VolumeOptions: { NoCopy: false, Labels, DriverConfig: { Name: '', Options: {} } },
        },
      ]
    }
  }
}
