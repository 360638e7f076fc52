/**
 * The default behaviour beside Kubernetes' HPA on recorded loads of real services, if there are any
 * (`../shared/data/traces`, Numenta Anomaly Benchmark); it skips where there are none.
 */

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { capacityFor, compare, parseTrace, summaryOf, tableOf } from '@polis/autoscaler'

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/data/traces')
const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter(name => name.endsWith('.csv')) : []

if (names.length === 0) {
  it('recorded loads are not here', { skip: `there is no ${FOLDER}` }, () => undefined)
}

for (const name of names) {
  it(`${name}: fewer replica-hours and changes, or less time under-provisioned`, t => {
    const trace = parseTrace(readFileSync(join(FOLDER, name), 'utf8'))
    const world = { capacity: capacityFor(trace), startupMs: 30_000, lagMs: 5_000 }
    const rows = compare(trace, world)
    for (const line of tableOf(rows.map(summaryOf)).split('\n')) t.diagnostic(line)
    const [hpa, polis, predictive] = rows.map(({ result }) => result)
    assert.ok(polis!.underMs <= hpa!.underMs)
    assert.ok(polis!.replicaMs < hpa!.replicaMs)
    assert.ok(polis!.changes < hpa!.changes)
    assert.ok(predictive!.replicaMs <= hpa!.replicaMs)
    // Where the HPA is never under-provisioned there is nothing to gain.
    assert.ok(predictive!.underMs < hpa!.underMs || hpa!.underMs === 0)
  })
}
