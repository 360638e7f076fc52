import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DEFAULT_RESTART } from '@polis/runtime'
import { nextCronMs } from '../cron-schedule.ts'
import { parseManifest } from '../manifest/manifest.ts'
import type { CronSpec, DeploymentMode, JobMode } from '../mode.ts'
import type { DeploymentSpec, UpdateSpec } from '../objects.ts'
import { planStack } from '../plan.ts'
import { sampleDefinition, sampleDeploymentSpec, sampleStack, sampleWorkload } from '../sample.ts'
import { FakeCluster } from './fake-cluster.ts'

const N3 = ['n1', 'n2', 'n3']
const JOB: JobMode = {
  kind: 'job',
  isGlobal: false,
  parallelism: 0,
  attempts: 3,
  deadlineMs: null,
  cron: null,
}
const RESTART = { ...DEFAULT_RESTART, policy: 'on-failure', maxAttempts: 0 } as const

function definition(
  command: string,
  replicas: number,
  mode: DeploymentMode,
  fields: Partial<DeploymentSpec> & { update?: UpdateSpec } = {},
) {
  const restart = mode.kind === 'job' ? RESTART : { ...DEFAULT_RESTART, maxAttempts: 0 }
  return sampleDefinition('work', {
    replicas,
    deployment: sampleDeploymentSpec({
      workload: sampleWorkload({ command: command.split(' '), restart }),
      ...fields,
      update: { monitorMs: 500, healthyDeadlineMs: 10_000 },
      mode,
    }),
  })
}

let seeds = 0

function deploy(cluster: FakeCluster, ...args: Parameters<typeof definition>): void {
  const [result] = cluster.apply(sampleStack([definition(...args)], `m${seeds++}`))
  assert.equal(result?.kind, 'done', JSON.stringify(result))
}

const deployment = (cluster: FakeCluster) => cluster.state.sorted('deployment')[0]!
const rollout = (cluster: FakeCluster) => deployment(cluster).rollout
const running = (cluster: FakeCluster) =>
  cluster.state.sorted('task').filter(task => task.observed.phase === 'running')
const nodes = (cluster: FakeCluster) =>
  running(cluster)
    .filter(task => task.desired === 'running')
    .map(task => task.nodeId)
    .sort()
const completed = (cluster: FakeCluster) =>
  cluster.state.sorted('task').filter(task => task.observed.phase === 'exited').length
const set = (cluster: FakeCluster, name: string, availability: 'ready' | 'cordoned' | 'draining') =>
  cluster.apply({ op: 'member.availability', id: `peer-${name}`, availability })

function settle(cluster: FakeCluster, state: string): void {
  cluster.runUntil(`the rollout is ${state}`, () => rollout(cluster).state === state)
}

