/**
 * Every bound of the load balancer, with the reason for its value.
 *
 * Times are milliseconds, sizes are bytes. A service may choose its own connect, idle and drain
 * times; the values here are its defaults and the limits that nobody may lift.
 */

/** Data threads: cores − 1, one to four. More only compete with the tasks for the same cores. */
export const WORKERS_MAX = 4

/**
 * Rows of shared counters, one a service and one an endpoint. Memory is reserved for all of them
 * but only touched where used: 16,384 × (histogram + counters) × threads is about 60 MB of address
 * space.
 */
export const COUNTER_ROWS_MAX = 16_384

/** Largest head of a request or response. As nginx' and Node's default order of magnitude. */
export const HEAD_BYTES_MAX = 16_384

/** Longest request target; RFC 9112 §3 asks for at least 8,000. */
export const TARGET_BYTES_MAX = 8_192

/** Longest method; the longest registered one (UPDATEREDIRECTREF) has 17 letters. */
export const METHOD_BYTES_MAX = 24

/** Fields in one head or trailer section; HAProxy's default is 101. */
export const FIELDS_MAX = 100

/** Bytes of extensions behind one chunk size; nobody uses them, floods do (CVE-2023-39326). */
export const CHUNK_EXTENSION_BYTES_MAX = 256

/** Bytes of one trailer section: checksums and timings. As much is kept of it until a body ends. */
export const TRAILER_BYTES_MAX = 4_096

/** Bytes that are joined to a head and written with it in one system call. */
export const COALESCE_BYTES_MAX = 16_384

/** One read: a body of 64 KiB and its head at once. A thread has one such buffer for all reads. */
export const READ_BUFFER_BYTES = 131_072

/** Buffers for large writes and reads: what was read, with a head before it. */
export const POOLED_BUFFER_BYTES = READ_BUFFER_BYTES + HEAD_BYTES_MAX

/** Buffers of that size that a thread keeps for reuse: 4.5 MiB, for as many slow clients at once. */
export const FREE_BUFFERS_MAX = 32

/** Exchanges that a thread keeps for the next requests; more are only needed by more at a time. */
export const FREE_EXCHANGES_MAX = 64

/** Time to send a whole request head, from its first byte; against slow-loris clients. */
export const HEAD_TIMEOUT_MS = 10_000

/** An idle client connection is kept this long; 75 s is nginx' default. */
export const CLIENT_IDLE_MS = 75_000

/**
 * An idle upstream connection is kept this long. It has to end before the server's own timeout, or
 * a request meets a closing connection: Node's servers close after 5 s, so 4 s.
 */
export const UPSTREAM_IDLE_MS = 4_000

/** Taken off a server's `Keep-Alive: timeout=`, for the way there and a late timer. */
export const UPSTREAM_IDLE_MARGIN_MS = 1_000

/** A request that must not be sent twice only takes a connection that was used this recently. */
export const FRESH_CONNECTION_MS = 1_000

/** Idle connections kept for one endpoint in one thread. */
export const UPSTREAM_IDLE_CONNECTIONS_MAX = 256

/** Client connections in one thread; at 10 kB each about 200 MB. */
export const CLIENT_CONNECTIONS_MAX = 20_000

/** Connections that wait to be accepted; Linux' own limit (net.core.somaxconn). */
export const LISTEN_BACKLOG = 4_096

/** Defaults of a service. */
export const CONNECT_TIMEOUT_MS = 3_000
export const HTTP_IDLE_TIMEOUT_MS = 60_000
export const TUNNEL_IDLE_TIMEOUT_MS = 3_600_000
export const DRAIN_MS = 30_000

/** Endpoints that one request may try to connect to. A refusal costs microseconds. */
export const CONNECT_ATTEMPTS_MAX = 8

/** Times that one request may be sent; the first included. */
export const SEND_ATTEMPTS_MAX = 3

/**
 * Requests sent again at one time: a share of those in flight, but never fewer than the minimum.
 */
export const RETRY_BUDGET_FRACTION = 0.2
export const RETRY_BUDGET_MIN = 3

/**
 * First pause of an endpoint that refused a connection; doubles with each failure up to the cap.
 */
export const EJECTION_BASE_MS = 500
export const EJECTION_MAX_MS = 30_000

/** Below this share of usable endpoints those that did not refuse outright are used again. */
export const PANIC_FRACTION = 0.5

/** Picks that may fall on an endpoint this request has already tried before a plain search. */
export const PICK_PROBES_MAX = 8

/** Endpoints that least-connections compares in one pick; exact up to here, rotating beyond. */
export const LEAST_CONNECTIONS_WINDOW = 128

