import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exitFromCode, type TaskStart, targetsOf, taskEnvironment } from './task.ts'
import { workload, workloadProblems } from './workload.ts'

const SPEC = workload({
  driver: 'process',
  command: ['server'],
  environment: { GREETING: 'hello', PORT: '1', PATH: '/opt/bin' },
  ports: [
    { name: 'http', target: 3000, protocol: 'tcp' },
    { name: 'dns', target: 53, protocol: 'udp' },
    { name: 'dns-tcp', target: 53, protocol: 'tcp' },
  ],
})

test('TCP and UDP of one target share a port', () => {
  assert.deepEqual(targetsOf(SPEC), [
    { target: 3000, protocols: ['tcp'] },
    { target: 53, protocols: ['tcp', 'udp'] },
  ])
})

test('the environment is what is inherited, then the spec, then what Polis assigns', () => {
  const task: TaskStart = {
    taskId: 'abc',
    service: 'web',
    namespace: 'shop',
    node: 'n1',
    host: '127.0.0.2',
    dns: null,
    workload: SPEC,
    run: 1,
    ports: [
      { target: 3000, port: 20_007 },
      { target: 53, port: 20_008 },
    ],
  }
  assert.deepEqual(taskEnvironment(task, { PATH: '/bin', HOME: '/root', AWS_SECRET: 'x' }), {
    PATH: '/opt/bin',
    HOME: '/root',
    GREETING: 'hello',
    PORT: '20007',
    PORT_3000: '20007',
    PORT_53: '20008',
    HOST: '127.0.0.2',
    POLIS_TASK: 'abc',
    POLIS_SERVICE: 'web',
    POLIS_NAMESPACE: 'shop',
    POLIS_NODE: 'n1',
  })
})

test('an exit code above 128 names its signal', () => {
  assert.equal(exitFromCode(0, 5).reason, 'exit code 0')
  assert.equal(exitFromCode(139, 5).reason, 'killed by SIGSEGV (exit code 139)')
  assert.equal(exitFromCode(200, 5).signal, null)
})

test('a workload that no driver can run is refused field by field', () => {
  assert.deepEqual(workloadProblems(SPEC), [])
  const fields = (parts: object) =>
    workloadProblems(workload({ ...SPEC, ...parts })).map(problem => problem.field)
  assert.deepEqual(fields({ command: [] }), ['command'])
  assert.deepEqual(fields({ image: 'web:1', user: 'a:b:c' }), ['image', 'user'])
  assert.deepEqual(fields({ user: 'www-data:33' }), [])
  assert.deepEqual(fields({ driver: 'docker' }), ['image'])
  assert.deepEqual(fields({ environment: { 'A=B': '1', C: 'a\0b' } }), [
    'environment',
    'environment',
  ])
  assert.deepEqual(fields({ workingDir: 'here', stopSignal: 'SIGFOO' }), [
    'workingDir',
    'stopSignal',
  ])
  assert.deepEqual(fields({ ports: [{ name: 'x', target: 0, protocol: 'tcp' }] }), ['ports'])
})
