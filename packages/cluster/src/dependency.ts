/** What a service waits for before its first start (`depends_on` of the Compose Specification). */

export const DEPENDENCY_CONDITIONS = [
  'service_started',
  'service_healthy',
  'service_completed_successfully',
] as const

/** A service of the same namespace that must have come so far before the first task starts. */
export type Dependency = {
  readonly service: string
  readonly condition: (typeof DEPENDENCY_CONDITIONS)[number]
}

/** True if there is such a condition. */
export function isCondition(word: unknown): word is Dependency['condition'] {
  return DEPENDENCY_CONDITIONS.includes(word as Dependency['condition'])
}
