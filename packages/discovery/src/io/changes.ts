/**
 * Changes as async iterations, for `for await`: the first state at once, then every change.
 *
 * A reader that is slower than the changes skips states of one service, of which only the newest
 * counts, or is given a whole snapshot of the catalog again (`subscription.ts`). It ends when its
 * signal aborts or its loop is left.
 */

import type { Catalog } from '../catalog.ts'
import type { ResolvedEndpoint, ResolveFilter } from '../entry.ts'
import type { CatalogEvent } from '../subscription.ts'

/** The catalog's events, a snapshot first. Throws `discovery/too-many`. */
export async function* catalogEvents(
  catalog: Catalog,
  signal?: AbortSignal,
): AsyncGenerator<CatalogEvent, void> {
  const bell = new Bell(signal)
  const subscription = catalog.subscribe(() => bell.ring())
  try {
    for (;;) {
      yield* subscription.take()
      if (subscription.hasEvents) continue
      if (!(await bell.rung())) return
    }
  } finally {
    bell.close()
    subscription.close()
  }
}

/**
 * The endpoints of a service as they are now and after each change; undefined while there is no
 * such service. Throws `discovery/bad-selector`.
 */
export async function* resolutions(
  catalog: Catalog,
  name: string,
  namespace: string,
  filter: ResolveFilter,
  signal?: AbortSignal,
): AsyncGenerator<readonly ResolvedEndpoint[] | undefined, void> {
  const bell = new Bell(signal)
  const stop = catalog.onChange(() => bell.ring())
  let shown: string | undefined
  try {
    for (;;) {
      const found = catalog.resolve(name, namespace, filter)
      // A change of another service rings too; what reads the same is not worth a turn.
      const text = JSON.stringify(found) ?? 'absent'
      if (text !== shown) {
        shown = text
        yield found
      }
      if (!(await bell.rung())) return
    }
  } finally {
    bell.close()
    stop()
  }
}

/** Remembers that it rang until somebody waits. */
class Bell {
  readonly #signal: AbortSignal | undefined
  readonly #abort = () => this.ring()
  #hasRung = false
  #wake = () => {}

  constructor(signal?: AbortSignal) {
    this.#signal = signal
    signal?.addEventListener('abort', this.#abort)
  }

  ring(): void {
    this.#hasRung = true
    this.#wake()
  }

  /** Resolves when it rings, or has rung since the last wait; false once the signal has aborted. */
  async rung(): Promise<boolean> {
    if (!this.#hasRung && this.#signal?.aborted !== true) {
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
    this.#hasRung = false
    return this.#signal?.aborted !== true
  }

  close(): void {
    this.#signal?.removeEventListener('abort', this.#abort)
  }
}