describe('global services', () => {
  const GLOBAL = { kind: 'global' } as const

  it('run one task on each node, and follow joins and losses', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, 'server 1', 0, GLOBAL)
    settle(cluster, 'complete')
    assert.deepEqual(nodes(cluster), ['peer-n1', 'peer-n2', 'peer-n3'])
    assert.equal(deployment(cluster).replicas, 3)
    cluster.join('n4')
    cluster.runUntil('n4 has one', () => nodes(cluster).includes('peer-n4'))
    assert.equal(cluster.state.tasksOfNode('peer-n4')[0]!.name, 'work.4')
    cluster.kill('n2')
    cluster.run(10_000)
    assert.equal(deployment(cluster).replicas, 3)
    assert.deepEqual(cluster.state.tasksOfNode(''), [], 'nothing waits for the dead node')
    cluster.revive('n2')
    cluster.runUntil('n2 has one again', () => nodes(cluster).includes('peer-n2'))
    assert.equal(nodes(cluster).length, 4)
  })

  it('leave draining nodes, and stay on cordoned ones in whichever version', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, 'server 1', 0, GLOBAL)
    settle(cluster, 'complete')
    set(cluster, 'n1', 'draining')
    set(cluster, 'n2', 'cordoned')
    cluster.run(2_000)
    assert.deepEqual(nodes(cluster), ['peer-n2', 'peer-n3'])
    deploy(cluster, 'server 2', 0, GLOBAL)
    settle(cluster, 'complete')
    cluster.run(1_000)
    assert.deepEqual(
      running(cluster).map(task => [task.nodeId, task.workload.command[1]]),
      [
        ['peer-n2', '2'],
        ['peer-n3', '2'],
      ],
    )
    cluster.join('n4')
    set(cluster, 'n4', 'cordoned')
    cluster.run(2_000)
    assert.ok(!nodes(cluster).includes('peer-n4'), 'a cordoned node gets nothing new')
  })

  it('run where the constraints say only, as labels come and go', () => {
    const cluster = new FakeCluster(['n1'])
    cluster.join('n2', { labels: { disk: 'ssd' } })
    deploy(cluster, 'server 1', 0, GLOBAL, { constraints: ['node.labels.disk == ssd'] })
    settle(cluster, 'complete')
    assert.deepEqual(nodes(cluster), ['peer-n2'])
    const { id, host, clusterPort, apiAddress, drivers, cpuMillicores, memoryBytes } =
      cluster.state.members.get('peer-n2')!
    const described = { id, host, clusterPort, apiAddress, drivers, cpuMillicores, memoryBytes }
    cluster.apply({ op: 'member.update', ...described, labels: {} })
    cluster.run(2_000)
    assert.deepEqual(nodes(cluster), [])
  })

  it('a version that crashes is rolled back node by node', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, 'server 1', 0, GLOBAL)
    settle(cluster, 'complete')
    deploy(cluster, 'crash', 0, GLOBAL)
    settle(cluster, 'rolled-back')
    cluster.run(3_000)
    assert.deepEqual(nodes(cluster), ['peer-n1', 'peer-n2', 'peer-n3'])
  })

  it('cannot be scaled, nor become replicated in place; the plan says so', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, 'server 1', 0, GLOBAL)
    settle(cluster, 'complete')
    const scale = { namespace: 'default', name: 'work', replicas: 5, cause: 'manual' } as const
    const [refused] = cluster.apply({
      ...{ op: 'service.scale', ...scale, reason: '', details: {}, expectedReplicas: null },
    })
    assert.match(JSON.stringify(refused), /one task on each node/)
    const replicated = sampleDefinition('work', { replicas: 2 })
    const [conflict] = cluster.apply(sampleStack([replicated], 'other'))
    assert.match(JSON.stringify(conflict), /is global and cannot become replicated/)
    const plan = planStack(cluster.state, ALIVE, 'app', 'default', [replicated])
    assert.match(plan.services[0]!.conflicts[0]!, /is global and cannot become replicated/)
  })

  it('a plan shows the nodes that would get one', () => {
    const cluster = new FakeCluster(N3)
    set(cluster, 'n3', 'cordoned')
    const wanted = definition('server', 0, GLOBAL)
    const [service] = planStack(cluster.state, ALIVE, 'app', 'default', [wanted]).services
    assert.deepEqual(service!.placements, [
      { node: 'n1', tasks: 1 },
      { node: 'n2', tasks: 1 },
    ])
    assert.deepEqual(service!.replicas, { from: 0, to: 2 })
    assert.equal(service!.mode, 'global')
  })
})

const ALIVE = { liveness: () => 'alive' as const }

