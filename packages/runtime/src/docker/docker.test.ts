import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { ContainerSettings } from '../container.ts'
import type { TaskStart } from '../task.ts'
import { type WorkloadSpec, workload, workloadProblems } from '../workload.ts'
import { createOptions } from './create-options.ts'
import { labelsOf, readContainer, volumeName } from './labels.ts'
import { FrameReader } from './multiplexed.ts'
import { credentialsFor, PullProgress, registryOf, withTag } from './registry.ts'
import { usageOf } from './statistics.ts'

const OWNER = { clusterId: 'cluster12345', nodeId: '12D3KooWabcdefgh' }

function task(parts: Partial<WorkloadSpec> = {}): TaskStart {
  return {
    ...{ taskId: 'a1', service: 'web', namespace: 'default', node: 'n1', run: 2 },
    ...{ host: '127.0.0.1', dns: '127.0.0.1:7053' },
    ports: [{ target: 3000, port: 20_001 }],
    workload: workload({
      driver: 'docker',
      image: 'a/b',
      ports: [{ name: 'http', target: 3000, protocol: 'tcp' }],
      ...parts,
    }),
  }
}

const reasonsOf = (container: ContainerSettings) =>
  workloadProblems(task({ container }).workload).map(({ field, reason }) => `${field}: ${reason}`)

describe('the request that creates a container', () => {
  it('publishes targets on the node ports at the address tasks listen on', () => {
    const { HostConfig: host } = createOptions(OWNER, task())
    const published = [{ HostIp: '127.0.0.1', HostPort: '20001' }]
    assert.deepEqual(host?.PortBindings, { '3000/tcp': published })
  })

  it('leaves restarts to the task machine and gives no privileges', () => {
    const { HostConfig: host = {} } = createOptions(OWNER, task())
    assert.deepEqual(host.RestartPolicy, { Name: 'no' })
    for (const key of ['Privileged', 'NetworkMode', 'PidMode', 'IpcMode', 'Devices', 'Binds']) {
      assert.equal(key in host, false, key)
    }
  })

  it('takes nothing that is not in the allow-list', () => {
    const smuggled = { Privileged: true, PidMode: 'host', HostConfig: { Privileged: true } }
    const { HostConfig: host = {} } = createOptions(OWNER, task({ container: smuggled as never }))
    assert.equal('Privileged' in host || 'PidMode' in host, false)
  })

  it('limits memory without swap, and reserves no more than the limit', () => {
    const limits = { cpuMillicores: 500, memoryBytes: 64 }
    const { HostConfig: host } = createOptions(OWNER, task({ limits, reservations: limits }))
    assert.deepEqual(
      [host?.NanoCpus, host?.Memory, host?.MemorySwap, host?.MemoryReservation],
      [500_000_000, 64, 64, 64],
    )
    const reservations = { cpuMillicores: 0, memoryBytes: 100 }
    const above = createOptions(OWNER, task({ limits, reservations }))
    assert.equal(above.HostConfig?.MemoryReservation, undefined)
  })

  it('tells the container its own ports, and not the loopback of the node', () => {
    const { Env: variables = [] } = createOptions(OWNER, task({ environment: { PORT: '8' } }))
    assert.ok(variables.includes('PORT=8') && variables.includes('PORT_3000=3000'))
    assert.equal(variables.join().includes('POLIS_DNS'), false)
  })

  it('keeps volumes of nodes and namespaces apart', () => {
    const names = [
      volumeName(OWNER, 'default', 'data'),
      volumeName(OWNER, 'other', 'data'),
      volumeName({ ...OWNER, nodeId: '12D3KooWzzzzzzzz' }, 'default', 'data'),
    ]
    assert.equal(new Set(names).size, 3)
  })
})

describe('settings that reach beyond the container', () => {
  it('are refused with the reason', () => {
    assert.match(reasonsOf({ capAdd: ['SYS_ADMIN'] })[0]!, /SYS_ADMIN reaches beyond/)
    assert.match(reasonsOf({ capAdd: ['ALL'] })[0]!, /cap_add/)
    assert.match(reasonsOf({ sysctls: { 'vm.overcommit_memory': '1' } })[0]!, /whole machine/)
    assert.match(reasonsOf({ ulimits: { nofile: { soft: 2, hard: 1 } } })[0]!, /above the hard/)
    const bind = { kind: 'bind', source: '/a/../etc', target: '/x', isReadOnly: true } as const
    assert.match(reasonsOf({ mounts: [bind] })[0]!, /not an absolute path of the machine/)
    const volume = { kind: 'volume', source: '../x', target: '/x', isReadOnly: true } as const
    assert.match(reasonsOf({ mounts: [volume] })[0]!, /not the name of a volume/)
    const nameless = { ...volume, source: '' }
    assert.match(reasonsOf({ mounts: [nameless] })[0]!, /without a name cannot be read-only/)
  })

  it('and those that do not are taken', () => {
    const container: ContainerSettings = {
      capAdd: ['CAP_NET_BIND_SERVICE', 'chown'],
      capDrop: ['ALL'],
      sysctls: { 'net.core.somaxconn': '1024' },
      ulimits: { nofile: { soft: 1, hard: 2 }, core: { soft: -1, hard: -1 } },
    }
    assert.deepEqual(reasonsOf(container), [])
  })
})

