import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseManifest } from './manifest.ts'

/** A service `web` with an image and the given lines. */
function web(...lines: string[]): string {
  return ['services:', '  web:', '    image: a/b', ...lines.map(line => `    ${line}`)].join('\n')
}

function workloadOf(...lines: string[]) {
  const { errors, services } = parseManifest(web(...lines))
  assert.deepEqual(errors, [])
  return services[0]!.deployment.workload
}

const containerOf = (...lines: string[]) => workloadOf(...lines).container

function errorsOf(...lines: string[]): string[] {
  return parseManifest(web(...lines)).errors.map(({ line, message }) => `${line}: ${message}`)
}

function warningsOf(text: string): string[] {
  return parseManifest(text).warnings.map(({ line, message }) => `${line}: ${message}`)
}

describe('settings of a container', () => {
  it('are absent where the manifest says nothing, as before there were any', () => {
    assert.equal('container' in workloadOf('command: [x]'), false)
  })

  it('what is refused is said once, and what a mount cannot have is said', () => {
    assert.deepEqual(errorsOf('security_opt: [apparmor:unconfined]').length, 1)
    const mount = 'volumes: [{type: tmpfs, target: /t, tmpfs: {size: 1m, mode: 01777}}]'
    assert.match(warningsOf(web(mount))[0]!, /tmpfs\.mode is not honoured/)
  })

  it('a health check is a line for a shell, a list, or off', () => {
    assert.deepEqual(
      containerOf(
        'healthcheck: {test: curl -f localhost, interval: 5s, timeout: 1m30s, retries: 4,',
        '  start_period: 10s, start_interval: 500ms}',
      )?.healthcheck,
      {
        ...{ test: ['CMD-SHELL', 'curl -f localhost'], intervalMs: 5_000, timeoutMs: 90_000 },
        ...{ retries: 4, startPeriodMs: 10_000, startIntervalMs: 500 },
      },
    )
    const list = containerOf('healthcheck: {test: [CMD, "true"]}')
    assert.deepEqual(list?.healthcheck, { test: ['CMD', 'true'] })
    assert.deepEqual(containerOf('healthcheck: {disable: true}')?.healthcheck, { test: ['NONE'] })
    assert.deepEqual(containerOf('healthcheck: {interval: 1s}')?.healthcheck, {
      ...{ test: [], intervalMs: 1_000 },
    })
    assert.match(errorsOf('healthcheck: {test: [curl]}')[0]!, /should begin with NONE, CMD/)
  })

  it('an entrypoint replaces the image’s, and the command goes to it', () => {
    const { command, container } = workloadOf('entrypoint: /run.sh -x', 'command: [a, b]')
    assert.deepEqual(
      [container?.entrypoint, command],
      [
        ['/run.sh', '-x'],
        ['a', 'b'],
      ],
    )
    assert.deepEqual(containerOf('entrypoint: []')?.entrypoint, [])
  })

  it('limits may be written the short way, and deploy.resources goes before', () => {
    const short = workloadOf('cpus: 0.5', 'mem_limit: 64m', 'mem_reservation: 32m', 'pids_limit: 9')
    assert.deepEqual(short.limits, { cpuMillicores: 500, memoryBytes: 64 * 1024 ** 2 })
    assert.equal(short.reservations.memoryBytes, 32 * 1024 ** 2)
    assert.equal(short.container?.pidsMax, 9)
    const both = workloadOf(
      'mem_limit: 64m',
      'deploy: {resources: {limits: {memory: 1g, pids: 5}}}',
    )
    assert.deepEqual([both.limits.memoryBytes, both.container?.pidsMax], [1024 ** 3, 5])
  })

  it('names, addresses and limits come in each of their forms', () => {
    const container = containerOf(
      ...[
        'hostname: box',
        'init: true',
        'read_only: true',
        'shm_size: 64m',
        'platform: linux/arm64',
      ],
      ...['dns: 192.0.2.1', 'dns_search: [a.example]', 'dns_opt: [ndots:1]', 'group_add: [7]'],
      ...['cap_drop: [ALL]', 'cap_add: [NET_BIND_SERVICE]', 'security_opt: [no-new-privileges]'],
      ...['ulimits: {nproc: 9, nofile: {soft: 1, hard: 2}}', 'sysctls: [net.core.somaxconn=1024]'],
      'extra_hosts: ["a:192.0.2.2", "b=2001:db8::1"]',
    )
    assert.deepEqual(container, {
      ...{ platform: 'linux/arm64', hostname: 'box', hasInit: true, isReadOnly: true },
      ...{ capAdd: ['NET_BIND_SERVICE'], capDrop: ['ALL'], groupAdd: ['7'] },
      ...{ hasNoNewPrivileges: true, sysctls: { 'net.core.somaxconn': '1024' } },
      ulimits: { nproc: { soft: 9, hard: 9 }, nofile: { soft: 1, hard: 2 } },
      ...{ shmBytes: 64 * 1024 ** 2, extraHosts: ['a:192.0.2.2', 'b:2001:db8::1'] },
      ...{ dns: ['192.0.2.1'], dnsSearch: ['a.example'], dnsOptions: ['ndots:1'] },
    })
  })

  it('that reach beyond the container are refused at their line', () => {
    assert.match(errorsOf('cap_add: [SYS_ADMIN]')[0]!, /^4: .*SYS_ADMIN reaches beyond/)
    assert.match(errorsOf('sysctls: {vm.swappiness: 1}')[0]!, /^4: .*whole machine/)
    assert.match(errorsOf('security_opt: [seccomp=unconfined]')[0]!, /^4: .*is refused/)
    assert.match(errorsOf('volumes: ["/a/../etc:/x"]')[0]!, /^4: .*not an absolute path/)
  })

  it('are not for a plain process, which is told so', () => {
    const lines = ['x-runtime: process', 'command: [x]', 'read_only: true', 'volumes: [a:/b]']
    assert.deepEqual(warningsOf(web(...lines)), [
      '6: services.web.read_only is not honoured: a plain process is no container',
      '7: services.web.volumes is not honoured: a plain process is no container',
    ])
    assert.equal(containerOf(...lines), undefined)
  })
})