/** Points of a unit of weight on the hash ring (ketama); shares deviate by 1/√160 ≈ 8 %. */
export const RING_POINTS = 160

/** Points of one endpoint at most, so that great weights cannot make the ring huge. */
export const RING_POINTS_MAX = 4_096

/**
 * Time constant of the latency average, and what an endpoint without a sample is assumed to have.
 */
export const LATENCY_TAU_MS = 10_000
export const LATENCY_DEFAULT_MS = 10

/**
 * Groups of keys in rendezvous hashing: with 100 endpoints each wins 160 groups, as many as it has
 * points on the ring. A newcomer is scored against each group, 16,384 × some 2 ns.
 */
export const RENDEZVOUS_GROUPS = 16_384

/**
 * Owners that a key of a bounded hash asks for room; at factor 1.25 a fifth is full and one in 5^64
 * keys asks all of them. Then the least loaded endpoint takes it.
 */
export const BOUNDED_LOAD_PROBES = 64

/**
 * Prequal (NSDI 2024 §4): a pool of 16, three probes a pick. Its authors call the fullest 16 % hot;
 * others found that this herds and took 40 %, so this does. A probe is left only for one that is
 * faster by a fifth, since a smaller difference is noise.
 */
export const PREQUAL_POOL = 16
export const PREQUAL_PROBES = 3
export const PREQUAL_HOT_QUANTILE = 0.6
export const PREQUAL_LATENCY_MARGIN = 0.8

/** What other nodes said of their load counts for this long; Prequal's age of a probe. */
export const REMOTE_LOAD_MAX_AGE_MS = 2_000

/** Room of a zone over what it needs: at 1/1.4 = 72 % healthy it still takes all (Envoy). */
export const ZONE_OVERPROVISION = 1.4

/** Slow start as Envoy has it: a straight line from a tenth, changed this often in a window. */
export const SLOW_START_AGGRESSION = 1
export const SLOW_START_MIN_FRACTION = 0.1
export const SLOW_START_STEPS = 20

/**
 * Outliers (Envoy): five failures in a row, or 85 % of 50 requests in a window of 10 s; the n-th
 * ejection lasts n × 30 s, up to 300 s. Latency is our own: three times the median is not chance.
 */
export const OUTLIER_GATEWAY_FAILURES = 5
export const OUTLIER_FAILURE_SHARE = 0.85
export const OUTLIER_REQUESTS_MIN = 50
export const OUTLIER_WINDOW_MS = 10_000
export const OUTLIER_BASE_MS = 30_000
export const OUTLIER_MAX_MS = 300_000
export const OUTLIER_LATENCY_FACTOR = 3

/** A mean latency below this is never an outlier; such differences are the scheduler's. */
export const OUTLIER_LATENCY_MIN_MS = 20

/**
 * Endpoints that outliers may cost: half of up to four, a fifth of more, but one of two. The rest
 * would have to carry the load of all.
 */
export const OUTLIER_SHARE_FEW = 0.5
export const OUTLIER_SHARE_MANY = 0.2
export const OUTLIER_FEW_ENDPOINTS = 4

/** A request is late beyond this quantile, and this share may be sent twice (Dean, Barroso 2013). */
export const HEDGE_QUANTILE = 0.95
export const HEDGE_BUDGET_SHARE = 0.1

/** Never hedge sooner: an answer that takes a millisecond is not worth a second connection. */
export const HEDGE_DELAY_MIN_MS = 5

/** Requests between two looks at the latencies of a service. */
export const HEDGE_REFRESH_REQUESTS = 256

/** Parts of a sticky cookie's life: it is renewed with the first answer in each. */
export const STICKY_PARTS = 16

/** How often deadlines are looked at. Timeouts are late by at most this. */
export const SWEEP_INTERVAL_MS = 250

/** What is still read and thrown away after an early answer, so that the client gets to read it. */
export const LINGER_BYTES_MAX = 1_048_576
export const LINGER_MS = 2_000

/** Told to a client that met no endpoint. */
export const RETRY_AFTER_SECONDS = 1

/** A data thread that died is started again, this many times in a row, this long apart. */
export const WORKER_RESTARTS_MAX = 10
export const WORKER_RESTART_MS = 200

/**
 * Time for the last words of streams that are cut: a WebSocket's Close and its answer. It is a part
 * of the two seconds that a node may take beyond the drain of a service.
 */
export const GOODBYE_MS = 1_000

/**
 * A data thread that was replaced, or whose node was, ends what it has in this time; what is left
 * is cut. Envoy gives a parent process as long (600 s): long streams end by themselves by then.
 */