describe('labels', () => {
  it('are read back as they were written', () => {
    const container = { Id: 'c1', State: 'running', Status: 'Up 3 seconds (unhealthy)' }
    const own = readContainer({ ...container, Labels: labelsOf(OWNER, task()) })
    assert.deepEqual(own, {
      ...{ containerId: 'c1', taskId: 'a1', service: 'web', namespace: 'default', run: 2 },
      ...{ ports: [{ target: 3000, port: 20_001 }], state: 'running', health: 'unhealthy' },
    })
  })

  it('that no driver has written make a container nobody’s', () => {
    const container = { Id: 'c1', State: 'running', Status: 'Up 3 seconds' }
    const labels = labelsOf(OWNER, task())
    for (const [name, text] of [
      ['io.polis.ports', '{'],
      ['io.polis.run', 'x'],
    ] as const) {
      assert.equal(readContainer({ ...container, Labels: { ...labels, [name]: text } }), undefined)
    }
  })
})

describe('registries', () => {
  it('are the first part of a reference if that is a host', () => {
    assert.deepEqual(
      ['web', 'acme/web:1', 'registry.example/web', 'localhost/web', 'a:5000/b/c@sha256:12'].map(
        registryOf,
      ),
      ['docker.io', 'docker.io', 'registry.example', 'localhost', 'a:5000'],
    )
    assert.deepEqual(['web', 'a:5000/web', 'web:1', 'web@sha256:12'].map(withTag), [
      ...['web:latest', 'a:5000/web:latest', 'web:1', 'web@sha256:12'],
    ])
  })

  it('get the credentials that docker login has left for them, and no others', () => {
    const auth = Buffer.from('me:pass:word').toString('base64')
    const config = JSON.stringify({
      auths: {
        'registry.example': { auth },
        'https://index.docker.io/v1/': { identitytoken: 't' },
      },
    })
    const serveraddress = 'registry.example'
    assert.deepEqual(credentialsFor('registry.example/web', config), {
      ...{ username: 'me', password: 'pass:word', serveraddress },
    })
    assert.equal(credentialsFor('other.example/web', config), undefined)
    assert.ok('identitytoken' in credentialsFor('acme/web', config)!)
    assert.equal(credentialsFor('acme/web', 'not json'), undefined)
  })

  it('say how far a pull is', () => {
    const progress = new PullProgress()
    assert.equal(progress.percent, null)
    progress.push({ id: 'a', status: 'Downloading', progressDetail: { current: 10, total: 100 } })
    progress.push({ id: 'b', status: 'Downloading', progressDetail: { current: 0, total: 100 } })
    assert.equal(progress.percent, 5)
    progress.push({ id: 'a', status: 'Download complete' })
    assert.equal(progress.percent, 50)
  })
})

describe('output in frames', () => {
  it('is the same however it is cut', () => {
    const piece = fc.record({ isError: fc.boolean(), text: fc.string({ maxLength: 20 }) })
    const property = fc.property(
      fc.array(piece),
      fc.integer({ min: 1, max: 9 }),
      (pieces, size) => {
        const whole = Buffer.concat(
          pieces.map(({ isError, text }) => {
            const data = Buffer.from(text)
            const head = Buffer.from([isError ? 2 : 1, 0, 0, 0, 0, 0, 0, 0])
            head.writeUInt32BE(data.length, 4)
            return Buffer.concat([head, data])
          }),
        )
        const reader = new FrameReader()
        const frames = []
        for (let at = 0; at < whole.length; at += size) {
          frames.push(...reader.push(whole.subarray(at, at + size)))
        }
        assert.deepEqual(
          frames.map(({ stream, data }) => [stream, data.toString()]),
          pieces.map(({ isError, text }) => [isError ? 'stderr' : 'stdout', text]),
        )
      },
    )
    fc.assert(property, { numRuns: 50 })
  })

  it('is refused when it cannot be frames', () => {
    assert.throws(() => new FrameReader().push(Buffer.alloc(8, 0xff)), /no output of a container/)
  })
})

describe('statistics', () => {
  it('are CPU time between two looks and memory without idle pages', () => {
    const statistics = {
      cpu_stats: { cpu_usage: { total_usage: 3_000_000_000 } },
      memory_stats: { usage: 100, stats: { inactive_file: 30 } },
    }
    const { usage } = usageOf(statistics, { nanoseconds: 1_000_000_000, atMs: 0 }, 4_000)!
    assert.deepEqual(usage, { cpuMillicores: 500, memoryBytes: 70 })
  })

  it('of a container that does not run are none, which is not zero', () => {
    assert.equal(usageOf({ memory_stats: {} }, { nanoseconds: 0, atMs: 0 }, 1), null)
  })
})
