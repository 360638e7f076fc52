/**
 * Several files as one, by the rules of the Compose Specification ("Merge and override"): maps are
 * merged, lists appended, anything else replaced, with the exceptions of `RULES`. `!reset` takes a
 * value back, `!override` replaces it whole. `extends` merges two services by the same rules.
 *
 * Every node keeps its own position, so a message names the file and line that said it.
 */

import type { Entry, ListNode, ManifestNode, ManifestProblem, MapNode } from './node.ts'
import { isNothing, textNode, valueAt } from './node.ts'

/**
 * How the value at a path is merged otherwise. `replace`: the later one alone. `pairs`: names with
 * values, as a map or as `NAME=VALUE` in a list. `names`: a map or the list of its keys. `append`:
 * one or several items, the same one once. Else: a list whose items have a key; of two with the
 * same the later one stays, at the place of the earlier.
 */
type Rule = 'replace' | 'pairs' | 'names' | 'append' | ((item: ManifestNode) => string)

const RULES: Readonly<Record<string, Rule>> = {
  'services.*.annotations': 'pairs',
  'services.*.build.args': 'pairs',
  'services.*.build.labels': 'pairs',
  'services.*.cap_add': 'append',
  'services.*.cap_drop': 'append',
  'services.*.command': 'replace',
  'services.*.configs': item => mountTarget(item, '/'),
  'services.*.depends_on': 'names',
  'services.*.deploy.labels': 'pairs',
  'services.*.devices': deviceTarget,
  'services.*.dns': 'append',
  'services.*.dns_opt': 'append',
  'services.*.dns_search': 'append',
  'services.*.entrypoint': 'replace',
  'services.*.env_file': 'append',
  'services.*.environment': 'pairs',
  'services.*.expose': scalarKey,
  'services.*.extra_hosts': 'append',
  'services.*.healthcheck.test': 'replace',
  'services.*.label_file': 'append',
  'services.*.labels': 'pairs',
  'services.*.networks': 'names',
  'services.*.ports': portKey,
  'services.*.profiles': 'append',
  'services.*.secrets': item => mountTarget(item, '/run/secrets/'),
  'services.*.sysctls': 'pairs',
  'services.*.tmpfs': 'append',
  'services.*.volumes': volumeTarget,
  'networks.*.labels': 'pairs',
  'volumes.*.labels': 'pairs',
}

/** `later` merged over `base`; where the two do not fit, the later one and an error. */
export function mergeNodes(
  base: ManifestNode,
  later: ManifestNode,
  errors: ManifestProblem[],
  path: readonly string[] = [],
): ManifestNode {
  if (later.tag === 'override') return withoutTags(later) ?? later
  const rule = ruleOf(path)
  if (rule === 'replace') return later
  if (isNothing(later)) return base
  if (isNothing(base)) return withoutTags(later) ?? later
  if (rule !== undefined) return mergeByRule(rule, base, later, errors, path)
  if (base.kind === 'map' && later.kind === 'map') {
    const isOther = path.at(-1) === 'logging' && !isSameDriver(base, later)
    return isOther ? later : mergeMaps(base, later, errors, path)
  }
  if (base.kind === 'list' && later.kind === 'list') {
    return { ...base, items: [...base.items, ...kept(later.items)] }
  }
  // A context alone is the short form of a map that has it.
  if (path.length === 3 && path[2] === 'build') return mergeBuild(base, later, errors, path)
  // Of a limit, both parts or one number for both.
  const isUlimit = path.length === 4 && path[2] === 'ulimits'
  if (base.kind !== later.kind && base.kind !== 'scalar' && !isUlimit) {
    const [was, is] = [base.kind, later.kind]
    errors.push({ ...later.at, message: `${path.join('.')} is a ${was} before and a ${is} here` })
  }
  return withoutTags(later) ?? later
}

/** The node without what `!reset` takes back; undefined if that is all of it. */
export function withoutTags(node: ManifestNode): ManifestNode | undefined {
  if (node.tag === 'reset') return undefined
  const { tag: _, ...bare } = node
  if (bare.kind === 'scalar') return bare
  if (bare.kind === 'list') return { ...bare, items: kept(bare.items) }
  const entries = bare.entries.flatMap(entry => {
    const value = withoutTags(entry.value)
    return value === undefined ? [] : [{ ...entry, value }]
  })
  return { ...bare, entries }
}

function kept(items: readonly ManifestNode[]): ManifestNode[] {
  return items.map(withoutTags).filter(item => item !== undefined)
}

function mergeMaps(
  base: MapNode,
  later: MapNode,
  errors: ManifestProblem[],
  path: readonly string[],
): MapNode {
  const merged = new Map<string, Entry>(base.entries.map(entry => [entry.key, entry]))
  for (const entry of later.entries) {
    const { key, value } = entry
    const old = merged.get(key)
    if (value.tag === 'reset') merged.delete(key)
    else if (old === undefined) merged.set(key, { ...entry, value: withoutTags(value) ?? value })
    else merged.set(key, { ...entry, value: mergeNodes(old.value, value, errors, [...path, key]) })
  }
  return { ...base, at: later.at, entries: [...merged.values()] }
}

