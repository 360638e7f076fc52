/** One service of a manifest, from its keys to a complete definition with defaults. */

import { type PolicySpec, widestBounds } from '@polis/autoscaler'
import {
  DEFAULT_STOP_GRACE_MS,
  type DriverName,
  SIGNAL_NUMBERS,
  type SignalName,
  type WorkloadSpec,
  workload,
  workloadProblems,
} from '@polis/runtime'
import { nameRefusal } from '../apply/names.ts'
import type { ServiceDefinition } from '../commands.ts'
import type { LoadBalancerSpec, ServicePort } from '../objects.ts'
import { readAutoscale } from './autoscale.ts'
import { SERVICE_KEYS } from './compose-keys.ts'
import { readContainer, readHealthcheck, withShorthands } from './container.ts'
import { readDependsOn } from './depends-on.ts'
import { type DeploySection, readDeploy } from './deploy.ts'
import { readDns } from './dns.ts'
import { readChecks, readLoadBalancer } from './extensions.ts'
import { refuseHostAccess } from './host-access.ts'
import { HOLD_DEFAULT } from './l4-extensions.ts'
import type { Entry } from './node.ts'
import { readPorts } from './ports.ts'
import { processHealthcheck } from './process-healthcheck.ts'
import { pathOf, type Reader, type Section } from './reader.ts'
import { warnOfSticky } from './rollout.ts'
import { shellWords } from './shell-words.ts'
import { type ManifestValue, readFiles } from './values.ts'

/** Reads one entry of `services`; what is wrong is in the reader afterwards. */
export function readService(
  reader: Reader,
  { key: name, at, value }: Entry,
  names: ReadonlySet<string>,
  values: readonly ManifestValue[],
): ServiceDefinition {
  const service = reader.section(value, `services.${name}`)
  const refusal = nameRefusal('service', name)
  if (refusal !== undefined) reader.error(at, `${refusal.message}: ${refusal.hint}`)
  reader.checkKeys(service, SERVICE_KEYS)
  refuseHostAccess(reader, service)
  // Resolved before; what is left of it is no list.
  reader.texts(service, 'profiles')
  const ports = readPorts(reader, service)
  const checks = readChecks(reader, service, ports)
  const isProved = checks.some(({ purpose }) => purpose !== 'liveness')
  const deploy = readDeploy(reader, service, isProved)
  const autoscale = readAutoscale(reader, service, ports)
  const lb = heldAtZero(readLoadBalancer(reader, service, ports, checks), autoscale)
  refuseUncounted(reader, service, lb, autoscale)
  warnOfSticky(reader, service, lb, deploy.update)
  const dependsOn = readDependsOn(reader, service, names)
  const spec = readWorkload(reader, { ...service, at }, ports, deploy, values)
  const healthcheck = spec.driver === 'process' ? readHealthcheck(reader, service) : undefined
  return {
    name,
    spec: {
      version: deploy.labels['version'] ?? imageTag(reader.text(service, 'image')),
      labels: { ...reader.pairs(service, 'labels'), ...deploy.labels },
      annotations: reader.pairs(service, 'annotations'),
      ports,
      lb,
      checks: [...checks, ...processHealthcheck(reader, service, healthcheck, checks)],
      ...readDns(reader, service),
    },
    deployment: {
      workload: spec,
      constraints: deploy.constraints,
      preferences: deploy.preferences,
      maxPerNode: deploy.maxPerNode,
      update: deploy.update,
      ...(deploy.mode === undefined ? {} : { mode: deploy.mode }),
      ...(deploy.placement === undefined ? {} : { placement: deploy.placement }),
      ...(deploy.disconnect === undefined ? {} : { disconnect: deploy.disconnect }),
      ...(dependsOn.length === 0 ? {} : { dependsOn }),
    },
    replicas: deploy.replicas ?? autoscale?.min ?? 1,
    autoscale,
  }
}

/** A service that may be scaled to zero holds who comes then, unless `x-lb.hold` says how. */
function heldAtZero(lb: LoadBalancerSpec, autoscale: PolicySpec | null): LoadBalancerSpec {
  if (autoscale === null || widestBounds(autoscale).min > 0 || lb.mode === 'kernel') return lb
  return { hold: HOLD_DEFAULT, ...lb }
}

