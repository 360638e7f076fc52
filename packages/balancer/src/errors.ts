/** Operating errors of the load balancer. */

/** Code → what went wrong. */
export const BALANCER_ERRORS = {
  'balancer/bad-route-table': 'a route table names a port twice or holds a value out of range',
  'balancer/too-many-endpoints': 'more services and endpoints than there are counter rows',
  'balancer/worker-failed': 'a data thread did not start, or keeps dying',
  'balancer/no-endpoint': 'no endpoint can take the request',
  'balancer/circuit-open': 'a bound on what is under way for the service is reached',
  'balancer/bad-policy': 'a balancing policy holds a value out of range',
  'balancer/stopped': 'the load balancer has been stopped',
} as const

export type BalancerErrorCode = keyof typeof BALANCER_ERRORS
