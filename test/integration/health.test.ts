/**
 * Health checks on a cluster of two nodes: asked for anywhere, told by their own node, allowed by
 * its operator alone; an application that reports, and one that hangs and is restarted.
 */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { after, before } from 'node:test'
import type { CheckReport, CheckReports } from '@polis/api'
import { TestCluster } from './cluster-process.ts'
import { replicas } from './cluster-view.ts'
import { eventually } from './eventually.ts'

const SPREAD_MS = 15_000
const cluster = await TestCluster.create()
after(() => cluster.stop())
const [n1, n2] = [cluster.add(), cluster.add()] as const
const alive = join(cluster.folder, 'alive')

const service = (checks: string, replicas = 1) => `
    x-runtime: process
    command: ["node", "\${POLIS_EXAMPLES}/hello/server.js"]
    ports: ["3000"]
    deploy: {replicas: ${replicas}, placement: {preferences: [{spread: node.labels.zone}]}}
    x-check: ${checks}`

const MANIFEST = `
name: health
services:
  web:${service('[{type: http, path: /up, interval: 1s}, {type: ttl, id: beat, interval: 30s}]', 2)}
  tools:${service('{type: command, id: cmd, command: sh, args: ["-c", "echo at $$PORT"], interval: 1s}', 2)}
  app:${service(`[{type: tcp, interval: 1s}, {type: alias, service: web, interval: 500ms},
      {type: custom, use: sure, interval: 1s, purpose: liveness},
      {type: tcp, id: away, host: 127.0.0.9, port: 9, purpose: liveness, initial: passing}]`)}
`

before(async () => {
  writeFileSync(alive, '')
  const module = join(cluster.folder, 'sure.mjs')
  const text = `import { existsSync } from 'node:fs'\nexport const check = () => existsSync('${alive}')\n`
  writeFileSync(module, text)
  const flags = ['--check-module', `sure=${module}`, '--check-network', '127.0.1.0/24']
  await n1.start(['--label', 'zone=a', '--allow-exec-checks', ...flags])
  const more = ['--check-network', '127.0.3.0/24', ...cluster.joinFlags()]
  await n2.start(['--label', 'zone=b', ...flags, ...more])
  const path = join(cluster.folder, 'compose.yaml')
  writeFileSync(path, MANIFEST)
  const deployed = await n2.polis('deploy', '-y', '--detach', '-f', path)
  assert.equal(deployed.code, 0, deployed.stderr)
})

async function checksOf(service: string): Promise<readonly CheckReport[]> {
  const query = { query: { service } }
  const { value } = await n2.client.call<CheckReports>('GET', '/v1/health/checks', query)
  assert.deepEqual(value.unanswered, [])
  return value.checks
}

cluster.story('a command runs only on the node whose operator allows it', async () => {
  let found: readonly CheckReport[] = []
  await eventually('both have answered', SPREAD_MS, async () => {
    found = await checksOf('tools')
    return found.length === 2 && found.every(({ output }) => output !== '') ? true : undefined
  })
  const said = new Map(found.map(({ node, output }) => [node, output]))
  assert.match(said.get(n1.name)!, /^at \d+$/)
  assert.equal(said.get(n2.name), 'this node does not allow command checks (--allow-exec-checks)')
})

cluster.story(
  'what a task reports to any node is its check, and a service waits for it',
  async () => {
    const tasks = (await checksOf('web')).filter(({ id }) => id.endsWith('.beat'))
    assert.deepEqual(
      tasks.map(({ state }) => state),
      ['unknown', 'unknown'],
    )
    for (const { endpoint } of tasks) {
      const { code, stderr } = await n1.polis(
        'check',
        'report',
        'web.beat',
        endpoint,
        '--message',
        'well',
      )
      assert.equal(code, 0, stderr)
    }
    await replicas(n2, 'web', 2)
    const listed = await n2.polis('check', 'ls', 'web')
    assert.match(listed.stdout, /web\.beat +web\.\d +\S+ +passing +\S+ .* well/)
    const history = await n1.polis('check', 'history', 'web.beat')
    assert.equal(history.stdout.match(/ pass +passing .*well/g)?.length, 2, history.stdout)
    const wrong = await n1.polis('check', 'report', 'web.http:/up', 'web.1')
    assert.match(wrong.stderr, /is of type http, not ttl/)
  },
)

