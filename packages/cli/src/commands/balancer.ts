/** `polis lb ls`: the load balancer of the node that is asked, a service a line. */

import { type Column, print, printRows, printValue } from '../output.ts'
import type { Session } from '../session.ts'

/** What `/v1/lb` says of a service, as far as it is shown. */
type BalancedService = {
  readonly id: string
  readonly name: string
  readonly namespace: string
  readonly mode: 'user' | 'kernel'
  readonly modeReason?: string
  readonly pausedUntilMs?: number
  readonly isPanic: boolean
  readonly endpoints: readonly unknown[]
  readonly requests: number
  readonly failures: number
  readonly dropped: number
  readonly inFlight: number
}

const COLUMNS: readonly Column<BalancedService>[] = [
  { heading: 'SERVICE', text: service => service.name },
  { heading: 'NAMESPACE', text: service => service.namespace },
  { heading: 'MODE', text: service => service.mode },
  { heading: 'ENDPOINTS', text: service => String(service.endpoints.length) },
  { heading: 'REQUESTS', text: service => String(service.requests) },
  { heading: 'FAILURES', text: service => String(service.failures) },
  { heading: 'DROPPED', text: service => String(service.dropped) },
  { heading: 'IN FLIGHT', text: service => String(service.inFlight) },
  { heading: 'ID', text: service => service.id, isWide: true },
  {
    heading: 'REASON',
    text: reasonOf,
  },
]

function reasonOf({ isPanic, modeReason, pausedUntilMs }: BalancedService): string {
  const pause = pausedUntilMs && `paused until ${new Date(pausedUntilMs).toISOString()}`
  const reasons = [pause, modeReason, isPanic && 'panic: unhealthy are used'].filter(Boolean)
  return reasons.join('; ') || '-'
}

/** `polis lb ls`: who serves each service, how much, and why it is not as usual. */
export async function listBalanced({ client, output }: Session): Promise<void> {
  const { value } = await client.call<{ services: BalancedService[] }>('GET', '/v1/lb')
  if (output === 'json' || output === 'yaml') printValue(value, output)
  else printRows(value.services, output, COLUMNS)
}

/** `polis lb reload`: new data threads take over from the old ones. */
export async function reloadBalancer({ client, output }: Session): Promise<void> {
  type Reloaded = { readonly threads: number; readonly draining: number }
  const { value } = await client.call<Reloaded>('POST', '/v1/lb/reload')
  if (output !== 'table') printValue(value, output)
  else
    print(`${value.threads} data threads replaced; ${value.draining} old ones end what they have`)
}
