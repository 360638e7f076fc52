/** Operating errors of the load balancer. */

import { PolisError } from '@polis/base'

/** Code → what went wrong. */
export const BALANCER_ERRORS = {
  'balancer/bad-route-table': 'a route table names a port twice or holds a value out of range',
  'balancer/too-many-endpoints': 'more services and endpoints than there are counter rows',
  'balancer/worker-failed': 'a data thread did not start, or keeps dying',
  'balancer/reload-busy': 'data threads of the last reload still have connections',
  'balancer/cannot-hand-over': 'the listening sockets of this process cannot be found',
  'balancer/no-endpoint': 'no endpoint can take the request',
  'balancer/circuit-open': 'a bound on what is under way for the service is reached',
  'balancer/bad-policy': 'a balancing policy holds a value out of range',
  'balancer/stopped': 'the load balancer has been stopped',
} as const

export type BalancerErrorCode = keyof typeof BALANCER_ERRORS

export function stopped(): PolisError<'balancer/stopped'> {
  return new PolisError('balancer/stopped', { message: 'the load balancer has been stopped' })
}

export function unanswered(sequence: number): PolisError<'balancer/worker-failed'> {
  return new PolisError('balancer/worker-failed', {
    message: 'a data thread did not confirm its route table in time',
    fields: { sequence },
    retryable: true,
  })
}
