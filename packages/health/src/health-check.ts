/**
 * A check as a library's user writes it: an immutable builder.
 *
 * Every `with…` answers with a new check. What it says is only looked at when it is registered, or
 * by `spec`, which throws one error that names every bad field.
 */

import { type Duration, PolisError } from '@polis/base'
import type { CheckSpec, CheckType, HealthState } from './check.ts'
import type { HealthErrorCode } from './errors.ts'
import { parseCheck } from './parse-check.ts'

/**
 * A type alone, or with what belongs to it, as a manifest has it:
 * `{ type: 'http', path: '/health', expectedStatus: 200 }`.
 */
export type CheckOptions =
  | CheckType
  | { readonly type: CheckType; readonly [field: string]: unknown }

type Settings = {
  readonly host: string
  readonly labels: Readonly<Record<string, string>>
  readonly deregisterAfter: Duration | null
  readonly fields: Readonly<Record<string, unknown>>
}

export class HealthCheck {
  readonly id: string
  readonly name: string
  /** What kind of thing is checked: `service`, `node`, … */
  readonly targetType: string
  readonly targetId: string
  readonly #settings: Settings

  constructor(
    id: string,
    name: string,
    targetType: string,
    targetId: string,
    type: CheckOptions,
    settings?: Settings,
  ) {
    this.id = id
    this.name = name
    this.targetType = targetType
    this.targetId = targetId
    const { host, ...fields } = typeof type === 'string' ? { type } : (type as Settings['fields'])
    this.#settings = settings ?? {
      host: typeof host === 'string' ? host : '127.0.0.1',
      labels: {},
      deregisterAfter: null,
      fields,
    }
  }

  /** Address that is dialled: 127.0.0.1 unless given. */
  get host(): string {
    return this.#settings.host
  }

  get labels(): Readonly<Record<string, string>> {
    return this.#settings.labels
  }

  /** After so long in `critical` it is taken away; null: never. */
  get deregisterAfter(): Duration | null {
    return this.#settings.deregisterAfter
  }

  /** The check as plain data. Throws `health/bad-check`. */
  get spec(): CheckSpec {
    const parsed = parseCheck({ ...this.#settings.fields, id: this.id, name: this.name })
    if (parsed.kind === 'ok') return parsed.check
    const reasons = parsed.problems.map(({ field, reason }) => `${field} ${reason}`.trim())
    throw new PolisError<HealthErrorCode>('health/bad-check', {
      message: `check ${this.id}: ${reasons.join('; ')}`,
      fields: { checkId: this.id },
    })
  }

  withHost(host: string): HealthCheck {
    return this.#with({ host })
  }

  withLabel(key: string, value: string): HealthCheck {
    return this.#with({ labels: { ...this.#settings.labels, [key]: value } })
  }

  /** Takes the check away once it was critical for so long. */
  withDeregisterAfter(deregisterAfter: Duration): HealthCheck {
    return this.#with({ deregisterAfter })
  }

  /** Port that is dialled. */
  withPort(port: number): HealthCheck {
    return this.withField('port', port)
  }

  withInterval(interval: Duration): HealthCheck {
    return this.withField('interval', interval)
  }

  withTimeout(timeout: Duration): HealthCheck {
    return this.withField('timeout', timeout)
  }

  /** Failures in a row until it is critical. */
  withRetries(retries: number): HealthCheck {
    return this.withField('retries', retries)
  }

  /** Successes in a row until it passes again. */
  withSuccesses(successes: number): HealthCheck {
    return this.withField('successes', successes)
  }

  withStartPeriod(startPeriod: Duration): HealthCheck {
    return this.withField('startPeriod', startPeriod)
  }

  /** From one probe to the next until the first conclusion. */
  withStartInterval(startInterval: Duration): HealthCheck {
    return this.withField('startInterval', startInterval)
  }

  /** What it counts as until the first conclusion. */
  withInitial(initial: HealthState): HealthCheck {
    return this.withField('initial', initial)
  }

  withPath(path: string): HealthCheck {
    return this.withField('path', path)
  }

  withHeader(name: string, value: string): HealthCheck {
    const headers = this.#settings.fields['headers'] as Record<string, string> | undefined
    return this.withField('headers', { ...headers, [name]: value })
  }

  withExpectedStatus(...statuses: (number | string)[]): HealthCheck {
    return this.withField('expectedStatus', statuses)
  }

  /** Any field of its type, as a manifest has it. */
  withField(field: string, value: unknown): HealthCheck {
    return this.#with({ fields: { ...this.#settings.fields, [field]: value } })
  }

  #with(changes: Partial<Settings>): HealthCheck {
    const { id, name, targetType, targetId } = this
    const settings = { ...this.#settings, ...changes }
    return new HealthCheck(id, name, targetType, targetId, 'tcp', settings)
  }
}
