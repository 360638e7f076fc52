/**
 * `x-autoscale.scrape`: where replicas offer the custom metrics of their policy.
 *
 *     custom: [{metric: 'queue_depth{queue="mail"}', target: 30}]
 *     scrape: {port: 9100, path: /metrics, interval: 5s}
 */

import { SCRAPE_INTERVAL_DEFAULT_MS, type ScrapeSpec } from '@polis/autoscaler'
import type { ServicePort } from '../objects.ts'
import { ownKeys } from './compose-keys.ts'
import { child } from './deploy.ts'
import { pathOf, type Reader, type Section } from './reader.ts'

const KEYS = ownKeys('port', 'path', 'interval')

/** Where metrics are scraped, under the policy's own field; nothing without the key. */
export function readScrape(
  reader: Reader,
  autoscale: Section,
  ports: readonly ServicePort[],
): { readonly scrape?: ScrapeSpec } {
  const node = reader.get(autoscale, 'scrape')
  if (node === undefined) return {}
  const section = child(reader, autoscale, 'scrape')
  reader.checkKeys(section, KEYS)
  const port = reader.number(section, 'port') ?? null
  const isReachable = port === null ? ports.length > 0 : ports.some(one => one.target === port)
  if (!isReachable) {
    const targets = ports.map(({ target }) => target).join(', ') || 'none'
    const where = reader.get(section, 'port')?.at ?? node.at
    reader.error(where, `${pathOf(section, 'port')} is a target port of the service (${targets})`)
  }
  const path = reader.text(section, 'path') ?? '/metrics'
  const intervalMs = reader.durationMs(section, 'interval') ?? SCRAPE_INTERVAL_DEFAULT_MS
  return { scrape: { port, path, intervalMs } }
}
