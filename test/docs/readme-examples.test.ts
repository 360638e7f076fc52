/**
 * Every TypeScript example of the packages' READMEs does what it says.
 *
 * Each block is run as it stands, as a program of its own; where it says what it prints
 * (`console.log(…) // → text`), that is what it must print. The example of the API's client meets a
 * real node that runs a service `web`. The types of all blocks are checked as well.
 */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ApiClient } from '@polis/api/client'
import { quietLogger } from '@polis/base'
import { PolisNode } from '@polis/node'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..')
const COMPILER = join(ROOT, 'node_modules/typescript-7/bin/tsc')
/** An example is a few lines; what takes longer hangs. */
const RUN_TIMEOUT_MS = 20_000
/** The machine may be small: the examples share it with the node. */
const CONCURRENCY = 2

type Example = { readonly title: string; readonly code: string; readonly path: string }

/** Below the repository, so that `@polis/…` is found from there; git ignores it. */
const FOLDER = workFolder()
after(() => rmSync(FOLDER, { recursive: true, force: true }))

function workFolder(): string {
  mkdirSync(join(ROOT, '.work'), { recursive: true })
  return mkdtempSync(join(ROOT, '.work/readme-'))
}

/** The blocks marked `ts` of every package's README, each in a file of its own. */
function examples(): Example[] {
  return readdirSync(join(ROOT, 'packages')).flatMap(name => {
    const text = readFileSync(join(ROOT, 'packages', name, 'README.md'), 'utf8')
    return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code], i) => {
      const path = join(FOLDER, `${name}-${i + 1}.ts`)
      writeFileSync(path, code!)
      return { title: `example ${i + 1} of ${name}`, code: code!, path }
    })
  })
}

/** What an example says that it prints, line by line. */
function promisedOutput(code: string): string[] {
  return [...code.matchAll(/^\s*console\.log\(.*\/\/ → (.*)$/gm)].map(([, text]) => text!)
}

/** Runs Node.js; answers its exit code and what it printed. */
async function run(args: readonly string[], environment: Record<string, string>) {
  const child = spawn(process.execPath, args, {
    cwd: FOLDER,
    env: { ...process.env, ...environment, NO_COLOR: '1', NODE_OPTIONS: '' },
    timeout: RUN_TIMEOUT_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.err += text))
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { ...output, status }
}

/** A node of its own cluster, without access control, that runs one replica of a service `web`. */
async function startNode(): Promise<PolisNode> {
  const node = await PolisNode.start(
    {
      version: '0.1.0',
      name: 'readme',
      dataDir: null,
      bind: '127.0.0.1',
      advertise: null,
      apiBind: '127.0.0.1',
      clusterPort: 0,
      apiPort: 0,
      dnsPort: 0,
      join: [],
      joinTimeoutMs: 10_000,
      isBootstrap: false,
      joinSecret: null,
      adminToken: null,
      labels: {},
      drivers: null,
      taskPorts: { first: 21_000, last: 21_999 },
      dnsUpstreams: [],
      isProcessAllowed: true,
      isDev: true,
    },
    quietLogger,
  )
  const web = { 'x-runtime': 'process', command: ['sleep', '60'], stop_grace_period: '1s' }
  const client = new ApiClient({ address: node.apiAddress })
  await client.call('PUT', '/v1/stacks/readme', { body: { services: { web } } })
  return node
}

describe('the examples of the READMEs', { concurrency: CONCURRENCY }, () => {
  let node: PolisNode
  before(async () => {
    node = await startNode()
  })
  after(() => node.stop())

  const all = examples()
  test('their types are right', async () => {
    const config = { extends: join(ROOT, 'tsconfig.json'), include: ['*.ts'] }
    writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(config))
    const { out, err } = await run([COMPILER, '-p', FOLDER, '--pretty', 'false'], {})
    assert.equal(err, '')
    // The compiler follows imports into the sources, which `npm run check` is there for.
    const errors = out.split('\n').filter(line => / error TS\d+:|^error /.test(line))
    const ofExamples = errors.filter(line => !line.startsWith('../'))
    assert.deepEqual(ofExamples, [])
  })

  for (const example of all) {
    test(`${example.title} runs and prints what it says`, async () => {
      const { status, out, err } = await run([example.path], { POLIS_ADDR: node.apiAddress })
      assert.equal(status, 0, `exit code ${status}\n${out}${err}`)
      assert.equal(err, '')
      const promised = promisedOutput(example.code)
      if (promised.length > 0) assert.equal(out, promised.map(line => `${line}\n`).join(''))
    })
  }
})