describe('jobs', () => {
  it('run to their end once, so many at a time, and are complete then', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, 'finish', 5, { ...JOB, parallelism: 2 })
    let most = 0
    cluster.runUntil('it is complete', () => {
      most = Math.max(most, cluster.state.sorted('task').length - completed(cluster))
      return rollout(cluster).state === 'complete'
    })
    assert.equal(most, 2)
    assert.equal(completed(cluster), 5)
    cluster.run(60_000)
    assert.equal(cluster.state.tasks.size, 5, 'nothing is run again')
  })

  it('are tried again after a back-off, and have failed after their attempts', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, 'crash', 2, JOB)
    settle(cluster, 'failed')
    assert.match(rollout(cluster).reason, /2 of 2 tasks failed 3 times: work\.\d .*exit code 1/)
    const failures = cluster.state.failuresOf(deployment(cluster).id)
    assert.equal(failures.length, 6)
    cluster.run(60_000)
    assert.equal(cluster.state.failuresOf(deployment(cluster).id).length, 6)
    cluster.isMended = true
  })

  it('a decision that is applied twice begins no slot twice (simulator, seed 262)', () => {
    const cluster = new FakeCluster(['n1'])
    deploy(cluster, 'server', 1, JOB)
    cluster.run(1_000)
    const { id: deploymentId, specRevision } = deployment(cluster)
    const task = { id: 'late', deploymentId, slot: 1, specRevision, nodeId: 'peer-n1' }
    const [again] = cluster.apply({
      ...{ op: 'task.create', task: { ...task, pendingReason: '', placementReasons: [] } },
    })
    assert.match(JSON.stringify(again), /"stale".*slot 1 of job 'work' has its task/)
    assert.equal(cluster.state.tasks.size, 1)
  })

  it('a failed job that is deployed again is started anew', () => {
    const cluster = new FakeCluster(['n1'])
    deploy(cluster, 'crash', 1, { ...JOB, attempts: 1 })
    settle(cluster, 'failed')
    deploy(cluster, 'crash', 1, { ...JOB, attempts: 1 })
    assert.equal(rollout(cluster).state, 'running')
    settle(cluster, 'failed')
    assert.equal(cluster.state.failuresOf(deployment(cluster).id).length, 2)
    deploy(cluster, 'finish', 1, { ...JOB, attempts: 1 })
    settle(cluster, 'complete')
    assert.equal(cluster.state.tasks.size, 1)
  })

  it('the loss of a node runs them again elsewhere and is not counted as a try', () => {
    const cluster = new FakeCluster(['n1', 'n2'])
    deploy(cluster, 'server', 2, { ...JOB, attempts: 1 })
    cluster.run(1_000)
    cluster.kill('n1')
    cluster.run(8_000)
    assert.deepEqual(nodes(cluster), ['peer-n2', 'peer-n2'])
    assert.ok(cluster.state.sorted('task').every(task => (task.attempt ?? 1) === 1))
    assert.equal(rollout(cluster).state, 'running')
  })

  it('what a removed node has completed is not run again', () => {
    const cluster = new FakeCluster(['n1', 'n2'])
    deploy(cluster, 'finish', 2, JOB)
    settle(cluster, 'complete')
    cluster.nodes.delete('peer-n2')
    cluster.state.applyMember(cluster.state.index + 1, { kind: 'remove', id: 'peer-n2' })
    cluster.run(5_000)
    assert.equal(completed(cluster), 2)
    assert.equal(cluster.state.failuresOf(deployment(cluster).id).length, 0)
    assert.equal(cluster.state.tasks.size, 2)
  })

  it('fail at their deadline, with everything that still ran stopped', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, 'server', 2, { ...JOB, deadlineMs: 5_000 })
    settle(cluster, 'failed')
    assert.equal(rollout(cluster).reason, 'not done within 5 s')
    cluster.runUntil('nothing is left', () => cluster.state.tasks.size === 0)
    cluster.run(5_000)
    assert.equal(cluster.state.tasks.size, 0)
  })

  it('start nothing more while they are paused', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, 'finish', 4, { ...JOB, parallelism: 1 })
    cluster.run(500)
    const { id: deploymentId, rollout: before } = deployment(cluster)
    const pause = { op: 'rollout.set', deploymentId, rolloutId: before.id, reason: '' } as const
    cluster.apply({ ...pause, state: 'paused', failure: null })
    cluster.run(10_000)
    assert.equal(completed(cluster), 1)
    cluster.apply({ ...pause, state: 'running', failure: null })
    settle(cluster, 'complete')
  })

  it('run on every node once where they are global, also on one that joins later', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, 'finish', 0, { ...JOB, isGlobal: true })
    settle(cluster, 'complete')
    assert.equal(completed(cluster), 3)
    cluster.join('n4')
    cluster.runUntil('it ran there', () => completed(cluster) === 4)
    set(cluster, 'n1', 'draining')
    cluster.run(5_000)
    assert.equal(completed(cluster), 4, 'what is done stays done')
  })

  it('wait while no node suits them, say why, and run once one does', () => {
    const cluster = new FakeCluster(N3)
    const constraints = ['node.labels.zone == z']
    deploy(cluster, 'finish', 0, { ...JOB, isGlobal: true }, { constraints })
    cluster.run(5_000)
    assert.equal(rollout(cluster).state, 'running')
    assert.equal(rollout(cluster).reason, "no node suits it: 3 of 3 not 'node.labels.zone == z'")
    cluster.join('n4', { labels: { zone: 'z' } })
    settle(cluster, 'complete')
    assert.equal(completed(cluster), 1)
  })

  it('that no node suits fail at their deadline', () => {
    const cluster = new FakeCluster(['n1'])
    set(cluster, 'n1', 'draining')
    deploy(cluster, 'finish', 0, { ...JOB, isGlobal: true, deadlineMs: 60_000 })
    settle(cluster, 'failed')
    const why = 'not done within 60 s: no node suits it: 1 of 1 draining'
    assert.equal(rollout(cluster).reason, why)
  })
})