/** The rule for a path; a star stands for any name. */
function ruleOf(path: readonly string[]): Rule | undefined {
  if (path.length < 3) return undefined
  const pattern = [path[0], '*', ...path.slice(2)].join('.')
  return Object.hasOwn(RULES, pattern) ? RULES[pattern] : undefined
}

function mergeByRule(
  rule: Exclude<Rule, 'replace'>,
  base: ManifestNode,
  later: ManifestNode,
  errors: ManifestProblem[],
  path: readonly string[],
): ManifestNode {
  if (rule === 'pairs' || rule === 'names') {
    const asMap = rule === 'pairs' ? pairsAsMap : namesAsMap
    return mergeMaps(asMap(base), asMap(later), errors, path)
  }
  const items = [...asList(base).items, ...kept(asList(later).items)]
  const byKey = new Map<string, ManifestNode>()
  const keyOf = rule === 'append' ? scalarKey : rule
  for (const [i, item] of items.entries()) byKey.set(keyOf(item) || `item ${i}`, item)
  return { kind: 'list', at: later.at, items: [...byKey.values()] }
}

/** `["A=b", "C"]` as `{A: b, C: null}`; a map stays one. */
export function pairsAsMap(node: ManifestNode): MapNode {
  if (node.kind === 'map') return node
  const entries = asList(node).items.map((item): Entry => {
    const text = item.kind === 'scalar' ? String(item.value ?? '') : ''
    const equals = text.indexOf('=')
    if (equals < 0)
      return { key: text, at: item.at, value: { ...item, kind: 'scalar', value: null } }
    const value = textNode(item.at, text.slice(equals + 1))
    return { key: text.slice(0, equals), at: item.at, value }
  })
  return { kind: 'map', at: node.at, entries }
}

function namesAsMap(node: ManifestNode): MapNode {
  if (node.kind === 'map') return node
  const entries = asList(node).items.map(item => ({
    key: item.kind === 'scalar' ? String(item.value) : '',
    at: item.at,
    value: { kind: 'scalar', at: item.at, value: null } as const,
  }))
  return { kind: 'map', at: node.at, entries }
}

function asList(node: ManifestNode): ListNode {
  if (node.kind === 'list') return node
  if (node.kind === 'scalar') return { kind: 'list', at: node.at, items: [node] }
  const items = node.entries.map(({ key, at, value }) =>
    textNode(at, `${key}=${value.kind === 'scalar' ? String(value.value) : ''}`),
  )
  return { kind: 'list', at: node.at, items }
}

function mergeBuild(
  base: ManifestNode,
  later: ManifestNode,
  errors: ManifestProblem[],
  path: readonly string[],
): ManifestNode {
  const asMap = (node: ManifestNode): MapNode =>
    node.kind === 'map'
      ? node
      : { kind: 'map', at: node.at, entries: [{ key: 'context', at: node.at, value: node }] }
  return mergeMaps(asMap(base), asMap(later), errors, path)
}

/** Options of a log driver mean nothing to another one. */
function isSameDriver(base: MapNode, later: MapNode): boolean {
  const [before, now] = [base, later].map(node => scalarKey(valueAt(node, 'driver')))
  return before === '' || now === '' || before === now
}

function scalarKey(item: ManifestNode | undefined): string {
  return item?.kind === 'scalar' ? String(item.value ?? '') : ''
}

function mountTarget(item: ManifestNode, folder: string): string {
  if (item.kind === 'scalar') return `${folder}${String(item.value)}`
  const target = scalarKey(valueAt(item, 'target'))
  return target === '' ? `${folder}${scalarKey(valueAt(item, 'source'))}` : target
}

function deviceTarget(item: ManifestNode): string {
  if (item.kind === 'map') {
    return scalarKey(valueAt(item, 'target')) || scalarKey(valueAt(item, 'source'))
  }
  const [source = '', target] = scalarKey(item).split(':')
  return target ?? source
}

function volumeTarget(item: ManifestNode): string {
  if (item.kind === 'map') return scalarKey(valueAt(item, 'target'))
  const parts = scalarKey(item).split(':')
  return parts.length === 1 ? parts[0]! : parts[1]!
}

/** `{ip, target, published, protocol}` of a port in either form. */
function portKey(item: ManifestNode): string {
  if (item.kind === 'map') {
    const [ip, target, published, protocol] = ['host_ip', 'target', 'published', 'protocol'].map(
      key => scalarKey(valueAt(item, key)),
    )
    return `${ip || '0.0.0.0'}:${published}:${target}/${protocol || 'tcp'}`
  }
  const [ports = '', protocol = 'tcp'] = scalarKey(item).split('/')
  const parts = ports.split(':')
  const target = parts.pop() ?? ''
  const published = parts.pop() ?? ''
  return `${parts.join(':') || '0.0.0.0'}:${published}:${target}/${protocol}`
}
