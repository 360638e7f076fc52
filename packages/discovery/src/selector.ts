/**
 * Label selectors, in the notation of Kubernetes: requirements joined by commas, all of which must
 * hold.
 *
 *     tier                 has the label          !tier                has it not
 *     tier=front           has that value         tier!=front          has another value, or none
 *     tier in (a, b)       has one of them        tier notin (a, b)    none of them, or no label
 */

import { PolisError } from '@polis/base'
import { SELECTOR_LENGTH_MAX, SELECTOR_REQUIREMENTS_MAX } from './config.ts'

/** One condition on one label. */
export type Requirement = {
  readonly key: string
  /** The values it speaks of; undefined asks only whether the label is there. */
  readonly values: readonly string[] | undefined
  /** True for `!key`, `!=` and `notin`; they hold also where the label is absent. */
  readonly isNegated: boolean
}

/** Labels of an endpoint and of its service; the endpoint's come first. */
export type LabelLayers = readonly Readonly<Record<string, string>>[]

/** Reads a selector; the empty one holds always. Throws `discovery/bad-selector`. */
export function parseSelector(text: string): Requirement[] {
  if (text.length > SELECTOR_LENGTH_MAX) throw badSelector(text.slice(0, 40), 'it is too long')
  if (text.trim() === '') return []
  const parts = splitOutsideParentheses(text)
  if (parts.length > SELECTOR_REQUIREMENTS_MAX) {
    throw badSelector(text, `it has more than ${SELECTOR_REQUIREMENTS_MAX} requirements`)
  }
  return parts.map(part => parseRequirement(part.trim(), text))
}

/** True if every requirement holds. */
export function selects(selector: readonly Requirement[], layers: LabelLayers): boolean {
  return selector.every(({ key, values, isNegated }) => {
    const labels = layers.find(one => Object.hasOwn(one, key))
    const isMet = labels !== undefined && (values === undefined || values.includes(labels[key]!))
    return isMet !== isNegated
  })
}

const KEY = '[A-Za-z0-9](?:[A-Za-z0-9_./-]*[A-Za-z0-9])?'
const PRESENCE = new RegExp(`^(!?)\\s*(${KEY})$`)
const EQUALITY = new RegExp(`^(${KEY})\\s*(=|==|!=)\\s*([^\\s,()=!]*)$`)
const MEMBERSHIP = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`)

function parseRequirement(part: string, whole: string): Requirement {
  const presence = PRESENCE.exec(part)
  if (presence !== null) {
    return { key: presence[2]!, values: undefined, isNegated: presence[1] === '!' }
  }
  const equality = EQUALITY.exec(part)
  if (equality !== null) {
    return { key: equality[1]!, values: [equality[3]!], isNegated: equality[2] === '!=' }
  }
  const membership = MEMBERSHIP.exec(part)
  if (membership !== null) {
    const values = membership[3]!.split(',').map(value => value.trim())
    return { key: membership[1]!, values, isNegated: membership[2] === 'notin' }
  }
  throw badSelector(whole, `'${part}' is no requirement`)
}

function splitOutsideParentheses(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (character === '(') depth++
    else if (character === ')') depth--
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  parts.push(text.slice(start))
  return parts
}

function badSelector(text: string, why: string): PolisError {
  return new PolisError('discovery/bad-selector', {
    message: `the label selector '${text}' cannot be read: ${why}`,
    hint: 'for example: tier=front,!canary,zone in (a, b)',
    fields: { selector: text },
  })
}
