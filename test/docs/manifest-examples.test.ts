import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parseManifest } from '@polis/cluster'

const PAGES = ['docs/health-checks.md', 'docs/http-services.md']

test('manifests in the documentation are taken without a word', () => {
  for (const page of PAGES) {
    const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')
    const examples = [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(match => match[1]!)
    assert.ok(examples.length > 0, `${page} has an example`)
    for (const example of examples) {
      const { errors, warnings } = parseManifest(example)
      assert.deepEqual([...errors, ...warnings], [], page)
    }
  }
})
