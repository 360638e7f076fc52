/** `polis stop`, `start`, `restart`, and `completion`, which knows all commands. */

import type { Command } from 'commander'
import type { Session } from './session.ts'

type OpenSession = (command: Command) => Promise<Session>

/** What is done to a service as a whole. */
export function addServiceControls(program: Command, session: OpenSession): void {
  program
    .command('stop <services...>')
    .description('stop the tasks of services and keep their definitions')
    .action(async (services, _, command) =>
      (await import('./commands/service-control.ts')).stop(await session(command), services),
    )
  program
    .command('start <services...>')
    .description('run stopped services again, with as many tasks as before')
    .action(async (services, _, command) =>
      (await import('./commands/service-control.ts')).start(await session(command), services),
    )
  program
    .command('restart <services...>')
    .description('replace every task of services, at the pace of their updates')
    .option('--detach', 'do not follow it to its end')
    .option('--timeout <duration>', 'how long to follow', '5m')
    .action(async (services, options, command) =>
      (await import('./commands/service-control.ts')).restart(
        await session(command),
        services,
        options,
      ),
    )
}

/** Prints a script for a shell; the script asks for names as they are needed. */
export function addCompletion(program: Command): void {
  program
    .command('completion <shell>')
    .description('print a script that completes commands in bash, zsh or fish')
    .action(async shell =>
      (await import('./commands/completion.ts')).printCompletion(program, shell),
    )
}
