/**
 * Placement constraints as Compose files write them: `node.labels.zone == a`.
 *
 * An attribute of the node, `==` or `!=`, and a value, compared exactly. A node that lacks a label
 * has the empty value, so `!= a` holds for it. `node.hostname` is Compose's word for the name.
 */

import type { SchedulerNode } from './snapshot.ts'

/** An attribute of a node: its id, its name, or one label. */
export type Attribute =
  | { readonly kind: 'id' }
  | { readonly kind: 'name' }
  | { readonly kind: 'label'; readonly key: string }

/** One parsed constraint. */
export type Constraint = {
  readonly kind: 'constraint'
  readonly attribute: Attribute
  readonly isEqual: boolean
  readonly value: string
  /** As it was written, for explanations. */
  readonly text: string
}

/** A constraint or attribute that cannot be understood, and why, in one line. */
export type Invalid = { readonly kind: 'invalid'; readonly reason: string }

const ATTRIBUTES = 'node.id, node.name, node.hostname and node.labels.KEY'

/** Parses `ATTRIBUTE == VALUE` or `ATTRIBUTE != VALUE`; blanks around the parts do not matter. */
export function parseConstraint(text: string): Constraint | Invalid {
  const at = text.search(/[=!]=/)
  if (at < 0) {
    return invalid(`constraint '${text}' has no '==' or '!='`)
  }
  const attribute = parseAttribute(text.slice(0, at).trim())
  if (attribute.kind === 'invalid') {
    return invalid(`constraint '${text}': ${attribute.reason}`)
  }
  const value = text.slice(at + 2).trim()
  if (value === '') return invalid(`constraint '${text}' has no value`)
  if (/[=!]=/.test(value)) return invalid(`constraint '${text}' has more than one comparison`)
  return { kind: 'constraint', attribute, isEqual: text[at] === '=', value, text: text.trim() }
}

/** Parses the name of an attribute, as constraints and spread preferences use it. */
export function parseAttribute(text: string): Attribute | Invalid {
  if (text === 'node.id') return { kind: 'id' }
  if (text === 'node.name' || text === 'node.hostname') return { kind: 'name' }
  const label = /^node\.labels\.([A-Za-z0-9][A-Za-z0-9._/-]*)$/.exec(text)
  if (label !== null) return { kind: 'label', key: label[1]! }
  return invalid(`'${text}' is not an attribute of a node (there are ${ATTRIBUTES})`)
}

/** What constraints look at. */
export type Described = Pick<SchedulerNode, 'id' | 'name' | 'labels'>

/** The node's value of an attribute; an absent label is the empty text. */
export function attributeOf(node: Described, attribute: Attribute): string {
  switch (attribute.kind) {
    case 'id':
      return node.id
    case 'name':
      return node.name
    case 'label':
      return Object.hasOwn(node.labels, attribute.key) ? node.labels[attribute.key]! : ''
  }
}

/** True if `node` satisfies `constraint`. */
export function satisfies(node: Described, constraint: Constraint): boolean {
  return (attributeOf(node, constraint.attribute) === constraint.value) === constraint.isEqual
}

function invalid(reason: string): Invalid {
  return { kind: 'invalid', reason }
}
