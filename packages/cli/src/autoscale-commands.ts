/** `polis autoscale …`: what can be asked about scaling policies. */

import type { Command } from 'commander'
import { collect, type OpenSession } from './operator-commands.ts'

/** Adds the commands to `program`; `session` opens a session for one of them. */
export function addAutoscale(program: Command, session: OpenSession): void {
  const autoscale = program
    .command('autoscale')
    .description('scaling policies: changed, their decisions, and backtests')
    .argument('[service]', 'whose policy is to be changed, or begun')
    .option('--min <n>', 'least replicas')
    .option('--max <n>', 'most replicas')
    .option(
      '--cpu <percent>',
      'of the reservation (or limit); this and other targets: none ends it',
    )
    .option('--memory <percent>', 'of the reservation (or limit)')
    .option('--rps <n>', 'requests per second and replica')
    .option('--inflight <n>', 'requests in flight and replica')
    .option('--response-time <duration>', 'mean response time')
    .option('--error-rate <fraction>', 'failed requests of all')
    .option('--custom <metric=target[:type]>', 'a metric of its own (repeatable)', collect, [])
    .option('--scale-up-cooldown <duration>', 'no growth sooner after a change')
    .option('--scale-down-cooldown <duration>', 'no shrinking sooner after a change')
    .option('--off', 'end autoscaling; the count stays')
    .option('--dry-run', 'show the change and stop')
    .action(async (service, flags, command: Command) => {
      if (service === undefined) return command.help({ error: true })
      return (await import('./commands/policy.ts')).setPolicy(
        await session(command),
        service,
        flags,
      )
    })
  for (const verb of ['pause', 'resume'] as const) {
    autoscale
      .command(`${verb} <service>`)
      .description(verb === 'pause' ? 'hold every decision' : 'take decisions up again')
      .action(async (service, _, command) =>
        (await import('./commands/policy.ts')).setPaused(
          await session(command),
          service,
          verb === 'pause',
        ),
      )
  }
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
  autoscale
    .command('advise [service]')
    .description('reservations and limits that fit what replicas have used (advice only)')
    .action(async (service, _, command) =>
      (await import('./commands/advise.ts')).advise(await session(command), service),
    )
  autoscale
    .command('backtest')
    .description('what a policy would have done under a recorded load, beside others')
    .option('--trace <file>', 'a CSV file with a time and a load a line')
    .option('--service <service>', 'or what the leader recorded of its load, at most a day')
    .option('--policy <policy>', 'a file with x-autoscale, or a service')
    .option('--capacity <load>', 'load that one replica carries (a tenth of the 99th percentile)')
    .option('--startup <duration>', 'from a decision to a new replica’s first request', '30s')
    .option('--column <name>', 'the column of the load, by name or number (2)')
    .option('--time-column <name>', 'the column of the time, by name or number (1)')
    .option('--alone', 'only the policy, without the alternatives')
    .option('--svg <file>', 'write a plot there')
    .action(async (flags, command: Command) =>
      (await import('./commands/backtest.ts')).backtest(
        flags,
        command.optsWithGlobals()['output'] ?? 'table',
        () => session(command),
      ),
    )
}
