/** Operating errors of this package; the result of a check is a value instead. */
export const HEALTH_ERRORS = {
  'health/bad-check': 'a check is not well formed; the message names each bad field and why',
  'health/unknown-check': 'no check of that id is registered',
} as const

export type HealthErrorCode = keyof typeof HEALTH_ERRORS
