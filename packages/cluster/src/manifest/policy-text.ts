/**
 * A scaling policy by itself: an `x-autoscale` map, or a manifest in which one service has one.
 */

import type { PolicySpec } from '@polis/autoscaler'
import { parseManifest } from './manifest.ts'

/** A policy, or what is wrong with its text. */
export type ParsedPolicy =
  | { readonly kind: 'ok'; readonly policy: PolicySpec }
  | {
      readonly kind: 'bad'
      readonly problems: readonly { readonly line: number; readonly message: string }[]
    }

const HEAD = ['services:', '  policy:', '    image: none', '    x-autoscale:']

/** Reads YAML (or JSON) text. */
export function parsePolicy(text: string): ParsedPolicy {
  const isManifest = /^services:/m.test(text)
  const lines = text.split('\n').map(line => `      ${line}`)
  const { services, errors } = parseManifest(isManifest ? text : [...HEAD, ...lines].join('\n'))
  const offset = isManifest ? 0 : HEAD.length
  if (errors.length > 0) {
    const problems = errors.map(({ line, message }) => ({ line: line - offset, message }))
    return { kind: 'bad', problems }
  }
  const policies = services.flatMap(({ autoscale }) => (autoscale === null ? [] : [autoscale]))
  if (policies.length === 1) return { kind: 'ok', policy: policies[0]! }
  const message = `there are ${policies.length} policies, and one is meant`
  return { kind: 'bad', problems: [{ line: 1, message }] }
}