/** What the kernel forwards is counted by nobody: a policy on it would take a busy service for idle. */
function refuseUncounted(
  reader: Reader,
  service: Section,
  lb: LoadBalancerSpec,
  autoscale: PolicySpec | null,
): void {
  if (lb.mode !== 'kernel' || autoscale === null) return
  for (const key of ['rps', 'inflight', 'responseTimeMs', 'errorRate'] as const) {
    if (autoscale[key] === undefined) continue
    const why = 'needs x-lb.mode user: nobody counts what the kernel forwards'
    reader.error(
      reader.get(service, 'x-autoscale')!.at,
      `${service.path}.x-autoscale.${key} ${why}`,
    )
  }
}

function readWorkload(
  reader: Reader,
  service: Section,
  ports: readonly ServicePort[],
  deploy: DeploySection,
  values: readonly ManifestValue[],
): WorkloadSpec {
  const errorsBefore = reader.errors.length
  const image = reader.text(service, 'image') ?? null
  const driver = readDriver(reader, service, image)
  const user = reader.text(service, 'user') ?? null
  const entrypoint = readCommand(reader, service, 'entrypoint')
  const command = readCommand(reader, service, 'command')
  const settings = readContainer(reader, service, driver)
  // An image has its own, which a plain process has not.
  const replaces = driver === 'docker' && reader.get(service, 'entrypoint') !== undefined
  const container = replaces ? { ...settings, entrypoint } : settings
  const files = readFiles(reader, service, driver, values)
  const targets = new Map(ports.map(port => [`${port.target}/${port.protocol}`, port]))
  const spec = workload({
    driver,
    image: driver === 'process' ? null : image,
    command: driver === 'process' ? [...entrypoint, ...command] : command,
    environment: reader.pairs(service, 'environment'),
    workingDir: reader.text(service, 'working_dir') ?? null,
    user,
    stopSignal: readSignal(reader, service),
    stopGraceMs: reader.durationMs(service, 'stop_grace_period') ?? DEFAULT_STOP_GRACE_MS,
    ports: [...targets.values()].map(({ name, target, protocol }) => ({ name, target, protocol })),
    restart: deploy.restart,
    ...withShorthands(reader, service, deploy),
    ...(container !== undefined && { container }),
    ...(files.length > 0 && { files }),
  })
  if (reader.errors.length > errorsBefore) return spec
  // Containers take variables of any name; a shell, which starts plain processes, does not.
  const judged = driver === 'docker' ? { ...spec, environment: {} } : spec
  for (const { field, reason } of workloadProblems(judged)) {
    reader.error(positionOf(reader, service, field), `${service.path}: ${reason}`)
  }
  return spec
}

/** Where the key stands that a field of the workload came from, or else the service. */
function positionOf(reader: Reader, service: Section, field: string): Section['at'] {
  const keys: Readonly<Record<string, string>> = {
    workingDir: 'working_dir',
    stopSignal: 'stop_signal',
    stopGraceMs: 'stop_grace_period',
  }
  return reader.get(service, keys[field] ?? field)?.at ?? service.at
}

function readDriver(reader: Reader, service: Section, image: string | null): DriverName {
  const driver = reader.choice(service, 'x-runtime', ['docker', 'process'] as const)
  if (driver !== undefined) return driver
  if (image !== null || reader.get(service, 'x-runtime') !== undefined) return 'docker'
  const isBuilt = reader.get(service, 'build') !== undefined
  const hint = isBuilt
    ? "Polis does not build images; push one and name it in 'image'"
    : "name one, or say 'x-runtime: process' to run its command as a plain process"
  reader.error(service.at, `${service.path} has no image: ${hint}`)
  return 'process'
}

function readCommand(reader: Reader, service: Section, key: string): string[] {
  const node = reader.get(service, key)
  if (node === undefined) return []
  if (node.kind === 'list') return reader.texts(service, key)
  const words = shellWords(reader.text(service, key) ?? '')
  if (words === null)
    reader.error(node.at, `${pathOf(service, key)} has a quote that is not closed`)
  return words ?? []
}

function readSignal(reader: Reader, service: Section): SignalName {
  const text = reader.text(service, 'stop_signal')
  if (text === undefined) return 'SIGTERM'
  const name = text.startsWith('SIG') ? text : `SIG${text}`
  if (Object.hasOwn(SIGNAL_NUMBERS, name)) return name as SignalName
  const at = reader.get(service, 'stop_signal')!.at
  const known = Object.keys(SIGNAL_NUMBERS).join(', ')
  reader.error(at, `${pathOf(service, 'stop_signal')}: '${text}' should be one of ${known}`)
  return 'SIGTERM'
}

/** The tag of an image reference: what comes after the last colon that is not part of a host. */
function imageTag(image: string | undefined): string {
  return /:([\w][\w.-]*)(?:@|$)/.exec(image?.split('/').at(-1) ?? '')?.[1] ?? ''
}
