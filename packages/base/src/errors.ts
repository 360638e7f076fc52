/**
 * Operating errors: something outside the program went wrong, or a request cannot be met.
 *
 * An error is data: a code that a program can switch on, fields that say which thing, one line for
 * a person, a hint that says how to mend it, and whether trying again can help. Each package lists
 * its codes in its own `errors.ts`; `docs/errors.md` documents every one (a test compares).
 */

/** What `PolisError` takes. `fields` must be plain data; secrets never belong in it. */
export type ErrorDetails = {
  /** One line that names the thing. */
  readonly message: string
  /** How to mend it, one line; empty when there is nothing to say. */
  readonly hint?: string
  readonly fields?: Readonly<Record<string, string | number | boolean>>
  /** True if the same request may succeed later without a change. */
  readonly retryable?: boolean
  readonly cause?: unknown
}

/** An operating error with a stable `code` such as `transport/unreachable`. */
export class PolisError<Code extends string = string> extends Error {
  override readonly name = 'PolisError'
  readonly code: Code
  readonly hint: string
  readonly fields: Readonly<Record<string, string | number | boolean>>
  readonly retryable: boolean

  constructor(code: Code, details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.hint = details.hint ?? ''
    this.fields = details.fields ?? {}
    this.retryable = details.retryable ?? false
  }
}

/** True if `error` is a `PolisError` with that code. */
export function hasCode<Code extends string>(
  error: unknown,
  code: Code,
): error is PolisError<Code> {
  return error instanceof PolisError && error.code === code
}

/** The message of anything that was thrown, on one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.replaceAll(/\s*\n\s*/g, ' ')
}
