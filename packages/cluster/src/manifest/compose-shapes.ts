/**
 * The keys of the Compose Specification at every depth, with the shape of their values (its
 * schema/compose-spec.json). What becomes of each key is in `compose-keys.ts`; this only says what
 * there is, so a new key of Compose is added here first.
 */

import {
  ANY,
  all,
  choice,
  either,
  list,
  map,
  NUMBER,
  named,
  type Shape,
  TEXT,
  TRUTH,
} from './shape.ts'

const TEXTS = list(TEXT)
const TEXT_OR_LIST = either(TEXT, TEXTS)
/** `{A: b}` or `["A=b"]`. */
const PAIRS = either(named(TEXT), TEXTS)
const COMMAND = TEXT_OR_LIST
const EXTERNAL = either(TRUTH, map({ name: TEXT }))
const HOOK = map({
  command: COMMAND,
  ...all('user working_dir'),
  privileged: TRUTH,
  environment: PAIRS,
})
const EXTRA_HOSTS = either(named(TEXT_OR_LIST), TEXTS)
const ULIMITS = named(either(NUMBER, map(all('soft hard', NUMBER))))
const MOUNTED = list(either(TEXT, map(all('source target uid gid mode'))))

const DEVICE_REQUEST = map({
  capabilities: TEXTS,
  count: TEXT,
  device_ids: TEXTS,
  driver: TEXT,
  options: PAIRS,
})

const BUILD = either(
  TEXT,
  map({
    ...all('context dockerfile dockerfile_inline network target shm_size isolation'),
    ...all('no_cache pull privileged provenance sbom', TEXT),
    ...all('args ssh labels additional_contexts', PAIRS),
    ...all('entitlements cache_from cache_to tags platforms', TEXTS),
    extra_hosts: EXTRA_HOSTS,
    secrets: MOUNTED,
    ulimits: ULIMITS,
  }),
)

const BLKIO = map({
  weight: NUMBER,
  weight_device: list(map({ path: TEXT, weight: NUMBER })),
  ...all(
    'device_read_bps device_read_iops device_write_bps device_write_iops',
    list(map(all('path rate'))),
  ),
})

const RESOURCE = {
  ...all('cpus pids', NUMBER),
  memory: TEXT,
  devices: list(DEVICE_REQUEST),
  generic_resources: list(map({ discrete_resource_spec: map({ kind: TEXT, value: NUMBER }) })),
}

const UPDATE = {
  ...all('parallelism max_failure_ratio', NUMBER),
  ...all('delay failure_action monitor'),
  order: choice('start-first', 'stop-first'),
}

/** `deploy`. */
export const DEPLOY_SHAPE = map({
  mode: TEXT,
  endpoint_mode: choice('vip', 'dnsrr'),
  replicas: NUMBER,
  labels: PAIRS,
  resources: map({ limits: map(RESOURCE), reservations: map(RESOURCE) }),
  restart_policy: map({ ...all('condition delay window'), max_attempts: NUMBER }),
  update_config: map(UPDATE),
  rollback_config: map(UPDATE),
  placement: map({
    constraints: TEXTS,
    preferences: list(map({ spread: TEXT })),
    max_replicas_per_node: NUMBER,
  }),
})

/** A port in its long form. */
export const PORT_SHAPE = map(all('name mode host_ip target published protocol app_protocol'))

const VOLUME = map({
  type: choice('bind', 'volume', 'tmpfs', 'cluster', 'npipe', 'image'),
  ...all('source target consistency'),
  read_only: TRUTH,
  bind: map({ ...all('propagation recursive selinux'), create_host_path: TRUTH }),
  volume: map({ labels: PAIRS, nocopy: TRUTH, subpath: TEXT }),
  tmpfs: map(all('size mode')),
  image: map({ subpath: TEXT }),
})

const NETWORK_OF_SERVICE = map({
  aliases: TEXTS,
  link_local_ips: TEXTS,
  ...all('interface_name ipv4_address ipv6_address mac_address'),
  driver_opts: named(TEXT),
  ...all('priority gw_priority', NUMBER),
})

const DEPENDENCY = map({
  condition: choice('service_started', 'service_healthy', 'service_completed_successfully'),
  ...all('restart required', TRUTH),
})

const WATCH = map({
  ...all('path target'),
  action: choice('rebuild', 'sync', 'restart', 'sync+restart', 'sync+exec'),
  ...all('ignore include', TEXT_OR_LIST),
  initial_sync: TRUTH,
  exec: HOOK,
})