cluster.story(
  'an alias follows the other service, and other addresses are not dialled',
  async () => {
    let found: readonly CheckReport[] = []
    await eventually('the alias passes', SPREAD_MS, async () => {
      found = await checksOf('app')
      const isPassing = found.some(({ type, state }) => type === 'alias' && state === 'passing')
      return isPassing ? true : undefined
    })
    assert.match(
      found.find(({ id }) => id.endsWith('.away'))!.output,
      /does not allow it \(--check-network\)$/,
    )
  },
)

cluster.story('a registered endpoint is checked by its owner, where that is allowed', async () => {
  const server = createServer().listen(0, '127.0.1.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const check = '{type: tcp, interval: 200ms, timeout: 200ms, retries: 2}'
  const put = await n1.polis('service', 'put', 'far', '--port', '80', '--check', check)
  assert.equal(put.code, 0, put.stderr)
  for (const [id, ip] of [
    ['near', '127.0.1.1'],
    ['denied', '127.0.2.1'],
  ] as const) {
    const flags = id === 'near' ? ['--deregister-after', '1s'] : []
    const { code, stderr } = await n2.polis('endpoint', 'put', 'far', id, `${ip}:${port}`, ...flags)
    assert.equal(code, 0, stderr)
  }
  const isCritical = (name: string) => async () => {
    const found = (await checksOf('far')).find(({ endpoint }) => endpoint === name)
    return found?.state === 'critical' ? true : undefined
  }
  await eventually('one is not allowed', SPREAD_MS, isCritical('denied'))
  await eventually('the other is resolved', SPREAD_MS, async () => {
    const { stdout } = await n2.polis('resolve', 'far', '--healthy', '-o', 'json')
    const found = JSON.parse(stdout) as { address: string }[]
    return found.length === 1 && found[0]!.address === '127.0.1.1' ? true : undefined
  })
  server.close()
  // It must not stay critical; the other may.
  await eventually('it is taken away, through the log', SPREAD_MS, async () => {
    const left = (await checksOf('far')).map(({ endpoint }) => endpoint)
    return left.join() === 'denied' ? true : undefined
  })
  const why = await n1.polis('explain', 'far')
  assert.match(why.stdout, /critical for more than 1000 ms/)
})

cluster.story('one of two nodes alone ejects nothing that both are to vote on', async () => {
  const server = createServer().listen(0, '127.0.3.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const timing = 'interval: 200ms, timeout: 200ms, retries: 2'
  const check = `{type: tcp, id: seen, observers: 1, ${timing}}`
  const put = await n1.polis('service', 'put', 'seen', '--port', '80', '--check', check)
  assert.equal(put.code, 0, put.stderr)
  const { code, stderr } = await n2.polis('endpoint', 'put', 'seen', 'e', `127.0.3.1:${port}`)
  assert.equal(code, 0, stderr)
  // The first node may not dial it, whether it owns the endpoint or observes it.
  let found: CheckReport | undefined
  const has = (first: string, second: string, verdict: string) => async () => {
    found = (await checksOf('seen'))[0]
    const states = new Map(found?.votes?.map(({ node, state }) => [node, state]))
    const isSo = states.get(n1.name) === first && states.get(n2.name) === second
    return isSo && found?.verdict === verdict ? true : undefined
  }
  await eventually('both have voted', SPREAD_MS, has('critical', 'passing', 'warning'))
  assert.deepEqual(found!.votes!.map(({ voter }) => voter).sort(), ['observer', 'owner'])
  for (const node of [n1, n2]) {
    const resolved = await node.client.call<unknown[]>('GET', '/v1/resolve/seen', {
      query: { healthy: 'true' },
    })
    assert.equal(resolved.value.length, 1, `${node.name} still uses it`)
  }
  server.close()
  await eventually('both say so', SPREAD_MS, has('critical', 'critical', 'critical'))
  const why = await n1.polis('explain', 'seen')
  assert.match(why.stdout, /critical.*\(observer\)|: critical \(/, why.stdout)
})

cluster.story('balancers whose requests fail have one vote, which may decide', async t => {
  const server = createHttpServer((_, response) => response.end('said\n'))
  server.listen(0, '127.0.3.1')
  const none = createServer().listen(0, '127.0.3.1')
  await Promise.all([once(server, 'listening'), once(none, 'listening')])
  const [port, refusing] = [server, none].map(one => (one.address() as AddressInfo).port)
  none.close()
  t.after(() => server.close())
  // It passes for both, whatever they answer to others.
  const timing = { interval: '200ms', timeout: '200ms', retries: 2 }
  const check = { type: 'http', id: 'up', host: '127.0.3.1', port, observers: 1, ...timing }
  const ports = [{ target: 80, published: 8087 }]
  const body = { ports, protocol: 'http', checks: [check] }
  await n1.client.call('PUT', '/v1/services/judged', { body })
  for (const [id, own] of [
    ['good', port],
    ['bad', refusing],
  ]) {
    await n1.client.call('PUT', `/v1/services/judged/endpoints/${id}`, {
      body: { address: '127.0.3.1', port: own },
    })
  }
  const healthy = async () => {
    const query = { query: { healthy: 'true' } }
    return (await n1.client.call<unknown[]>('GET', '/v1/resolve/judged', query)).value.length
  }
  // The first node may not dial them and says so; one of two ejects nothing.
  await eventually('both are used', SPREAD_MS, async () => {
    const verdicts = (await checksOf('judged')).map(({ verdict }) => verdict)
    return verdicts.join() === 'warning,warning' && (await healthy()) === 2 ? true : undefined
  })
  // A refused request goes elsewhere, so nobody but the balancer knows.
  const said = await Promise.all(
    Array.from({ length: 6 }, async () => (await fetch(`http://${n2.host}:8087/`)).text()),
  )
  assert.deepEqual([...new Set(said)], ['said\n'])
  await eventually('the one that refuses requests is out', SPREAD_MS, async () =>
    (await healthy()) === 1 ? true : undefined,
  )
  const found = await checksOf('judged')
  const bad = found.find(({ endpoint }) => endpoint === 'bad')!
  const words = bad.votes!.map(({ node, voter, state }) => `${node} ${voter} ${state}`)
  assert.ok(words.includes(`${n2.name} balancers critical`), words.join())
  assert.equal(bad.verdict, 'critical')
  assert.equal(found.find(({ endpoint }) => endpoint === 'good')!.verdict, 'warning')
  const history = await n1.polis('check', 'history', 'judged.up')
  assert.match(history.stdout, /bad is critical by the votes of .*critical \(balancers\)/)
  const why = await n1.polis('explain', 'judged')
  assert.match(why.stdout, /balancers/, why.stdout)
})

cluster.story('what was found is known after the node was stopped and started', async () => {
  await n2.kill('SIGTERM')
  await n2.start()
  let history = ''
  await eventually('its checks go on', SPREAD_MS, async () => {
    history = (await n1.polis('check', 'history', 'web.beat')).stdout
    const restarted = history.split('\n').filter(line => / pass +passing .*well/.test(line))
    return restarted.length === 2 ? true : undefined
  })
  const tools = (await n1.polis('check', 'history', 'tools.cmd')).stdout
  assert.match(tools, / - +unknown +- +nobody looked for \d+s: the node did not run/, history)
})

cluster.story('a task that does not live any more is killed and started again', async () => {
  const restartsOf = async () => {
    const { value } = await n1.client.call<{ observed: { restarts: number; phase: string } }[]>(
      'GET',
      '/v1/tasks',
      { query: { service: 'app' } },
    )
    return Math.max(...value.map(({ observed }) => observed.restarts))
  }
  const before = await restartsOf()
  rmSync(alive)
  await eventually('it has been restarted', SPREAD_MS, async () =>
    (await restartsOf()) > before ? true : undefined,
  )
  writeFileSync(alive, '')
})