describe('mounts', () => {
  it('are volumes, paths of the node and memory, in both forms', () => {
    const container = containerOf(
      'volumes:',
      ...['  - data:/data', '  - /srv/x:/x:ro', '  - /anonymous'],
      '  - {type: volume, source: logs, target: /logs, read_only: true}',
      '  - {type: tmpfs, target: /scratch, tmpfs: {size: 1m}}',
      'tmpfs: [/tmp, "/run:size=2m,mode=700"]',
    )
    assert.deepEqual(container?.mounts, [
      { kind: 'volume', source: 'data', target: '/data', isReadOnly: false },
      { kind: 'bind', source: '/srv/x', target: '/x', isReadOnly: true },
      { kind: 'volume', source: '', target: '/anonymous', isReadOnly: false },
      { kind: 'volume', source: 'logs', target: '/logs', isReadOnly: true },
      { kind: 'tmpfs', target: '/scratch', sizeBytes: 1024 ** 2 },
      { kind: 'tmpfs', target: '/tmp', sizeBytes: 0 },
      { kind: 'tmpfs', target: '/run', sizeBytes: 2 * 1024 ** 2 },
    ])
  })

  it('say what a person must know of them', () => {
    const text = `${web('volumes: [./here:/x, "/srv:/srv", "d:/d:nocopy"]')}
volumes: {d: {external: true}}`
    const [beside, bind, option, volume, external] = warningsOf(text)
    assert.match(beside!, /'\.\/here' is not honoured: a path beside the manifest/)
    assert.match(bind!, /\/srv is a path of the node.*--allow-bind/)
    assert.match(option!, /'nocopy' is not honoured/)
    assert.match(volume!, /one of each node/)
    assert.match(external!, /^5: volumes\.d\.external is not honoured/)
  })
})