describe('jobs with a schedule', () => {
  const CRON: CronSpec = {
    schedule: '* * * * *',
    timezone: 'UTC',
    concurrency: 'forbid',
    history: 2,
  }
  const every = (fields: Partial<CronSpec>, job: Partial<JobMode> = {}): JobMode => {
    return { ...JOB, ...job, cron: { ...CRON, ...fields } }
  }
  const states = (cluster: FakeCluster) =>
    deployment(cluster).cron!.runs.map(({ run, state }) => `${run} ${state}`)

  it('start when they are due, with their run in the name, and keep their history', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, 'finish', 2, every({}))
    cluster.step()
    assert.equal(rollout(cluster).state, 'complete')
    assert.equal(deployment(cluster).cron!.nextMs, 60_000)
    assert.equal(cluster.state.tasks.size, 0)
    cluster.run(63_000)
    assert.deepEqual(states(cluster), ['1 complete'])
    assert.deepEqual(
      cluster.state.sorted('task').map(task => task.name),
      ['work.1.1', 'work.1.2'],
    )
    cluster.run(180_000)
    assert.deepEqual(states(cluster), ['3 complete', '4 complete'])
    assert.deepEqual(new Set(cluster.state.sorted('task').map(({ run }) => run)), new Set([3, 4]))
  })

  it('skip a run while the last one goes on, where they forbid two', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, 'server', 1, every({}))
    cluster.run(130_000)
    assert.deepEqual(states(cluster), ['1 running', '2 skipped'])
    assert.match(deployment(cluster).cron!.runs[1]!.reason, /run 1 still goes on/)
    assert.equal(running(cluster).length, 1)
  })

  it('those that were skipped push none that ran out of the history', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, 'finish', 1, every({}))
    cluster.run(125_000)
    assert.deepEqual(states(cluster), ['1 complete', '2 complete'])
    deploy(cluster, 'server', 1, every({}))
    cluster.run(300_000)
    const known = ['1 complete', '2 complete', '3 running', '6 skipped', '7 skipped']
    assert.deepEqual(states(cluster), known)
  })

  it('two runs at a time with different nodes do not write without end', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, 'server', 0, every({ concurrency: 'allow' }, { isGlobal: true }))
    cluster.run(61_000)
    set(cluster, 'n3', 'cordoned')
    cluster.run(70_000)
    assert.deepEqual(states(cluster), ['1 running', '2 running'])
    assert.equal(running(cluster).length, 5)
    const { index } = cluster.state
    cluster.run(20_000)
    assert.equal(cluster.state.index, index, 'nothing is left to decide')
    assert.equal(deployment(cluster).replicas, 2)
  })

  it('a run that no node suits says why', () => {
    const cluster = new FakeCluster(N3)
    const nowhere = every({}, { isGlobal: true })
    deploy(cluster, 'finish', 0, nowhere, { constraints: ['node.labels.zone == z'] })
    cluster.run(65_000)
    assert.deepEqual(states(cluster), ['1 running'])
    assert.match(deployment(cluster).cron!.runs[0]!.reason, /^no node suits it: 3 of 3 not/)
    cluster.join('n4', { labels: { zone: 'z' } })
    cluster.run(5_000)
    assert.deepEqual(states(cluster), ['1 complete'])
    assert.equal(deployment(cluster).cron!.runs[0]!.reason, '')
  })

  it('run beside one another where they may', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, 'server', 1, every({ concurrency: 'allow' }))
    cluster.run(130_000)
    assert.deepEqual(states(cluster), ['1 running', '2 running'])
    assert.equal(running(cluster).length, 2)
  })

  it('replace the run before where they are told to', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, 'server', 1, every({ concurrency: 'replace' }))
    cluster.run(130_000)
    assert.deepEqual(states(cluster), ['1 replaced', '2 running'])
    assert.deepEqual(
      running(cluster).map(({ run }) => run),
      [2],
    )
  })

  it('a failed run says why, and the next one is due all the same', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, 'crash', 1, every({}, { attempts: 2 }))
    cluster.run(70_000)
    assert.deepEqual(states(cluster), ['1 failed'])
    assert.match(deployment(cluster).cron!.runs[0]!.reason, /failed 2 times.*exit code 1/)
    cluster.run(60_000)
    assert.deepEqual(states(cluster), ['1 failed', '2 failed'])
  })

  it('runs that were due while nobody led are made up for by one, which says that it is late', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, 'finish', 1, every({}))
    cluster.step()
    cluster.hasLeader = false
    cluster.run(200_000)
    cluster.hasLeader = true
    cluster.tookOfficeMs = cluster.nowMs
    cluster.run(5_000)
    assert.deepEqual(states(cluster), ['1 complete'])
    assert.match(deployment(cluster).cron!.runs[0]!.reason, /started \d+ s late/)
  })

  it('a new schedule counts from now, and a paused job is not run', () => {
    const cluster = new FakeCluster(N3)
    deploy(cluster, 'finish', 1, every({}))
    cluster.step()
    deploy(cluster, 'finish', 1, every({ schedule: '0 * * * *' }))
    cluster.step()
    assert.equal(deployment(cluster).cron!.nextMs, 3_600_000)
    deploy(cluster, 'finish', 1, every({}))
    cluster.step()
    const { id: deploymentId, rollout: before } = deployment(cluster)
    const pause = { op: 'rollout.set', deploymentId, rolloutId: before.id, reason: '' } as const
    cluster.apply({ ...pause, state: 'paused', failure: null })
    cluster.run(200_000)
    assert.deepEqual(states(cluster), [])
  })

  it('the next time follows the zone across a change of clocks', () => {
    const daily = { schedule: '30 2 * * *', timezone: 'Europe/Berlin' }
    const before = Date.UTC(2026, 2, 27, 12)
    const next = [1, 2, 3].reduce<number[]>(
      times => [...times, nextCronMs(daily, times.at(-1) ?? before)!],
      [],
    )
    assert.deepEqual(
      next.map(timeMs => new Date(timeMs).toISOString()),
      // On the 29th the clocks go from 2:00 to 3:00: there is no 2:30, and it is due at 3:00.
      ['2026-03-28T01:30:00.000Z', '2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'],
    )
  })
})

