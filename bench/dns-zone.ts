/**
 * The names that every DNS server of a measurement answers, and what it answers them with.
 */

/** Services, each with this many addresses. */
export const SERVICES = 1_000
export const ADDRESSES = 3

export function serviceName(service: number): string {
  return `service-${service}`
}

/** The address of one endpoint of a service; all differ. */
export function addressOf(service: number, endpoint: number): string {
  return `10.${endpoint}.${service >> 8}.${service & 255}`
}

/** Every name with its addresses. */
export function zone(): { readonly name: string; readonly addresses: readonly string[] }[] {
  return Array.from({ length: SERVICES }, (_, service) => ({
    name: `${serviceName(service)}.polis`,
    addresses: Array.from({ length: ADDRESSES }, (_, endpoint) => addressOf(service, endpoint)),
  }))
}
