/**
 * Addresses of one test run: a subnet 127.0.S.0/24 of its own.
 *
 * Every node has all its ports at their defaults on an address of its own, as on real machines. A
 * run draws S and claims it by listening on its last address, so that runs side by side never meet.
 */

import { createServer, type Server } from 'node:net'

const CLAIM_PORT = 7_071
const TRIES_MAX = 50
/** 127.0.0.0/24 is where people run their own nodes. */
const SUBNET_FIRST = 10
const SUBNET_LAST = 250

/** A claimed subnet. */
export type Subnet = {
  /** Address of the node with that number, 1 to 250. */
  host(node: number): string
  release(): void
}

/** Claims a free subnet for as long as this process lives, or until it is released. */
export async function claimSubnet(): Promise<Subnet> {
  for (let i = 0; i < TRIES_MAX; i++) {
    const s = SUBNET_FIRST + Math.floor(Math.random() * (SUBNET_LAST - SUBNET_FIRST + 1))
    const claim = await listen(`127.0.${s}.254`)
    if (claim === null) continue
    const first = await listen(`127.0.${s}.1`)
    first?.close()
    if (first !== null) {
      return { host: node => `127.0.${s}.${node}`, release: () => claim.close() }
    }
    claim.close()
  }
  throw new Error('no free subnet below 127.0.0.0/8: are other tests left running?')
}

function listen(host: string): Promise<Server | null> {
  return new Promise(resolve => {
    const server = createServer()
    server.unref()
    server.once('error', () => resolve(null))
    server.listen({ host, port: CLAIM_PORT }, () => resolve(server))
  })
}
