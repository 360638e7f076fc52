/** The operating errors of this package, each with what it means. */

export const AUTOSCALER_ERRORS = {
  'autoscaler/bad-policy': 'The numbers of a policy contradict each other or are out of range.',
  'autoscaler/bad-metrics': 'A metric sample is not a finite number at or above zero.',
  'autoscaler/bad-trace': 'A recorded load that cannot be read.',
  'autoscaler/unknown-deployment': 'A policy or metrics name a deployment that is not there.',
  'autoscaler/unknown-policy': 'A policy that is not there.',
  'autoscaler/busy': 'This node runs another backtest.',
  'autoscaler/too-long': 'A backtest took longer, or more memory, than one may.',
  'autoscaler/too-many': 'A policy, deployment or metric more than the bound allows.',
} as const

/** A code of this package. */
export type AutoscalerErrorCode = keyof typeof AUTOSCALER_ERRORS