export const RETIRE_MS = 600_000

/**
 * An idle connection of HTTP/1.1 that came to such a thread is answered once more, and told to
 * close: closing it could meet the request that is on its way. One that stays idle this long may
 * be.
 */
export const RETIRE_IDLE_MS = 30_000

/** Turns of the event loop in which a port that is to close takes in what waits to be accepted. */
export const ACCEPT_TURNS_MAX = 1_000

/**
 * Time for a data thread to start, and to answer that it runs a table. A start takes 0.2 s, and
 * took ten on two cores that sixty processes shared; a thread that cannot start ends at once.
 */
export const WORKER_START_MS = 60_000
export const WORKER_ANSWER_MS = 10_000

/** A key for TLS session tickets is used this long; RFC 8446 §4.6.1 has tickets end in a week. */
export const TICKET_KEY_MS = 12 * 3_600_000

/** How often certificate files are looked at; certbot and its like renew days before the end. */
export const PEM_POLL_MS = 5_000

/** Largest PEM file: long chains have some ten kilobytes, a bundle of all authorities 250. */
export const PEM_BYTES_MAX = 1_048_576

/** Time for a TLS handshake, as for a request head. */
export const TLS_HANDSHAKE_MS = 10_000

/** Streams of one client's HTTP/2 connection at a time; nginx' default, gRPC's common one is 100. */
export const H2_STREAMS_MAX = 128

/**
 * Bytes a client may send on one stream, and on all of a connection, before they are taken. A
 * stream that is not read holds back its own bytes alone while the windows of the others are open.
 */
export const H2_STREAM_WINDOW_BYTES = 262_144
export const H2_CONNECTION_WINDOW_BYTES = 1_048_576

/**
 * Streams that a client may reset at once, and each second, before its connection is closed
 * (rapid reset, CVE-2023-44487). Callers of gRPC do cancel, but not by the thousand.
 */
export const H2_RESETS_BURST = 500
export const H2_RESETS_PER_SECOND = 100

/** Frames that a client may send wrongly, and streams it may open too many, before it is closed. */
export const H2_INVALID_FRAMES_MAX = 100
export const H2_REJECTED_STREAMS_MAX = 100

/** Memory of one HTTP/2 session, in megabytes; Node's default is 10. */
export const H2_SESSION_MEGABYTES = 16

/** Between the two steps of a GOAWAY a round trip should pass; a client that answers none is told. */
export const H2_GOAWAY_MS = 1_000

/** HTTP/2 sessions with one endpoint in one thread; one carries a hundred streams or more. */
export const H2_SESSIONS_MAX = 16

/** Streams of a session before the endpoint has said how many it takes (RFC 9113 §6.5.2). */
export const H2_STREAMS_ASSUMED = 100

/** A session without streams is kept this long; it ends with a GOAWAY, so nothing is lost. */
export const H2_UPSTREAM_IDLE_MS = 60_000

/**
 * An endpoint that says nothing on a session for this long while streams wait is asked whether it
 * is there (PING). Without an answer the session gets no new streams, then it is given up: 5 s in
 * all, where TCP would take 15 minutes. Round trips are below a tenth of it, and a busy server
 * answers a PING before anything else (RFC 9113 §6.7).
 */
export const H2_QUIET_MS = 2_000
export const H2_DOUBT_MS = 500
export const H2_PING_REPLY_MS = 3_000

/** PINGs in a row without data in between; servers of gRPC close at the third or later. */
export const H2_PINGS_WITHOUT_DATA = 2

/** A session without streams is looked after by TCP itself: keep-alive after this silence. */
export const H2_KEEP_ALIVE_MS = 5_000

/**
 * Time in which a client has to take some of what is left of an answer, once the endpoint is done
 * with it. Until then at most a stream's buffer and one read from the endpoint lie here, below
 * 100 kB; with `H2_STREAMS_MAX` streams, that bounds what a client can make a connection hold.
 */
export const H2_UNREAD_MS = 30_000

/** Bytes of a request that are kept until it is answered, so that it can be sent once more. */
export const REPLAY_BYTES_MAX = 65_536

/**
 * Cells for the rates and connections of client addresses. Two addresses share a cell by chance;
 * with a thousand active ones at once, one new address in 65 does.
 */
export const CLIENT_CELLS = 65_536

/** Rates that can be kept, and the longest a burst may take to refill (clocks of 32 bits wrap). */
export const RATE_PER_SECOND_MIN = 0.001
export const RATE_PER_SECOND_MAX = 100_000
export const RATE_WINDOW_SECONDS_MAX = 1_000

