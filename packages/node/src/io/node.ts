/**
 * One node, put together.
 *
 *     data directory ─► transport, API, DNS (ports are claimed first, so nothing is half applied)
 *       ─► return, join or found ─► Raft ─► gossip, agent, checks, balancers ─► ready
 *
 * The applied state and gossip drive everything else: a change of either brings the transport, the
 * agent, the checks, the catalog and the route tables up to date, and wakes the leader's loops.
 */

import { ApiServer } from '@polis/api'
import type { DataPlane } from '@polis/balancer'
import { hasCode, type Logger, systemClock, systemRandom } from '@polis/base'
import { ClusterState, type Operation, planStack } from '@polis/cluster'
import { Catalog, DnsServer } from '@polis/discovery'
import type { Gossip } from '@polis/gossip'
import { RaftNode } from '@polis/raft'
import { type Identity, loadOrCreateIdentity } from '@polis/transport'
import { SHUTDOWN_DRAIN_MS, VOTER_STABILITY_MS } from '../config.ts'
import { MetricStore } from '../metric-store.ts'
import type { NodeOptions } from '../options.ts'
import type { NodeDescription } from '../wire.ts'
import type { Agent } from './agent.ts'
import { NodeBackend, type Running } from './backend.ts'
import { catchUp } from './catch-up.ts'
import { Cleanup } from './cleanup.ts'
import { DataDir } from './data-dir.ts'
import { Derived, startDataPlane } from './derived.ts'
import { describeNode, offeredDrivers } from './describe.ts'
import { dnsOptions } from './dns-options.ts'
import { Drain } from './drain.ts'
import { type Credentials, type Entry, enterCluster, readCredentials } from './enter.ts'
import { Fence } from './fence.ts'
import { startGossip } from './gossiping.ts'
import type { HealthWatch } from './health-watch.ts'
import { createNodeHost, type Host } from './host.ts'
import { foundersChange, Introduction } from './introduction.ts'
import { serveKv } from './kv-service.ts'
import { Leadership } from './leadership.ts'
import { Measure } from './measure.ts'
import { Membership } from './membership.ts'
import { MetricsText } from './metrics-text.ts'
import { Observations } from './observations.ts'
import { Proposer } from './proposer.ts'
import { RaftGroup } from './raft-group.ts'
import { Replica } from './replica.ts'
import { endTasks, leave } from './shutdown.ts'
import { removedError, Standing } from './standing.ts'
import { type StartSuccessor, type Successions, succeed } from './succession.ts'
import { TaskAccess } from './task-access.ts'
import { createWorkloads } from './workloads.ts'

