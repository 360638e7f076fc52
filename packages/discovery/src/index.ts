/** Who is there and where: the catalog, DNS out of it, and `ServiceDiscovery` in one process. */

export { addressBytes, isPrivateAddress } from './address.ts'
export { Catalog } from './catalog.ts'
export { DEFAULT_TTL_S } from './config.ts'
export { type AnswerContext, answerQuestion } from './dns/answer.ts'
export { DEFAULT_NAMESPACE, RESERVED_NAMES } from './dns/lookup.ts'
export type { DnsAnswer, DnsData, DnsQuestion, DnsRecord } from './dns/records.ts'
export type { CacheStats } from './dns/ttl-cache.ts'
export type {
  CatalogEndpoint,
  CatalogNode,
  CatalogService,
  EndpointHealth,
  EndpointPort,
  ResolvedEndpoint,
  ResolveFilter,
  ServiceName,
  ServicePort,
  StoredQuery,
} from './entry.ts'
export { DISCOVERY_ERRORS, type DiscoveryErrorCode } from './errors.ts'
export { FlapDamper } from './flap-damper.ts'
export { DNSCache, type DNSCacheOptions } from './io/dns-cache.ts'
export { DNSResolver, type DNSResolverOptions, type DnsResolution } from './io/dns-resolver.ts'
export { DnsServer, type DnsServerOptions, type DnsServerStats } from './io/dns-server.ts'
export { systemUpstreams } from './io/forwarder.ts'
export {
  type DiscoveryEvent,
  type DiscoveryEvents,
  type EndpointEvent,
  ServiceDiscovery,
  type ServiceDiscoveryOptions,
} from './io/service-discovery.ts'
export {
  OBSERVED_TOPICS,
  type ObservedDraft,
  type ObservedEvent,
  ObservedJournal,
  type ObservedTopic,
  parseObservedId,
} from './observed-journal.ts'
export { parseSelector } from './selector.ts'
export { Endpoint, type HealthState, Service, type ServiceHealthCheck } from './service.ts'
export type { ServiceView } from './service-view.ts'
export type {
  CatalogChange,
  CatalogEvent,
  CatalogSnapshot,
  Subscription,
} from './subscription.ts'
export { type TtlFindings, type TtlRecord, type TtlTerms, TtlWatch } from './ttl-watch.ts'