/** How often cells that nobody uses any more are emptied; they would lie after 71 minutes. */
export const RATE_FORGET_MS = 600_000

/** Lines of access logs that wait in a thread for the control thread; beyond, they are dropped. */
export const ACCESS_LINES_MAX = 65_536

/** Batches of lines that are on their way to be written; a slow disk stops the third. */
export const ACCESS_BATCHES_MAX = 2

/**
 * UDP flows end after this silence: Linux' own times for connection tracking, 30 s, and 120 s for a
 * flow that was answered and is older than 2 s, since questions and answers are over by then.
 */
export const UDP_IDLE_MS = 30_000
export const UDP_STREAM_IDLE_MS = 120_000
export const UDP_STREAM_AGE_MS = 2_000

/** Time for answers that are under way when a flow moves to another endpoint. */
export const UDP_LAST_ANSWER_MS = 2_000

/**
 * Clients of one UDP port that keep a socket of their own when it is handed over. A thousand
 * sockets on a port cost the kernel some microseconds a datagram: it looks at each (before 6.13).
 */
export const UDP_KEPT_CLIENTS_MAX = 1_024

/**
 * How long a UDP socket that gets nothing new is still read: what another core was delivering when
 * it was taken out is there after microseconds, and the loop has come round by then.
 */
export const UDP_LAST_LOOK_MS = 20

/** UDP flows in one thread; each holds a socket, and Node raises the limit of files to the hard one. */
export const UDP_FLOWS_MAX = 16_384

/** UDP flows of one client address in one thread: a quarter, so that no address takes them all. */
export const UDP_FLOWS_PER_ADDRESS_MAX = UDP_FLOWS_MAX / 4

/** Datagrams that wait in one thread for a socket to be connected or the kernel to take them. */
export const UDP_PENDING_MAX = 64

/** Bytes the kernel keeps for a UDP port while its thread is busy; it grants what it allows. */
export const UDP_RECEIVE_BUFFER_BYTES = 4_194_304

/**
 * Clients that wait in one thread for a service that is paused and does not say how many may: with
 * what they have sent, some 20 kB each. They wait until the pause ends.
 */
export const HOLD_MAX = 1_000

/** The longest pause of `LoadBalancer`: what a timer of Node.js can count. */
export const PAUSE_MS_MAX = 2 ** 31 - 1

/** Longest PROXY v1 line, its end included (proxy-protocol.txt §2.1). */
export const PROXY_LINE_BYTES_MAX = 107

/** Longest PROXY v2 header; addresses take 36 bytes, certificates in TLVs some hundred. */
export const PROXY_HEADER_BYTES_MAX = 4_096

/** Longest ClientHello with its records; one with post-quantum key shares takes 2 kB. */
export const CLIENT_HELLO_BYTES_MAX = 16_384

/** Longest name that a TLS client asks for (RFC 1035 §2.3.4). */
export const SERVER_NAME_BYTES_MAX = 255

/** Bytes of a connection that a custom protocol may look at before it has to decide. */
export const PEEK_BYTES_MAX = 16_384

/**
 * Time of one such look, which should take microseconds. It blocks the looks behind it, so a
 * protocol that takes it several times is disabled; a machine that is busy elsewhere takes some of
 * it, too.
 */
export const PEEK_TIME_MS = 250
export const PEEK_STRIKES_MAX = 3

/** Connections of one data thread whose first bytes are being looked at. */
export const PEEK_PENDING_MAX = 1_024

/** Heap of the thread in which custom protocols look; one that needs more is at fault. */
export const PEEK_MEMORY_MB = 64

/** Longest key that a custom protocol may answer with. */
export const PEEK_KEY_CHARACTERS_MAX = 1_024

/** Time for the module of a custom protocol to be loaded; a thread's first table waits for it. */
export const PROTOCOL_LOAD_MS = 3_000

/** Endpoints of a service that the kernel forwards to; each is an element or more of a map. */
export const KERNEL_ENDPOINTS_MAX = 256

/** Services that the kernel forwards; a transaction replaces the rules of all. */
export const KERNEL_SERVICES_MAX = 256

/** Buckets of a hash in the kernel: a prime, some four times the endpoints; 11 ms to load. */
export const KERNEL_BUCKETS = 1_021

/** Steps of a weighted rotation in the kernel, so a share is exact to a thousandth. */
export const KERNEL_ROTATION_MAX = 1_000

/** Time for `nft` or `conntrack` to do what it is asked. */
export const KERNEL_TOOL_MS = 5_000

/** How often connections that the kernel forwards to withdrawn endpoints are counted. */
export const KERNEL_DRAIN_POLL_MS = 500
