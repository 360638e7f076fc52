/**
 * Limits and defaults of discovery and DNS, with their reasons.
 */

/** Changes a subscriber may fall behind; beyond that it gets the whole state again. */
export const SUBSCRIPTION_QUEUE_MAX = 1_024

/** Subscriptions a catalog serves: one each blocking query and event stream, and spare. */
export const SUBSCRIPTIONS_MAX = 4_096

/** Time to live of answers: short enough that a moved task is found again, contract §4. */
export const DEFAULT_TTL_S = 5

/** Longest time to live a service may ask for: a day. */
export const TTL_MAX_S = 86_400

/** How long "no such name" and "nothing there" may be cached: a service may come at any moment. */
export const NEGATIVE_TTL_S = 1

/** SOA timers for secondaries; Polis has none, so only their order matters (RFC 1912 §2.2). */
export const SOA_REFRESH_S = 3_600
export const SOA_RETRY_S = 600
export const SOA_EXPIRE_S = 86_400

/** UDP answers without EDNS(0) (RFC 1035 §4.2.1). */
export const UDP_BYTES_PLAIN = 512

/** The most we send over UDP with EDNS(0): it fits every path unfragmented (DNS flag day 2020). */
export const UDP_BYTES_MAX = 1_232

/** A DNS message over TCP: its length field has two bytes (RFC 1035 §4.2.2). */
export const TCP_BYTES_MAX = 65_535

/** Queries are small; a larger one is refused unread (a name is at most 255 bytes, options few). */
export const QUERY_BYTES_MAX = 4_096

/** Records in the additional section of a query: OPT, and a signature that we ignore. */
export const QUERY_ADDITIONALS_MAX = 2

/** TXT strings answered for one name; each is at most 255 bytes (RFC 1035 §3.3). */
export const TXT_STRINGS_MAX = 32

/** TCP clients at a time; each costs a socket and at most one query's buffer. */
export const TCP_CONNECTIONS_MAX = 256

/** A TCP client that asks nothing for this long is closed (RFC 7766 §6.2.3 asks for seconds). */
export const TCP_IDLE_MS = 10_000

/** Bytes that wait to be sent to a TCP client that does not read; beyond that it is closed. */
export const TCP_UNSENT_BYTES_MAX = 4 * TCP_BYTES_MAX

/** Queries being forwarded at a time; each holds a socket. Beyond that the answer is SERVFAIL. */
export const FORWARDS_MAX = 256

/** Wait for one upstream; a stub resolver asks again after 5 s, and two upstreams fit into that. */
export const UPSTREAM_TIMEOUT_MS = 2_000

/** Upstreams tried for one query, for the same reason. */
export const UPSTREAMS_TRIED_MAX = 2

/** Answers kept by a cache: at most 4 KiB each, so 16 MiB at worst. */
export const CACHE_ENTRIES_MAX = 4_096

/** Larger answers are passed on but not kept. */
export const CACHE_ENTRY_BYTES_MAX = 4_096

/** Cached answers are kept no longer than this, whatever their TTL. */
export const CACHE_TTL_MAX_S = 3_600

/** Cached negative answers are kept no longer than this (RFC 2308 §5 suggests 1 to 3 hours). */
export const CACHE_NEGATIVE_TTL_MAX_S = 300

/** Services, and endpoints of one service, that one `ServiceDiscovery` holds. */
export const SERVICES_MAX = 100_000
export const ENDPOINTS_PER_SERVICE_MAX = 10_000

/** A label selector: a handful of conditions, read again for each new filter. */
export const SELECTOR_LENGTH_MAX = 1_000
export const SELECTOR_REQUIREMENTS_MAX = 32

/** Answers of different filters kept for one view; further filters are worked out each time. */
export const FILTERS_KEPT = 64

/**
 * Flap damping: four falls within half a minute or so hold an endpoint, a restart or two do not. It
 * is released once its penalty has halved (15 s after the hold began), a minute at the very most.
 */
export const FLAP_HALF_LIFE_MS = 15_000
export const FLAP_HOLD_AT = 3
export const FLAP_RELEASE_AT = 1.5
export const FLAP_HOLD_MS_MAX = 60_000

/** Penalties below this are forgotten. */
export const FLAP_FORGET_AT = 0.25

/** Endpoints that fell lately and are remembered; beyond that the longest ago goes first. */
export const FLAPPING_KEPT = 10_000

/** Observed events kept for those who resume; about 5 MB, as many as decided ones. */
export const OBSERVED_EVENTS_KEPT = 10_000

/**
 * Answers kept in wire format, in each of two generations: every common name of 10,000 services
 * once, at a few hundred bytes each.
 */
export const PREPARED_MAX = 16_384

/**
 * Without a leader for this long, answers say that they may be stale: an election takes a second or
 * two, and is no reason.
 */
export const STALE_AFTER_MS = 5_000

/** An upstream that failed is asked last for this long. */
export const UPSTREAM_AVOIDED_MS = 10_000

/** Upstreams asked at once when they race; more would only multiply everybody's load. */
export const UPSTREAMS_RACED_MAX = 3

/** An expired answer is kept for a day in case no upstream answers (RFC 8767 §4: one to three). */
export const CACHE_STALE_MS = 86_400_000

/** Time to live of an answer that is given although it has expired (RFC 8767 §4). */
export const STALE_TTL_S = 30

/** A client waits this long for the upstreams before it gets an expired answer (RFC 8767 §5). */
export const STALE_WAIT_MS = 1_800

/** After the upstreams failed, an expired answer is given at once for this long (RFC 8767 §5). */
export const STALE_RETRY_MS = 30_000

/** An answer that is asked for in the last tenth of its life is fetched anew ahead of its end. */
export const PREFETCH_FRACTION = 0.1

/** Datagrams that wait while the event loop does something else: some thousand queries. */
export const UDP_BUFFER_BYTES = 1_048_576
