/**
 * What a container may be told beyond its image and command: an allow-list.
 *
 * Everything here is safe to take from a manifest on a machine that other services share: no
 * setting reaches the host's namespaces, devices or files, except a bind and some kinds of device,
 * which the node must allow by path. What is not in this type cannot be asked for, so a new setting
 * is a decision (Compose Specification, `services`; issue of isolation in docs/design/runtime.md).
 */

import { type ContainerDevice, deviceProblems } from './device.ts'
import { isPlainPath } from './files.ts'

/** The health check that the engine runs inside the container (Compose `healthcheck`). */
export type ContainerHealthcheck = {
  /** `CMD`, `CMD-SHELL` or `NONE` and its words; `NONE` switches the image's own off. */
  readonly test: readonly string[]
  /** Absent: the image's own, or the engine's default; here and below. */
  readonly intervalMs?: number
  readonly timeoutMs?: number
  readonly retries?: number
  readonly startPeriodMs?: number
  readonly startIntervalMs?: number
}

export type ContainerMount =
  /**
   * A volume of this node, made when it is first used; it outlives its tasks. Without a name (an
   * empty source) it goes with its container.
   */
  | {
      readonly kind: 'volume'
      readonly source: string
      readonly target: string
      readonly isReadOnly: boolean
      /** True: no two tasks have it for writing at a time, which is the cluster's to see to. */
      readonly isSingleWriter?: boolean
    }
  /** A path of the machine, where the node allows it. */
  | {
      readonly kind: 'bind'
      readonly source: string
      readonly target: string
      readonly isReadOnly: boolean
    }
  /** Memory; `sizeBytes` 0 leaves the size to the kernel. */
  | { readonly kind: 'tmpfs'; readonly target: string; readonly sizeBytes: number }

export type PullPolicy = 'always' | 'missing' | 'never'

/** Absent fields are the image's or the engine's defaults. */
export type ContainerSettings = {
  /** Replaces the image's; an empty list takes it away. */
  readonly entrypoint?: readonly string[]
  readonly healthcheck?: ContainerHealthcheck
  readonly pullPolicy?: PullPolicy
  /** `os[/arch[/variant]]`. */
  readonly platform?: string
  readonly hostname?: string
  /** Runs a small init as PID 1 that reaps and hands signals on. */
  readonly hasInit?: boolean
  readonly isReadOnly?: boolean
  readonly capAdd?: readonly string[]
  readonly capDrop?: readonly string[]
  readonly groupAdd?: readonly string[]
  readonly hasNoNewPrivileges?: boolean
  readonly ulimits?: Readonly<Record<string, { readonly soft: number; readonly hard: number }>>
  readonly sysctls?: Readonly<Record<string, string>>
  readonly shmBytes?: number
  /** Processes and threads at once. */
  readonly pidsMax?: number
  /** `name:address`. */
  readonly extraHosts?: readonly string[]
  readonly dns?: readonly string[]
  readonly dnsSearch?: readonly string[]
  readonly dnsOptions?: readonly string[]
  readonly mounts?: readonly ContainerMount[]
  readonly devices?: readonly ContainerDevice[]
}

/**
 * Capabilities that `cap_add` may name: those that Docker gives by default (so that dropping ALL
 * and adding back works), and three that act inside the container's own namespaces only.
 */
export const CAPABILITIES_ALLOWED: readonly string[] = [
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD'],
  ...['NET_BIND_SERVICE', 'NET_RAW', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
  ...['IPC_LOCK', 'LEASE', 'NET_ADMIN'],
]

/** Kernel parameters that belong to the container's own namespaces. */
const SAFE_SYSCTL = /^(?:net\.|fs\.mqueue\.|kernel\.(?:shm\w+|msg\w+|sem)$)/

/** Limits that Docker knows (setrlimit(2)). */
const ULIMITS = new Set([
  ...['core', 'cpu', 'data', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile', 'nproc'],
  ...['rss', 'rtprio', 'rttime', 'sigpending', 'stack'],
])

/** Name of a capability as the allow-list has it. */
export function capabilityName(text: string): string {
  return text.toUpperCase().replace(/^CAP_/, '')
}

/** What is wrong with settings: the Compose key and one line that says what is. */
export function containerProblems(
  settings: ContainerSettings,
): { readonly field: string; readonly reason: string }[] {
  const problems: { field: string; reason: string }[] = []
  const refuse = (field: string, reason: string) => problems.push({ field, reason })
  for (const name of settings.capAdd ?? []) {
    if (CAPABILITIES_ALLOWED.includes(capabilityName(name))) continue
    refuse('cap_add', `the capability ${name} reaches beyond the container and is refused`)
  }
  for (const name of Object.keys(settings.sysctls ?? {})) {
    if (SAFE_SYSCTL.test(name)) continue
    refuse('sysctls', `'${name}' is a parameter of the whole machine and is refused`)
  }
  for (const [name, { soft, hard }] of Object.entries(settings.ulimits ?? {})) {
    if (!ULIMITS.has(name)) refuse('ulimits', `there is no limit '${name}'`)
    else if (hard !== -1 && (soft === -1 || soft > hard)) {
      refuse('ulimits', `the soft limit of ${name} is above the hard one`)
    }
  }
  for (const mount of settings.mounts ?? []) {
    if (isPlainPath(mount.target)) continue
    refuse('volumes', `'${mount.target}' is not an absolute path inside the container`)
  }
  for (const mount of settings.mounts ?? []) {
    if (mount.kind === 'tmpfs') continue
    const isNamed = mount.source === '' || /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}$/.test(mount.source)
    if (mount.kind === 'volume' && !isNamed) {
      refuse('volumes', `'${mount.source}' is not the name of a volume`)
    }
    if (mount.kind === 'volume' && mount.source === '' && mount.isReadOnly) {
      refuse(
        'volumes',
        `a volume without a name cannot be read-only: '${mount.target}' has nothing`,
      )
    }
    if (mount.kind === 'bind' && !isPlainPath(mount.source)) {
      refuse('volumes', `'${mount.source}' is not an absolute path of the machine`)
    }
  }
  return [...problems, ...deviceProblems(settings.devices ?? [])]
}
