/** `polis recover`: shows what a lost quorum would cost, asks, and does it. */

import { createInterface } from 'node:readline/promises'
import { PolisError } from '@polis/base'
import { type Answer, Recovery, type RecoveryPlan } from '@polis/node/operator'
import { note, type OutputFormat, print, printValue, table } from '../output.ts'
import { defaultDataDir } from '../session.ts'

export type RecoverFlags = {
  readonly dataDir?: string
  readonly join: readonly string[]
  readonly yes?: boolean
  readonly force?: boolean
}

/** Plans, asks for a word, recovers. */
export async function recover(flags: RecoverFlags, output: OutputFormat): Promise<void> {
  const dataDir = flags.dataDir ?? defaultDataDir()
  const recovery = await Recovery.open({ dataDir, addresses: flags.join })
  if (recovery === null) {
    note(`finished the recovery of ${dataDir} that was cut short`)
    return
  }
  try {
    const { plan } = recovery
    const isForProgram = output === 'json' || output === 'yaml'
    if (isForProgram) printValue(plan, output)
    else print(describe(plan))
    if (plan.objections.length === 0 || flags.force === true) await confirm(flags.yes === true)
    await recovery.carryOut(flags.force === true)
    note(`recovered: ${plan.name} alone votes, in epoch ${plan.epoch}`)
    note(`the old log is in ${dataDir}/before-recovery-${plan.epoch}`)
    note(`start it: polis up --data-dir ${dataDir}`)
  } finally {
    recovery.close()
  }
}

/** What would happen, for a person. */
function describe({ log, fenced, ...plan }: RecoveryPlan): string {
  const { lastIndex, lastTerm, commitIndex, lostIndex, damage } = log
  const uncertain = lastIndex - commitIndex
  const lines = [
    `node      ${plan.name} (raft id ${plan.raftId}) of cluster ${plan.clusterId}`,
    `log       kept up to index ${lastIndex} of term ${lastTerm}`,
  ]
  if (uncertain > 0) {
    lines.push(
      `          ${uncertain} of these are not known to be committed, and count from now on`,
    )
  }
  if (damage !== '') lines.push(`damage    ${damage}`)
  if (lostIndex > lastIndex) lines.push(`LOST      entries ${lastIndex + 1} to ${lostIndex}`)
  lines.push(`epoch     ${plan.epoch}, in which ${plan.name} alone votes`)
  if (fenced.length === 0) return lines.join('\n')
  const rows = fenced.map(({ name, isVoter, address, answer }) => [
    ...[name, isVoter ? 'voter' : 'learner', address],
    answerText(answer),
  ])
  return `${lines.join('\n')}\n\n${table(['FENCED', 'ROLE', 'ADDRESS', 'ITS LOG'], rows)}`
}

function answerText(answer: Answer): string {
  if (answer.kind !== 'position') return `unknown: ${answer.reason}`
  const text = `up to index ${answer.lastIndex} of term ${answer.lastTerm}`
  return answer.hasLeader ? `${text}, with a leader` : text
}

/** Asks whoever sits at the terminal; throws `cli/declined` without a yes, `cli/usage` without one. */
async function confirm(isAutomatic: boolean): Promise<void> {
  if (isAutomatic) return
  if (!process.stdin.isTTY) {
    throw new PolisError('cli/usage', {
      message: 'a recovery is confirmed at a terminal, and there is none',
      hint: 'pass -y if this is what you want',
    })
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question('recover, and fence every other member for good? [y/N] ')
  terminal.close()
  if (/^y(es)?$/i.test(answer.trim())) return
  throw new PolisError('cli/declined', { message: 'not recovered' })
}
