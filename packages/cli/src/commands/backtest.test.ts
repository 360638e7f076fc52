import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it, type TestContext } from 'node:test'
import { backtest } from './backtest.ts'

const folder = mkdtempSync(join(tmpdir(), 'polis-backtest-'))
after(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const trace = file(
  'load.csv',
  `time,host,rps\n${Array.from({ length: 96 }, (_, i) => `${i * 300},a,${100 + (i % 12) * 40}`).join('\n')}\n`,
)

/** What a backtest prints. */
async function printed(
  t: TestContext,
  flags: Partial<Parameters<typeof backtest>[0]>,
  output = 'table',
): Promise<string> {
  const write = t.mock.method(process.stdout, 'write', () => true)
  const noSession = () => Promise.reject(new Error('no node is needed'))
  await backtest({ trace, column: 'rps', startup: '30s', ...flags }, output, noSession).finally(
    () => write.mock.restore(),
  )
  return write.mock.calls.map(call => String(call.arguments[0])).join('')
}

describe('polis autoscale backtest', () => {
  it('replays a policy of a file beside the alternatives, and draws it', async t => {
    const policy = file('policy.yaml', 'min: 1\nmax: 9\nrps: 70\n')
    const svg = join(folder, 'plot.svg')
    const text = await printed(t, { policy, svg })
    assert.match(text, /a replica carries 100 and serves after 30 s/)
    for (const name of ['hpa', 'polis', 'polis-predict', policy]) assert.ok(text.includes(name))
    assert.match(readFileSync(svg, 'utf8'), /^<svg /)
  })

  it('answers figures for programs', async t => {
    const policy = file(
      'compose.yaml',
      'services:\n  web:\n    image: a\n    x-autoscale: {min: 1, max: 4, cpu: 70}\n',
    )
    const text = await printed(t, { policy, alone: true, capacity: '200' }, 'json')
    const { capacity, points, rows } = JSON.parse(text)
    assert.deepEqual([capacity, points, rows.length], [200, 96, 1])
    assert.equal(rows[0].target, 70)
    assert.ok(rows[0].changes > 0 && rows[0].replicaHours > 0)
  })

  it('leaves out targets that the load says nothing of, and says so', async t => {
    const replayed = async (more: string) => {
      const policy = file('alone.yaml', `min: 1\nmax: 9\nrps: 70\n${more}`)
      const { rows } = JSON.parse(await printed(t, { policy, alone: true }, 'json'))
      return rows[0]
    }
    const said = t.mock.method(process.stderr, 'write', () => true)
    assert.deepEqual(await replayed('memory: 80\n'), await replayed(''))
    assert.match(String(said.mock.calls[0]?.arguments[0]), /says nothing of them: memory/)
  })

  it('refuses what it cannot use, with the file and the line', async t => {
    const bad = file('bad.yaml', 'min: 1\nmax: 9\ncpu: 0\n')
    await assert.rejects(printed(t, { policy: bad }), /bad\.yaml:3: .*cpu has the target 0/)
    const none = file('none.yaml', 'min: 1\nmax: 9\nresponseTime: 1s\n')
    await assert.rejects(printed(t, { policy: none }), /no target that a recorded load drives/)
    await assert.rejects(printed(t, { trace: file('bad.csv', 'a,b\n1,x\n') }), /no column 'rps'/)
    await assert.rejects(printed(t, { capacity: 'much' }), /--capacity much is not a number/)
    await assert.rejects(printed(t, { trace: join(folder, 'absent') }), /cannot read/)
  })
})
