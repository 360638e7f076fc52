/** `polis rebalance`: even out the nodes, after a look at what that means. */

import type { Rebalance } from '@polis/cluster'
import { print, printable, printValue } from '../output.ts'
import type { Session } from '../session.ts'

export type RebalanceOptions = { readonly dryRun?: boolean }

/** Shows the moves with their reasons and their cost, and unless told otherwise asks for them. */
export async function rebalance(session: Session, options: RebalanceOptions): Promise<void> {
  const method = options.dryRun === true ? 'GET' : 'POST'
  const { value } = await session.client.call<Rebalance>(method, '/v1/rebalance')
  if (session.output === 'json' || session.output === 'yaml') {
    return printValue(value, session.output)
  }
  for (const { task, from, to, reasons } of value.moves) {
    print(printable(`${task} (${from} → ${to}): ${reasons.join('; ')}`))
  }
  const { before, after, cost } = value
  const spread = ({ most, least }: Rebalance['before']) => `${least} to ${most} tasks a node`
  if (cost.moves === 0) return print(`nothing to move: ${spread(before)}`)
  const seconds = Math.ceil(cost.durationMsMax / 1000)
  print(`${spread(before)} now, ${spread(after)} then; ${cost.moves} moves, at most ${seconds} s`)
  print(options.dryRun === true ? 'nothing was moved' : 'moving; see polis ps and polis events')
}
