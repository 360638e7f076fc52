/**
 * Entering a cluster: with which secret, and whether this node returns, joins or founds.
 */

import { randomBytes } from 'node:crypto'
import { hasCode, type Logger, messageOf, newId } from '@polis/base'
import type { Transport } from '@polis/transport'
import { JOIN_TRY_TIMEOUT_MS } from '../config.ts'
import { nodeError } from '../errors.ts'
import { parseJoinAddress } from '../join-address.ts'
import type { NodeOptions } from '../options.ts'
import type { NodeDescription } from '../wire.ts'
import type { DataDir } from './data-dir.ts'
import { joinCluster } from './join.ts'
import type { Membership } from './membership.ts'

/** What proves membership and administration. */
export type Credentials = { secret: string | null; readonly adminToken: string | null }

/** The secret of nodes without access control: on loopback, with `--dev`, anybody may join. */
const DEV_SECRET = 'polis-dev'

/** The secrets given, or kept from before. */
export function readCredentials(options: NodeOptions, dataDir: DataDir): Credentials {
  return {
    secret:
      options.joinSecret ??
      dataDir.readSecret('join-secret') ??
      (options.isDev ? DEV_SECRET : null),
    adminToken: options.adminToken ?? dataDir.readSecret('admin-token'),
  }
}

/** How this node entered: its raft id, and the admin token if it founds. */
export type Entry =
  | { readonly kind: 'returned' | 'joined' }
  | { readonly kind: 'founded'; readonly adminToken: string }

export type EnterRequest = {
  readonly options: NodeOptions
  readonly dataDir: DataDir
  readonly credentials: Credentials
  readonly transport: Transport
  readonly membership: Membership
  readonly node: NodeDescription
  readonly logger: Logger
}

/**
 * Returns to the cluster of the data directory, or joins one, or founds one; what was decided is
 * in the data directory afterwards. Throws as `joinCluster` does, and `node/wrong-cluster`.
 */
export async function enterCluster(request: EnterRequest): Promise<Entry> {
  const { options, dataDir, credentials } = request
  if (dataDir.isMember) {
    if (dataDir.record.isFounding && credentials.adminToken !== null) {
      return { kind: 'founded', adminToken: credentials.adminToken }
    }
    await lookUpOthers(request)
    return { kind: 'returned' }
  }
  if (options.join.length === 0) return found(request)
  if (credentials.secret === null) {
    throw nodeError('node/join-refused', {
      message: 'joining needs the join token of the cluster',
      hint: 'pass --join-token @FILE with the join-secret file of the founder, or POLIS_JOIN_TOKEN',
    })
  }
  const outcome = await joinCluster({
    transport: request.transport,
    addresses: options.join,
    isBootstrap: options.isBootstrap,
    secret: credentials.secret,
    node: request.node,
    timeoutMs: options.joinTimeoutMs,
    logger: request.logger,
  })
  if (outcome.kind === 'found') return found(request)
  const { clusterId, raftId, epoch, members } = outcome.accepted
  dataDir.writeSecret('join-secret', credentials.secret)
  dataDir.save({ clusterId, raftId, epoch, name: options.name, members })
  // The connection was a stranger's: gossip does not run on it. A member's takes its place.
  await request.transport.disconnect(outcome.via)
  request.membership.learned(members)
  return { kind: 'joined' }
}

function found({ options, dataDir, credentials }: EnterRequest): Entry {
  credentials.secret ??= randomBytes(20).toString('hex')
  const adminToken = credentials.adminToken ?? randomBytes(20).toString('hex')
  dataDir.writeSecret('join-secret', credentials.secret)
  dataDir.writeSecret('admin-token', adminToken)
  dataDir.save({ clusterId: newId(), raftId: 1, name: options.name, isFounding: true })
  return { kind: 'founded', adminToken }
}

/**
 * A returning member dials the `--join` addresses once: the others may have moved. It goes on
 * without them, but not if they are another cluster.
 */
async function lookUpOthers(request: EnterRequest): Promise<void> {
  const { options, transport, dataDir } = request
  await Promise.all(
    options.join.map(async text => {
      const address = parseJoinAddress(text)
      try {
        await transport.dial(address, { timeoutMs: JOIN_TRY_TIMEOUT_MS / 2 })
      } catch (error) {
        if (hasCode(error, 'transport/wrong-cluster')) {
          throw nodeError('node/wrong-cluster', {
            message: `the data directory ${dataDir.path} belongs to another cluster than ${text}`,
            hint: 'use the --data-dir of that cluster, or an empty one to join it as a new node',
            cause: error,
          })
        }
        request.logger.debug({ address: text, reason: messageOf(error) }, 'not reached')
      }
    }),
  )
}
