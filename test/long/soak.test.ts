/**
 * An hour of a cluster's ordinary life: half of it idle, half of it with nodes that are killed and
 * started again, under a light load all the while.
 *
 * What it is for: memory and files of the nodes that live on stay flat, streams that carried
 * nothing for half an hour still do when something happens, no request is lost.
 *
 *     POLIS_SOAK_MINUTES=60 node --test test/long/soak.test.ts
 */

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { after } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type NodeProcess, TestCluster } from '../integration/cluster-process.ts'
import { replicas, settled, statusOf } from '../integration/cluster-view.ts'
import { eventually, seconds } from '../integration/eventually.ts'
import { describeFailures, failuresOf, RequestLoop } from '../integration/request-loop.ts'
import { witnessManifest } from '../integration/witness.ts'

const MINUTES = Number(process.env['POLIS_SOAK_MINUTES'] ?? 60)
const HALF_MS = MINUTES * 30_000
const SAMPLE_MS = 15_000
const CHURN_MS = 20_000
const RATE = 20
const REPLICAS = 3
/** Beyond this a node grows: a fifth of an idle node's memory, and a file a churned connection. */
const GROWTH_BYTES_MAX = 30e6
const GROWTH_FILES_MAX = 10

type Sample = { readonly rssBytes: number; readonly files: number }

const cluster = await TestCluster.start(5)
after(() => cluster.stop())
await settled(cluster, 5)
const lasting = cluster.nodes.slice(0, 3)
const churned = cluster.nodes.slice(3)
const n1 = lasting[0]!

cluster.story(
  'idle, then with nodes that come and go, nothing grows and nothing is lost',
  async t => {
    const manifest = witnessManifest({ folder: cluster.folder, replicas: REPLICAS })
    assert.equal((await n1.polis('deploy', '-y', '-f', manifest)).code, 0)
    await replicas(n1, 'witness', REPLICAS)
    const loop = new RequestLoop(t, { host: n1.host, ratePerSecond: RATE })

    const idle = await sampled(HALF_MS, async () => sleep(SAMPLE_MS))
    for (const node of lasting) t.diagnostic(`idle, ${node.name}: ${describe(idle, node)}`)
    const quiet = await changeIsSeen(1)
    t.diagnostic(
      `after ${MINUTES / 2} idle minutes a change is seen everywhere in ${seconds(quiet)}`,
    )

    let deaths = 0
    const churn = await sampled(HALF_MS, async () => {
      const victim = churned[deaths++ % churned.length]!
      await victim.kill('SIGKILL')
      await victim.start()
      await sleep(CHURN_MS)
    })
    for (const node of lasting) t.diagnostic(`churn, ${node.name}: ${describe(churn, node)}`)
    await settled(cluster, 5)
    const late = await changeIsSeen(2)
    t.diagnostic(`after ${deaths} deaths a change is seen everywhere in ${seconds(late)}`)

    const outcomes = await loop.stop()
    t.diagnostic(`${failuresOf(outcomes).length} of ${outcomes.length} requests failed`)
    assert.equal(describeFailures(failuresOf(outcomes)), '')
    for (const [phase, samples] of Object.entries({ idle, churn })) {
      for (const node of lasting) {
        const { rssBytes, files } = growthOf(samples.get(node)!)
        assert.ok(rssBytes < GROWTH_BYTES_MAX, `${phase}: ${node.name} grew by ${rssBytes} bytes`)
        assert.ok(files < GROWTH_FILES_MAX, `${phase}: ${node.name} holds ${files} files more`)
      }
    }
  },
)

/** Runs `turn` again and again for `durationMs`, and looks at the lasting nodes after each. */
async function sampled(
  durationMs: number,
  turn: () => Promise<void>,
): Promise<Map<NodeProcess, Sample[]>> {
  const samples = new Map<NodeProcess, Sample[]>(lasting.map(node => [node, []]))
  const endMs = performance.now() + durationMs
  while (performance.now() < endMs) {
    await turn()
    for (const node of lasting) samples.get(node)!.push(sampleOf(node))
  }
  return samples
}

function sampleOf({ pid }: NodeProcess): Sample {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const rssBytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)![1]) * 1_024
  return { rssBytes, files: readdirSync(`/proc/${pid}/fd`).length }
}

/**
 * How much more the last quarter has than the second at least: the first is for warming up, and
 * what lies above the least is garbage that nothing has made V8 collect yet.
 */
function growthOf(samples: readonly Sample[]): Sample {
  const quarter = Math.ceil(samples.length / 4)
  const second = samples.slice(quarter, 2 * quarter)
  const last = samples.slice(-quarter)
  const grown = (read: (sample: Sample) => number) =>
    Math.min(...last.map(read)) - Math.min(...second.map(read))
  return { rssBytes: grown(({ rssBytes }) => rssBytes), files: grown(({ files }) => files) }
}

function describe(samples: ReadonlyMap<NodeProcess, readonly Sample[]>, node: NodeProcess): string {
  const all = samples.get(node)!
  const { rssBytes, files } = growthOf(all)
  const last = all.at(-1)!
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
  const growth = `grown by ${megabytes(rssBytes)} and ${files} files`
  return `${megabytes(last.rssBytes)}, ${last.files} files at the end; ${growth}`
}

/** Scales to `count` and back; answers how long every node took to see the first. */
async function changeIsSeen(count: number): Promise<number> {
  const startedMs = performance.now()
  assert.equal((await n1.polis('scale', `witness=${count}`)).code, 0)
  await Promise.all(cluster.nodes.map(node => replicas(node, 'witness', count)))
  const tookMs = performance.now() - startedMs
  assert.equal((await n1.polis('scale', `witness=${REPLICAS}`)).code, 0)
  await replicas(n1, 'witness', REPLICAS)
  await eventually('all members are alive', 10_000, async () => {
    const statuses = await Promise.all(cluster.nodes.map(statusOf))
    return statuses.every(({ membersAlive }) => membersAlive === cluster.nodes.length) || undefined
  })
  return tookMs
}
