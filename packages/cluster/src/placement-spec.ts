/** Where tasks go, beyond what Compose can say (`x-placement`). */

import type { Strategy } from '@polis/scheduler'

/** Near to, or away from, the tasks of a service of the same namespace. */
export type AffinitySpec = {
  readonly service: string
  readonly isAnti: boolean
  /** False only prefers such nodes. */
  readonly isRequired: boolean
}

/** Every field has the scheduler's default when absent. */
export type PlacementSpec = {
  readonly strategy?: Strategy
  readonly affinities?: readonly AffinitySpec[]
  /** 0 to 100; the more important is placed first. */
  readonly priority?: number
  /** True: tasks of lower priority may be stopped where it finds no room. */
  readonly preempts?: boolean
}
