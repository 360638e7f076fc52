/** `polis autoscale …`: what can be asked about scaling policies. */

import type { Command } from 'commander'
import type { OpenSession } from './operator-commands.ts'

/** Adds the commands to `program`; `session` opens a session for one of them. */
export function addAutoscale(program: Command, session: OpenSession): void {
  const autoscale = program.command('autoscale').description('scaling policies and their decisions')
  autoscale
    .command('ls')
    .description('policies, and what their latest evaluation said')
    .action(async (_, command) =>
      (await import('./commands/autoscale.ts')).listPolicies(await session(command)),
    )
  autoscale
    .command('history [service]')
    .description('scaling decisions with their reasons, newest first (-o wide: and their inputs)')
    .option('--all', 'evaluations that changed nothing too, as far as the leader keeps them')
    .action(async (service, options, command) =>
      (await import('./commands/autoscale.ts')).showHistory(
        await session(command),
        service,
        options,
      ),
    )
}
