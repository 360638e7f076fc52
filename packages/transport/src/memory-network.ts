/**
 * A network in memory, with the faults of a real one.
 *
 *     cut(a, b)        what a sends to b is lost, silently; connections stay up (a firewall's DROP)
 *     partition(…)     cut both ways between groups
 *     breakLink(a, b)  the connection closes; both see `down`, and dial again
 *     stop()           of a transport: its peers see `down`, a dial is refused
 *
 * A link is one connection with two ends. Messages of one direction arrive in order, or not at all;
 * all of them pass `deliver`, which is where a simulator decides about delay.
 */

import { assert } from '@polis/base'
import { type MemoryPeerOptions, MemoryTransport } from './memory-transport.ts'
import type { Schedule } from './schedule.ts'
import type { PeerAddress, PeerId } from './transport.ts'

/** How a network in memory waits. */
export type MemoryNetworkOptions = {
  readonly schedule: Schedule
  /** One-way delay of one message in milliseconds; 0 when absent. Order is kept all the same. */
  readonly latencyMs?: (from: PeerId, to: PeerId) => number
}

/** One connection, and the state of each of its ends. */
export type MemoryLink = {
  readonly dialler: MemoryTransport
  readonly listener: MemoryTransport
  readonly ends: Map<PeerId, 'opening' | 'open' | 'closed'>
}

const FIRST_PORT = 40_000

/** Connects the transports it creates. */
export class MemoryNetwork {
  readonly schedule: Schedule
  readonly #latencyMs: (from: PeerId, to: PeerId) => number
  readonly #transports = new Map<PeerId, MemoryTransport>()
  readonly #listening = new Map<string, MemoryTransport>()
  readonly #links = new Map<string, MemoryLink>()
  readonly #cuts = new Set<string>()
  readonly #underWay = new Map<string, (() => void)[]>()
  #nextPort = FIRST_PORT

  constructor(options: MemoryNetworkOptions) {
    this.schedule = options.schedule
    this.#latencyMs = options.latencyMs ?? (() => 0)
  }