describe('modes in a manifest', () => {
  const read = (text: string) =>
    parseManifest(`services: {work: {image: x, command: [go], ${text}}}`)

  it('are read with their defaults', () => {
    const mode = (text: string) => read(text).services[0]!.deployment.mode
    assert.deepEqual(mode('deploy: {mode: global}'), { kind: 'global' })
    assert.equal(mode('deploy: {mode: replicated}'), undefined)
    const job = mode('deploy: {mode: replicated-job, restart_policy: {max_attempts: 1}}')
    assert.deepEqual(job, { ...JOB, attempts: 2 })
    const limited = mode(
      'deploy: {mode: global-job}, x-job: {parallelism: 3, attempts: 7, deadline: 1h}',
    )
    const more = { isGlobal: true, parallelism: 3, attempts: 7, deadlineMs: 3_600_000 }
    assert.deepEqual(limited, { ...JOB, ...more })
    assert.deepEqual(mode("x-cron: {schedule: '@daily', timezone: Europe/Berlin, history: 9}"), {
      ...{ ...JOB, attempts: 4 },
      cron: {
        schedule: '@daily',
        timezone: 'Europe/Berlin',
        concurrency: 'forbid',
        history: 9,
      },
    })
  })

  it('a task of a job is started once on its node, for the leader tries it again', () => {
    const { restart } = read('deploy: {mode: replicated-job}').services[0]!.deployment.workload
    assert.equal(restart.policy, 'on-failure')
    assert.equal(restart.maxAttempts, 0)
  })

  it('what does not go together is refused with its place', () => {
    const errors = (text: string) => read(text).errors.map(({ message }) => message)
    assert.match(errors("x-cron: '* * *'")[0]!, /services\.work\.x-cron: /)
    assert.match(errors("x-cron: {schedule: '@daily', timezone: Nowhere}")[0]!, /x-cron: /)
    assert.match(errors('x-cron: {timezone: UTC}')[0]!, /has no schedule/)
    assert.match(errors('x-job: {parallelism: 1}')[0]!, /needs 'deploy.mode: replicated-job'/)
    const scaled = 'deploy: {mode: global}, x-autoscale: {min: 1, max: 2, cpu: 50}'
    assert.match(errors(scaled)[0]!, /what is global is not scaled/)
    assert.match(errors('deploy: {mode: globl}')[0]!, /should be 'global'/)
  })
})
