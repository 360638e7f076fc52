/**
 * Which keys of the Compose Specification there are, and what becomes of each: honoured, reported
 * as not honoured, or refused because ignoring it would be unsafe.
 */

/** What becomes of the keys of one level of the manifest. */
export type KeyTable = {
  readonly honoured: readonly string[]
  /** Known to Compose, not honoured: reported as warnings, with a hint where there is one. */
  readonly ignored: Readonly<Record<string, string>>
  /** Known to Compose, refused with the reason. */
  readonly refused: Readonly<Record<string, string>>
  /** Values with which a refused key asks for nothing. */
  readonly harmless?: Readonly<Record<string, readonly string[]>>
  /** Resolved by the polis command before a node sees them; ignored if a node does. */
  readonly client?: readonly string[]
}

/** Keys that are just not honoured, without a word more. */
function without(names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map(name => [name, '']))
}

const CLIENT_ONLY = 'only the polis command reads files'
const ISOLATION = "it would weaken the container's isolation"

export const TOP_KEYS: KeyTable = {
  honoured: ['name', 'services', 'version', 'volumes', 'configs', 'secrets'],
  ignored: {
    ...without('models'),
    networks: 'all services of a cluster reach each other by name',
    include: CLIENT_ONLY,
  },
  refused: {},
  client: ['include'],
}

/** Keys of a service that a container has and a plain process has not. */
export const CONTAINER_KEYS: readonly string[] = [
  ...['cap_add', 'cap_drop', 'dns', 'dns_opt', 'dns_search', 'extra_hosts', 'group_add'],
  ...['healthcheck', 'hostname', 'init', 'pids_limit', 'platform', 'pull_policy', 'read_only'],
  ...['security_opt', 'shm_size', 'sysctls', 'tmpfs', 'ulimits', 'volumes'],
]

export const SERVICE_KEYS: KeyTable = {
  honoured: [
    ...CONTAINER_KEYS,
    'cpus',
    'mem_limit',
    'mem_reservation',
    'image',
    'command',
    'entrypoint',
    'environment',
    'configs',
    'secrets',
    'working_dir',
    'user',
    'ports',
    'expose',
    'labels',
    'annotations',
    'restart',
    'stop_signal',
    'stop_grace_period',
    'deploy',
    'depends_on',
    'profiles',
    'x-runtime',
    'x-check',
    'x-lb',
    'x-autoscale',
    'x-dns',
    ...['x-job', 'x-cron', 'x-placement', 'x-rollout', 'x-disconnect'],
  ],
  ignored: {
    ...without('attach blkio_config cpu_count cpu_percent cpu_period'),
    ...without('cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpuset cgroup develop'),
    ...without('domainname gpus'),
    ...without('isolation mac_address'),
    ...without('mem_swappiness memswap_limit oom_kill_disable oom_score_adj'),
    ...without('post_start pre_stop pull_refresh_after runtime'),
    ...without('stdin_open storage_opt tty uts volumes_from'),
    build: "Polis does not build images; push one and name it in 'image'",
    container_name: 'tasks are named after their service and slot',
    env_file: CLIENT_ONLY,
    extends: CLIENT_ONLY,
    external_links: 'services are reached by name',
    label_file: CLIENT_ONLY,
    links: 'services are reached by name',
    logging: 'output is kept by the node, 40 MiB a task; see polis logs',
    network_mode: 'tasks are reached through ports of their node',
    networks: 'all services of a cluster reach each other by name',
    scale: "use 'deploy.replicas'",
  },
  refused: {
    cgroup_parent: ISOLATION,
    credential_spec: 'it is for Windows only',
    device_cgroup_rules: "it would open the node's devices to the task",
    devices: "it would open the node's devices to the task",
    ipc: ISOLATION,
    models: 'Polis runs no model provider',
    pid: ISOLATION,
    privileged: ISOLATION,
    provider: 'Polis runs no external provider',
    use_api_socket: "it would hand the node's container engine to the task",
    userns_mode: ISOLATION,
  },
  harmless: {
    device_cgroup_rules: [''],
    devices: [''],
    ipc: ['', 'private', 'none'],
    pid: [''],
    privileged: ['false'],
    use_api_socket: ['false'],
    userns_mode: [''],
  },
  client: ['env_file', 'extends', 'label_file'],
}

