/** `polis snapshot restore FILE`: founds a new cluster with that state; needs no node. */

import { hostname } from 'node:os'
import { join } from 'node:path'
import { restoreSnapshot } from '@polis/node/operator'
import { checkedName, joinSecretOf } from '../node-flags.ts'
import { type OutputFormat, print, printValue } from '../output.ts'
import { defaultDataDir } from '../session.ts'

export type RestoreFlags = {
  readonly dataDir?: string
  readonly name?: string
  readonly joinToken?: string
}

/** Restores, and says how to go on. */
export async function restore(
  file: string,
  flags: RestoreFlags,
  output: OutputFormat,
): Promise<void> {
  const dataDir = flags.dataDir ?? defaultDataDir()
  const name = checkedName(flags.name ?? process.env['POLIS_NAME'] ?? hostname().split('.')[0]!)
  const { clusterId, snapshot } = await restoreSnapshot({
    file,
    dataDir,
    name,
    joinSecret: joinSecretOf(flags.joinToken),
    adminToken: process.env['POLIS_ADMIN_TOKEN'] || null,
  })
  const { header, state } = snapshot
  if (output === 'json' || output === 'yaml') {
    printValue({ clusterId, name, dataDir, restored: header }, output)
    return
  }
  const counts = `${state.services.size} services and ${state.kv.size} keys`
  print(`cluster ${clusterId} founded in ${dataDir} with ${counts} of index ${header.index}`)
  print(
    `its secret and admin token: ${join(dataDir, 'join-secret')}, ${join(dataDir, 'admin-token')}`,
  )
  print(`start it: polis up --data-dir ${dataDir}`)
}