  /** A transport for `self`. Creating one again for the same id is that peer's restart. */
  createTransport(self: PeerId, options: MemoryPeerOptions = {}): MemoryTransport {
    const old = this.#transports.get(self)
    assert(old === undefined || !old.isRunning, 'one running transport a peer')
    const address = options.address ?? old?.address ?? { host: '127.0.0.1', port: this.#nextPort++ }
    const transport = new MemoryTransport(this, self, address, options)
    this.#transports.set(self, transport)
    return transport
  }

  /** Loses everything that `from` sends to `to`, until healed. */
  cut(from: PeerId, to: PeerId): void {
    this.#cuts.add(directionOf(from, to))
  }

  /** Undoes `cut(from, to)`. */
  heal(from: PeerId, to: PeerId): void {
    this.#cuts.delete(directionOf(from, to))
    this.#recover()
  }

  /** Cuts every pair of peers that are not in one group together; unnamed peers form a group. */
  partition(...groups: readonly (readonly PeerId[])[]): void {
    const groupOf = (peer: PeerId) => groups.findIndex(group => group.includes(peer))
    for (const from of this.#transports.keys()) {
      for (const to of this.#transports.keys()) {
        if (groupOf(from) !== groupOf(to)) this.#cuts.add(directionOf(from, to))
      }
    }
  }

  /** Undoes every cut. */
  healAll(): void {
    this.#cuts.clear()
    this.#recover()
  }

  /** Closes the connection between `a` and `b`, if there is one. */
  breakLink(a: PeerId, b: PeerId): void {
    const link = this.#links.get(pairOf(a, b))
    if (link === undefined) return
    this.closeEnd(link, link.dialler)
    this.closeEnd(link, link.listener)
  }

  /** True if what `from` sends reaches `to`. */
  carries(from: PeerId, to: PeerId): boolean {
    return !this.#cuts.has(directionOf(from, to))
  }

  /** Runs `arrive` where `to` is, after the delay, unless the direction is cut by then. */
  deliver(from: PeerId, to: PeerId, arrive: () => void): void {
    if (!this.carries(from, to)) return
    const direction = directionOf(from, to)
    const queue = this.#underWay.get(direction) ?? []
    this.#underWay.set(direction, queue)
    queue.push(arrive)
    // Whichever timer fires first takes the oldest message, so delays never reorder.
    this.schedule(
      () => {
        const oldest = queue.shift()
        if (this.carries(from, to)) oldest?.()
      },
      this.#latencyMs(from, to),
    )
  }

  /** Delivers over `link`, if it is still open at both ends by then. */
  deliverOver(link: MemoryLink, from: MemoryTransport, arrive: () => void): void {
    const to = otherEnd(link, from)
    if (!isOpenAt(link, from)) return
    this.deliver(from.self, to.self, () => {
      if (isOpenAt(link, to)) arrive()
      else this.#reset(link, from)
    })
  }

  /** Who listens at `address`. */
  listenerAt(address: PeerAddress): MemoryTransport | undefined {
    return this.#listening.get(addressKey(address))
  }

  /** Whose address it is, whether or not it runs. */
  ownerOf(address: PeerAddress): MemoryTransport | undefined {
    const key = addressKey(address)
    return [...this.#transports.values()].find(owner => addressKey(owner.address) === key)
  }

  /** Opens a link whose dial has arrived at `listener`; the dialler hears of it later. */
  openLink(dialler: MemoryTransport, listener: MemoryTransport): void {
    const pair = pairOf(dialler.self, listener.self)
    const old = this.#links.get(pair)
    if (old !== undefined && ![...old.ends.values()].includes('closed')) return
    if (old !== undefined) this.closeEnd(old, listener)
    const link: MemoryLink = {
      dialler,
      listener,
      ends: new Map([
        [dialler.self, 'opening'],
        [listener.self, 'open'],
      ]),
    }
    this.#links.set(pair, link)
    this.deliver(listener.self, dialler.self, () => {
      if (link.ends.get(dialler.self) !== 'opening' || !dialler.isRunning) return
      link.ends.set(dialler.self, 'open')
      dialler.linkOpened(listener, link)
    })
    listener.linkOpened(dialler, link)
  }

  /** Closes the end of `closer`; the other end learns of it if its side of the wire is not cut. */
  closeEnd(link: MemoryLink, closer: MemoryTransport): void {
    if (!isOpenAt(link, closer)) return
    const other = otherEnd(link, closer)
    link.ends.set(closer.self, 'closed')
    this.deliver(closer.self, other.self, () => this.#reset(link, other))
    this.#dropIfClosed(link)
    closer.linkClosed(other.self, link)
  }

  /** `transport` listens from now on. False if its address is taken. */
  listen(transport: MemoryTransport): boolean {
    const key = addressKey(transport.address)
    if (this.#listening.has(key)) return false
    this.#listening.set(key, transport)
    for (const other of this.#transports.values()) other.dialMissing()
    return true
  }

  /** `transport` stops: nobody listens at its address, and its links close. */
  silence(transport: MemoryTransport): void {
    this.#listening.delete(addressKey(transport.address))
    for (const link of [...this.#links.values()]) {
      if (link.dialler === transport || link.listener === transport) this.closeEnd(link, transport)
    }
  }

  /** An end learns that the other one has closed. */
  #reset(link: MemoryLink, end: MemoryTransport): void {
    if (link.ends.get(end.self) === 'closed') return
    const wasOpen = isOpenAt(link, end)
    link.ends.set(end.self, 'closed')
    this.#dropIfClosed(link)
    if (wasOpen) end.linkClosed(otherEnd(link, end).self, link)
  }

  /** After a cut has healed, half-open links are noticed and missing ones dialled. */
  #recover(): void {
    for (const link of [...this.#links.values()]) {
      const { dialler, listener } = link
      if (isOpenAt(link, dialler) === isOpenAt(link, listener)) continue
      const [open, closed] = isOpenAt(link, dialler) ? [dialler, listener] : [listener, dialler]
      this.deliver(closed.self, open.self, () => this.#reset(link, open))
    }
    for (const transport of this.#transports.values()) transport.dialMissing()
  }

  #dropIfClosed(link: MemoryLink): void {
    const pair = pairOf(link.dialler.self, link.listener.self)
    const isClosed = [...link.ends.values()].every(end => end === 'closed')
    if (isClosed && this.#links.get(pair) === link) this.#links.delete(pair)
  }
}

function isOpenAt(link: MemoryLink, end: MemoryTransport): boolean {
  return link.ends.get(end.self) === 'open'
}

function otherEnd(link: MemoryLink, end: MemoryTransport): MemoryTransport {
  return link.dialler === end ? link.listener : link.dialler
}

function pairOf(a: PeerId, b: PeerId): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`
}

function directionOf(from: PeerId, to: PeerId): string {
  return `${from} ${to}`
}

function addressKey(address: PeerAddress): string {
  return `${address.host} ${address.port}`
}