export const DEPLOY_KEYS: KeyTable = {
  honoured: [
    'mode',
    'replicas',
    'resources',
    'restart_policy',
    'update_config',
    'placement',
    'labels',
  ],
  ignored: {
    endpoint_mode: "every node's load balancer listens on published ports",
    rollback_config: 'a rollback goes at the pace of the update',
  },
  refused: {},
}

export const RESOURCES_KEYS: KeyTable = {
  honoured: ['limits', 'reservations'],
  ignored: {},
  refused: {},
}

export const LIMIT_KEYS: KeyTable = {
  honoured: ['cpus', 'memory', 'pids'],
  ignored: without('devices generic_resources'),
  refused: {},
}

export const RESERVATION_KEYS: KeyTable = {
  honoured: ['cpus', 'memory'],
  ignored: without('devices generic_resources pids'),
  refused: {},
}

export const HEALTHCHECK_KEYS: KeyTable = {
  honoured: [
    ...['test', 'interval', 'timeout', 'retries', 'start_period', 'start_interval', 'disable'],
  ],
  ignored: {},
  refused: {},
}

/** A volume of a service in its long form. */
export const MOUNT_KEYS: KeyTable = {
  honoured: ['type', 'source', 'target', 'read_only', 'tmpfs'],
  ignored: without('consistency bind volume image'),
  refused: {},
}

/** What a mount of memory is asked for in its long form. */
export const TMPFS_KEYS: KeyTable = {
  honoured: ['size'],
  ignored: { mode: "it is every user's to write, as /tmp is (1777)" },
  refused: {},
}

/** A volume of the manifest. */
export const VOLUME_KEYS: KeyTable = {
  honoured: [],
  ignored: {
    ...without('labels'),
    driver: "volumes are the engine's local ones",
    driver_opts: "volumes are the engine's local ones",
    external: 'a volume is made where it is first used',
    name: 'a volume is named after its cluster, node and namespace',
  },
  refused: {},
}

/** A config or secret of the manifest. */
export const VALUE_KEYS: KeyTable = {
  honoured: ['content', 'external', 'name', 'x-base64'],
  ignored: {
    ...without('labels template_driver'),
    driver: 'values are kept by the cluster itself',
    driver_opts: 'values are kept by the cluster itself',
    environment: CLIENT_ONLY,
    file: CLIENT_ONLY,
  },
  refused: {},
  client: ['environment', 'file'],
}

export const RESTART_KEYS: KeyTable = {
  honoured: ['condition', 'delay', 'max_attempts', 'window'],
  ignored: {},
  refused: {},
}

export const UPDATE_KEYS: KeyTable = {
  honoured: [
    'parallelism',
    'delay',
    'order',
    'failure_action',
    'monitor',
    'max_failure_ratio',
    'x-healthy-deadline',
  ],
  ignored: {},
  refused: {},
}

export const PLACEMENT_KEYS: KeyTable = {
  honoured: ['constraints', 'preferences', 'max_replicas_per_node'],
  ignored: {},
  refused: {},
}

export const PORT_KEYS: KeyTable = {
  honoured: ['target', 'published', 'protocol', 'name', 'app_protocol'],
  ignored: {
    host_ip: "every node's load balancer listens on its bind address",
    mode: "every node's load balancer listens on published ports",
  },
  refused: {},
}

/** A table of keys that are all Polis's own. */
export function ownKeys(...honoured: string[]): KeyTable {
  return { honoured, ignored: {}, refused: {} }
}
