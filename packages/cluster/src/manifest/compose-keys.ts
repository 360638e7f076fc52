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
  honoured: ['name', 'services', 'version'],
  ignored: {
    ...without('configs secrets models'),
    networks: 'all services of a cluster reach each other by name',
    volumes: 'a task starts with an empty file system wherever it runs',
    include: CLIENT_ONLY,
  },
  refused: {},
  client: ['include'],
}

export const SERVICE_KEYS: KeyTable = {
  honoured: [
    'image',
    'command',
    'entrypoint',
    'environment',
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
  ],
  ignored: {
    ...without('attach blkio_config cap_add cap_drop cpu_count cpu_percent cpu_period'),
    ...without('cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpuset cgroup configs develop'),
    ...without('dns dns_opt dns_search domainname gpus group_add'),
    ...without('hostname init isolation logging mac_address mem_reservation'),
    ...without('mem_swappiness memswap_limit oom_kill_disable oom_score_adj pids_limit platform'),
    ...without(
      'post_start pre_stop pull_policy pull_refresh_after read_only runtime secrets security_opt',
    ),
    ...without('shm_size stdin_open storage_opt sysctls tmpfs tty ulimits uts volumes_from'),
    build: "Polis does not build images; push one and name it in 'image'",
    container_name: 'tasks are named after their service and slot',
    cpus: "use 'deploy.resources.limits.cpus'",
    env_file: CLIENT_ONLY,
    extends: CLIENT_ONLY,
    external_links: 'services are reached by name',
    extra_hosts: 'services are reached by name',
    healthcheck: "use 'x-check', which the node runs from outside the task",
    label_file: CLIENT_ONLY,
    links: 'services are reached by name',
    mem_limit: "use 'deploy.resources.limits.memory'",
    network_mode: 'tasks are reached through ports of their node',
    networks: 'all services of a cluster reach each other by name',
    scale: "use 'deploy.replicas'",
    volumes: 'a task starts with an empty file system wherever it runs',
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

export const RESOURCE_KEYS: KeyTable = {
  honoured: ['cpus', 'memory'],
  ignored: without('pids devices generic_resources'),
  refused: {},
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