/** A service. */
export const SERVICE_SHAPE = map({
  ...all('cgroup cgroup_parent container_name cpuset domainname hostname image ipc isolation'),
  ...all('mac_address network_mode pid platform pull_policy pull_refresh_after restart runtime'),
  ...all('stop_grace_period stop_signal user userns_mode uts working_dir'),
  ...all('cpu_period cpu_quota cpu_rt_period cpu_rt_runtime'),
  ...all('mem_limit mem_reservation memswap_limit shm_size'),
  ...all('cpu_count cpu_percent cpu_shares cpus mem_swappiness oom_score_adj', NUMBER),
  ...all('pids_limit scale', NUMBER),
  ...all('attach init oom_kill_disable privileged read_only stdin_open tty use_api_socket', TRUTH),
  ...all('annotations environment labels sysctls', PAIRS),
  ...all('cap_add cap_drop device_cgroup_rules dns_opt expose external_links group_add', TEXTS),
  ...all('links profiles security_opt volumes_from', TEXTS),
  ...all('dns dns_search label_file tmpfs', TEXT_OR_LIST),
  ...all('command entrypoint', COMMAND),
  ...all('post_start pre_stop', list(HOOK)),
  ...all('configs secrets', MOUNTED),
  blkio_config: BLKIO,
  build: BUILD,
  credential_spec: map(all('config file registry')),
  depends_on: either(named(DEPENDENCY), TEXTS),
  deploy: DEPLOY_SHAPE,
  develop: map({ watch: list(WATCH) }),
  devices: list(either(TEXT, map(all('source target permissions')))),
  env_file: either(TEXT, list(either(TEXT, map({ ...all('path format'), required: TRUTH })))),
  extends: either(TEXT, map(all('service file'))),
  extra_hosts: EXTRA_HOSTS,
  gpus: either(TEXT, list(DEVICE_REQUEST)),
  healthcheck: map({
    disable: TRUTH,
    test: TEXT_OR_LIST,
    retries: NUMBER,
    ...all('interval timeout start_period start_interval'),
  }),
  logging: map({ driver: TEXT, options: named(TEXT) }),
  models: either(named(map(all('endpoint_var model_var'))), TEXTS),
  networks: either(named(NETWORK_OF_SERVICE), TEXTS),
  ports: list(either(TEXT, PORT_SHAPE)),
  provider: map({ type: TEXT, options: named(ANY) }),
  storage_opt: named(TEXT),
  ulimits: ULIMITS,
  volumes: list(either(TEXT, VOLUME)),
})

const IPAM = map({
  driver: TEXT,
  config: list(map({ ...all('subnet ip_range gateway'), aux_addresses: named(TEXT) })),
  options: named(TEXT),
})

const STORED = {
  ...all('name file environment template_driver driver'),
  driver_opts: named(TEXT),
  labels: PAIRS,
  external: EXTERNAL,
}

/** The top of a Compose file. */
export const TOP_SHAPE = map({
  ...all('name version'),
  include: list(
    either(TEXT, map({ path: TEXT_OR_LIST, env_file: TEXT_OR_LIST, project_directory: TEXT })),
  ),
  services: named(SERVICE_SHAPE),
  networks: named(
    map({
      ...all('name driver'),
      driver_opts: named(TEXT),
      ipam: IPAM,
      external: EXTERNAL,
      ...all('internal enable_ipv4 enable_ipv6 attachable', TRUTH),
      labels: PAIRS,
    }),
  ),
  volumes: named(
    map({ ...all('name driver'), driver_opts: named(TEXT), external: EXTERNAL, labels: PAIRS }),
  ),
  configs: named(map({ ...STORED, content: TEXT })),
  secrets: named(map(STORED)),
  models: named(map({ ...all('name model'), context_size: NUMBER, runtime_flags: TEXTS })),
})

/** The shape at a path such as `services.web.deploy`; undefined if Compose has nothing there. */
export function shapeAt(path: readonly string[]): Shape | undefined {
  let shape: Shape | undefined = TOP_SHAPE
  for (const key of path) {
    if (shape?.kind === 'either')
      shape = shape.of.find(({ kind }) => kind === 'map' || kind === 'named')
    if (shape?.kind === 'map') shape = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined
    else if (shape?.kind === 'named') shape = shape.of
    else return undefined
  }
  return shape
}