/** A running node. */
export class PolisNode {
  readonly #options: NodeOptions
  readonly #logger: Logger
  readonly #cleanup = new Cleanup()
  readonly #stopping = new AbortController()
  readonly #failed = Promise.withResolvers<Error>()
  readonly #fence = new Fence({
    isMember: peer => this.#membership.isMember(peer),
    ...{ dataDir: () => this.#dataDir.path, name: () => this.name },
  })
  readonly #state = new ClusterState()
  readonly #catalog: Catalog
  readonly #metrics = new MetricStore()
  #dataDir!: DataDir
  #identity!: Identity
  #transport!: Host
  #membership!: Membership
  #backend!: NodeBackend
  #api!: ApiServer
  #dns!: DnsServer
  #raft: RaftNode | null = null
  #proposer: Proposer | null = null
  #leadership!: Leadership
  #gossip!: Gossip
  #dataPlane!: DataPlane
  #agent: Agent | null = null
  #derived!: Derived
  #health!: HealthWatch
  #introduction!: Introduction
  #standing!: Standing

  private constructor(options: NodeOptions, logger: Logger) {
    this.#options = options
    this.#logger = logger
    this.#catalog = new Catalog({ zone: options.labels['zone'] ?? '' })
  }

  /** Starts a node; on failure everything that was begun is undone. */
  static async start(options: NodeOptions, logger: Logger): Promise<PolisNode> {
    const node = new PolisNode(options, logger)
    try {
      const credentials = await node.#claim()
      const drivers = await offeredDrivers(options, node.#dataDir)
      const entry = await node.#enter(credentials, drivers)
      await node.#run(drivers, entry)
      return node
    } catch (error) {
      const hasNoPlace = hasCode(error, 'node/removed') || hasCode(error, 'node/fenced')
      if (hasNoPlace && node.#agent !== null) await endTasks(node.#agent)
      await node.#cleanup.run(logger)
      throw error
    }
  }

  get name(): string {
    return this.#dataDir.record.name
  }
  get id(): string {
    return this.#identity.peerId
  }
  get apiAddress(): string {
    return `http://${this.#options.apiBind}:${this.#api.port}`
  }
  get dnsAddress(): string {
    return `${this.#options.bind}:${this.#dns.port}`
  }
  get clusterAddress(): string {
    const { host, port } = this.#transport.address
    return `${host}:${port}`
  }
  get socketPath(): string {
    return this.#dataDir.socketPath
  }

  /** Calls `listener` when the node cannot go on. */
  onFatal(listener: (error: Error) => void): void {
    this.#failed.promise.then(listener)
  }

  /** Who is told when another process is to take over; see `handOver`. */
  get successions(): Successions {
    return this.#backend.successions
  }

  /** Opens the data directory and claims every port, before anything else is touched. */
  async #claim(): Promise<Credentials> {
    const options = this.#options
    this.#dataDir = DataDir.open(options.dataDir, options.name)
    this.#cleanup.add('data directory', () => this.#dataDir.close())
    const credentials = readCredentials(options, this.#dataDir)
    this.#identity = await loadOrCreateIdentity(this.#dataDir.file('identity.key'))
    this.#membership = new Membership({
      state: this.#state,
      dataDir: this.#dataDir,
      transport: () => this.#transport,
      raft: () => this.#raft,
      leader: () => this.#leader(),
      logger: this.#logger,
    })
    this.#transport = await createNodeHost({
      options,
      identity: this.#identity,
      dataDir: this.#dataDir,
      credentials,
      membership: this.#membership,
      fence: this.#fence,
      logger: this.#logger,
    })
    this.#fence.raised.catch(this.#failed.resolve)
    this.#membership.serve()
    await this.#transport.start()
    this.#cleanup.add('transport', () => this.#transport.stop())
    this.#dns = await DnsServer.listen({
      catalog: this.#catalog,
      nodeName: this.name,
      stalenessMs: () => this.#backend.stalenessMs(),
      ...dnsOptions(options),
    })
    this.#cleanup.add('DNS', () => this.#dns.close())
    this.#backend = new NodeBackend({
      options,
      self: this.id,
      name: () => this.name,
      state: this.#state,
      catalog: this.#catalog,
      transport: this.#transport,
      metrics: this.#metrics,
      leader: () => this.#leader(),
    })
    serveKv(this.#transport, this.#backend)
    this.#api = await ApiServer.start({
      backend: this.#backend,
      host: options.apiBind,
      port: options.apiPort,
      socketPath: this.#dataDir.socketPath,
      version: options.version,
      logger: this.#logger,
    })
    this.#cleanup.add('API', () => this.#api.stop())
    return credentials
  }

  #describe(drivers: readonly string[]): NodeDescription {
    const name = this.#dataDir.isMember ? this.name : this.#options.name
    const { apiAddress } = this
    return describeNode(this.#options, this.#transport.address, { name, apiAddress, drivers })
  }

  /** Returns to the cluster, joins one or founds one, and opens the log. */
  async #enter(credentials: Credentials, drivers: readonly string[]): Promise<Entry> {
    const node = this.#describe(drivers)
    const entry = await enterCluster({
      options: this.#options,
      dataDir: this.#dataDir,
      credentials,
      transport: this.#transport,
      membership: this.#membership,
      node,
      logger: this.#logger,
    })
    this.#logger.info({ cluster: this.#dataDir.record.clusterId }, entry.kind)
    this.#raft = await RaftNode.open({
      dataDir: this.#dataDir.path,
      raftId: this.#dataDir.record.raftId,
      ...(entry.kind === 'founded' ? { bootstrap: [foundersChange(this.id, node)] } : {}),
      stateMachine: new Replica(this.#state, () => this.#proposer),
      transport: this.#transport,
      peerOf: raftId => this.#membership.peerOf(raftId),
      addressOf: raftId => this.#membership.addressOf(raftId),
      clock: systemClock,
      random: systemRandom(),
      logger: this.#logger,
    })
    this.#cleanup.add('Raft', () => this.#raft?.stop() ?? Promise.resolve())
    this.#raft.onFatal(error => {
      // What this node knows is still of use to its balancers and to stale reads, and its tasks
      // run; the others go on without it. It says so itself, in the log and in `polis status`.
      if (!hasCode(error, 'raft/storage-failed')) this.#failed.resolve(error)
    })
    this.#membership.sync()
    return entry
  }

  /** Starts everything that lives on the log, and serves. */
  async #run(driverNames: readonly string[], entry: Entry): Promise<void> {
    const raft = this.#raft!
    this.#gossip = startGossip({
      identity: this.#identity,
      dataDir: this.#dataDir,
      transport: this.#transport,
      membership: this.#membership,
      cleanup: this.#cleanup,
      logger: this.#logger,
    })
    this.#proposer = new Proposer({
      self: this.id,
      transport: this.#transport,
      raft: () => raft,
      leader: () => this.#leader(),
      leaderClock: () => this.#leadership.clock,
    })
    this.#introduction = new Introduction({
      self: this.id,
      state: this.#state,
      execute: (operations, signal) => this.#execute(operations, signal),
      signal: this.#stopping.signal,
      logger: this.#logger,
    })
    this.#leadership = new Leadership({
      state: this.#state,
      raft,
      metrics: this.#metrics,
      gossip: this.#gossip,
      voters: this.#steering(),
      execute: (operations, signal) => this.#execute(operations, signal),
      logger: this.#logger,
    })
    this.#cleanup.add('leadership', () => this.#leadership.stop())
    this.#dataPlane = await startDataPlane(this.id, this.#options, this.#dataDir, this.#logger)
    this.#cleanup.add('data plane', () => this.#dataPlane.stop())
    this.#derived = new Derived({
      state: this.#state,
      gossip: this.#gossip,
      catalog: this.#catalog,
      dataPlane: this.#dataPlane,
      bind: this.#options.bind,
      logger: this.#logger,
    })
    this.#cleanup.add('derived state', () => this.#derived.stop())
    this.#watchChanges(await this.#createWorkloads(driverNames))
    this.#watchStanding()
    raft.start()
    if (entry.kind === 'founded') await this.#foundCluster(entry.adminToken)
    await this.#catchUp()
    this.#derived.start()
    await this.#derived.settled()
    this.#health.start()
    this.#backend.setReady(null)
    this.#introduction.describe(this.#describe(driverNames))
  }

  /** What steers the voters, and ends memberships. */
  #steering() {
    const { voterStabilityMs: stabilityMs = VOTER_STABILITY_MS } = this.#options
    return { state: this.#state, raft: this.#raft!, gossip: this.#gossip, stabilityMs }
  }

  async #createWorkloads(driverNames: readonly string[]): Promise<Agent> {
    const drain = new Drain({
      self: this.id,
      transport: this.#transport,
      liveness: peer => this.#livenessOf(peer),
      peers: () => [...this.#state.members.keys()],
      drainHere: (withdrawal, signal) => this.#derived.drainHere(withdrawal, signal),
      logger: this.#logger,
    })
    const { agent, health, endpoints, drivers, ...served } = await createWorkloads({
      options: this.#options,
      ...{ self: this.id, dataDir: this.#dataDir, driverNames, leader: () => this.#leader() },
      dns: () => `${this.#transport.address.host}:${this.#dns.port}`,
      ...{ state: this.#state, catalog: this.#catalog, drain },
      ...{ gossip: this.#gossip, dataPlane: this.#dataPlane, transport: this.#transport },
      execute: (operations, signal) => this.#execute(operations, signal),
      cleanup: this.#cleanup,
      logger: this.#logger,
    })
    this.#agent = agent
    this.#health = health
    const measure = new Measure({
      ...{ options: this.#options, self: this.id, state: this.#state, agent, drivers },
      ...{ transport: this.#transport, dataPlane: this.#dataPlane },
      store: this.#metrics,
      leader: () => this.#leader(),
      logger: this.#logger,
    })
    measure.start()
    this.#cleanup.add('measurements', () => measure.stop())
    const access = new TaskAccess({ self: this.id, transport: this.#transport, agent, measure })
    this.#enterBackend({ access, endpoints, ...served })
    return agent
  }

  #enterBackend(asked: Pick<Running, 'access' | 'endpoints' | 'checks' | 'values'>): void {
    const metrics = new MetricsText({
      version: this.#options.version,
      state: this.#state,
      raft: this.#raft!,
      gossip: this.#gossip,
      propagation: () => this.#derived.propagation,
      dataPlane: this.#dataPlane,
      dns: this.#dns,
    })
    this.#cleanup.add('metrics', () => metrics.close())
    this.#backend.entered({
      raft: this.#raft!,
      gossip: this.#gossip,
      proposer: this.#proposer!,
      dataPlane: this.#dataPlane,
      propagation: () => this.#derived.propagation,
      ...{ ...asked, observations: this.#observe() },
      raftGroup: new RaftGroup({
        ...this.#steering(),
        transport: this.#transport,
        leader: () => this.#leader(),
        execute: (operations, signal) => this.#execute(operations, signal),
        isRemoved: () => this.#isRemoved,
        logger: this.#logger,
      }),
      metricsText: () => metrics.text(),
      plan: (...what) => planStack(this.#state, { liveness: id => this.#livenessOf(id) }, ...what),
    })
  }

  #observe(): Observations {
    const { bootCount } = this.#dataDir.record
    const sources = { state: this.#state, catalog: this.#catalog, gossip: this.#gossip }
    const dataPlane = this.#dataPlane
    return new Observations({ self: this.id, bootCount, ...sources, dataPlane })
  }

  /** Everything that follows a change of the state or of what gossip says. */
  #watchChanges(agent: Agent): void {
    const stateChanged = () => {
      agent.sync()
      this.#health.sync()
      this.#leadership.wake()
    }
    this.#state.onApplied(changes => {
      if (changes.some(change => change.kind === 'member')) this.#membersChanged()
      if (changes.some(change => change.kind !== 'kv')) {
        this.#derived.changed()
        stateChanged()
      }
    })
    this.#state.onRestored(() => {
      this.#membersChanged()
      this.#derived.changed()
      stateChanged()
    })
    this.#gossip.onMember(event => {
      this.#logger.info({ node: event.name, reason: event.reason }, `${event.liveness}`)
      if (event.liveness === 'dead') this.#membership.disconnect(event.peer)
      this.#derived.changed()
      this.#leadership.wake()
    })
    this.#gossip.onHealth(event => {
      if (event.owner === this.id) this.#derived.changed()
      else this.#derived.heard(event)
      this.#leadership.wake()
    })
    agent.start()
  }

  #membersChanged(): void {
    this.#membership.sync()
    this.#gossip.setMembers(this.#membership.gossipMembers())
  }

  /** True once it is certain that this node is no member any more, now or in an earlier life. */
  get #isRemoved(): boolean {
    return this.#dataDir.record.isRemoved === true
  }

  #watchStanding(): void {
    this.#standing = new Standing({
      transport: this.#transport,
      isMember: peer => this.#membership.isMember(peer),
      signal: this.#stopping.signal,
      logger: this.#logger,
    })
    this.#standing.removed.addEventListener('abort', () => {
      this.#dataDir.save({ isRemoved: true })
      this.#backend.setReady('the node was removed from its cluster')
      this.#failed.resolve(removedError(this.#dataDir))
    })
    this.#cleanup.add('standing', this.#standing.start())
  }

  async #foundCluster(adminToken: string): Promise<void> {
    await this.#introduction.found(this.#dataDir.record.clusterId, adminToken)
    this.#dataDir.save({ isFounding: false })
    this.#logger.info(
      { secret: this.#dataDir.file('join-secret'), token: this.#dataDir.file('admin-token') },
      'founded a cluster; these files hold its secret and the admin token',
    )
  }

  /** Applies what is committed by now; without a leader, serves what is here. Throws `node/removed`. */
  #catchUp(): Promise<void> {
    return catchUp({
      ...{ raft: this.#raft!, agent: this.#agent!, fence: this.#fence, logger: this.#logger },
      ...{ removed: this.#standing.removed, stopping: this.#stopping.signal },
      refuseRemoved: () => {
        if (this.#isRemoved) throw removedError(this.#dataDir)
      },
      caughtUp: () => this.#caughtUp(),
    })
  }

  #caughtUp(): void {
    this.#membership.caughtUp()
    this.#gossip.setMembers(this.#membership.gossipMembers())
    this.#agent!.caughtUp()
  }

  #execute(operations: readonly Operation[], signal: AbortSignal) {
    return this.#proposer!.execute(operations, { signal })
  }

  #leader(): string | null {
    const leader = this.#raft?.leader ?? 0
    return leader === 0 ? null : (this.#membership.peerOf(leader) ?? null)
  }

  #livenessOf(peer: string) {
    if (peer === this.id) return 'alive' as const
    return this.#gossip.members().find(member => member.peer === peer)?.liveness ?? 'unknown'
  }

  /**
   * Stops the node, not its membership: leadership is handed over, balancers drain, tasks go on.
   * With `--dev` and as PID 1 of a container its tasks are withdrawn and stopped first.
   */
  async stop(): Promise<void> {
    this.#backend.setReady('the node is stopping')
    await this.#leave(() => this.#dataPlane.drainAndStop(SHUTDOWN_DRAIN_MS))
  }

  /** Leaves the node to another process, which `start` starts; rejects if it does not serve. */
  async handOver(start: StartSuccessor): Promise<void> {
    this.#backend.setReady('another process takes over')
    this.#cleanup.release('data plane')
    await succeed(this.#dataPlane, () => this.#leave(() => Promise.resolve()), start)
  }

  async #leave(drain: () => Promise<unknown>): Promise<void> {
    await leave({
      ...{ agent: this.#agent!, raft: this.#raft!, drain, logger: this.#logger },
      announce: () => this.#gossip.announceRestarting(),
      execute: (operations, signal) => this.#execute(operations, signal),
      isTakingTasks: this.#options.isDev || process.pid === 1,
      isRemoved: this.#isRemoved || this.#fence.reason !== null,
    })
    this.#stopping.abort()
    await this.#cleanup.run(this.#logger)
  }
}
