/** The operating errors of this package. */

export const AUTOSCALER_ERRORS = {
  /** A policy's numbers contradict each other or are out of range. */
  badPolicy: 'autoscaler/bad-policy',
  /** A metric sample is not a finite number at or above zero. */
  badMetrics: 'autoscaler/bad-metrics',
  /** A recorded load that cannot be read. */
  badTrace: 'autoscaler/bad-trace',
  /** A policy or metrics name a deployment that is not there. */
  unknownDeployment: 'autoscaler/unknown-deployment',
  /** A policy that is not there. */
  unknownPolicy: 'autoscaler/unknown-policy',
  /** A policy, deployment or metric more than the bound allows. */
  tooMany: 'autoscaler/too-many',
} as const

/** A code of this package. */
export type AutoscalerErrorCode = (typeof AUTOSCALER_ERRORS)[keyof typeof AUTOSCALER_ERRORS]
