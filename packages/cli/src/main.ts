/**
 * The `polis` command: what can be asked, and how it ends.
 *
 * Commands are described here and loaded only when they run, so `polis --help` stays quick. Every
 * failure prints one line that names the thing, a hint if there is one, and exits with the code
 * that `polis help exit-codes` documents.
 */

import { Command, CommanderError, Option } from 'commander'
import { addAutoscale } from './autoscale-commands.ts'
import { EXIT, EXIT_CODES_HELP, exitCodeOf } from './exit-code.ts'
import { withManifestOptions } from './manifest-options.ts'
import {
  addBalancer,
  addDisasters,
  addKv,
  addNode,
  addPause,
  addRaft,
  addUpgrade,
  collect,
} from './operator-commands.ts'
import { addCompletion, addServiceControls } from './service-commands.ts'
import type { GlobalOptions, Session } from './session.ts'
import { VERSION } from './version.ts'

/** Runs the command line; sets the exit code and never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = buildProgram()
  // Whoever reads our output may have seen enough: `polis events | head`.
  process.stdout.on('error', error => {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
    process.exit(EXIT.done)
  })
  try {
    await program.parseAsync([...argv])
  } catch (error) {
    process.exitCode = await report(error)
  }
}

/** Prints why it failed and answers the exit code. */
async function report(error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
  const { code, message, hint } = error as { code?: string; message?: string; hint?: string }
  if (code === 'EPIPE') return EXIT.done
  const line = (message ?? String(error)).replaceAll(/\s*\n\s*/g, ' ')
  process.stderr.write(`polis: ${line}${hint ? ` (${hint})` : ''}\n`)
  if (!hint && error instanceof Error && process.env['POLIS_DEBUG']) console.error(error.stack)
  return (error as { exitCode?: number }).exitCode ?? exitCodeOf(code ?? '')
}

async function session(command: Command): Promise<Session> {
  const { openSession } = await import('./session.ts')
  return openSession(command.optsWithGlobals<GlobalOptions>())
}

function buildProgram(): Command {
  const program = new Command('polis')
    .description('A distributed service orchestrator: one program on each machine.')
    .version(VERSION, '--version', 'print the version')
    .option('--addr <url>', 'node to talk to (POLIS_ADDR)')
    .option('--token <token>', 'access token, or @FILE (POLIS_TOKEN)')
    .option('-n, --namespace <ns>', 'namespace (POLIS_NAMESPACE)')
    .option('-o, --output <format>', 'table, wide, json, yaml or name (POLIS_OUTPUT)')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      outputError: (text, write) =>
        write(
          `polis: ${text
            .replace(/^error: /, '')
            .trim()
            .replaceAll(/\s*\n\s*/g, ' ')}\n`,
        ),
    })
  addUp(program)
  addDeploy(program)
  addSchema(program)
  addLists(program)
  addTasks(program)
  addChanges(program)
  addServiceControls(program, session)
  addRollout(program)
  addAutoscale(program, session)
  addRegistry(program)
  addChecks(program)
  addKv(program, session)
  addNode(program, session)
  addRaft(program, session)
  addBalancer(program, session)
  addPause(program, session)
  addUpgrade(program, session)
  addDisasters(program, session)
  addCompletion(program)
  program
    .command('version')
    .description('print the version')
    .action(() => console.log(VERSION))
  program.addHelpCommand(false)
  program
    .command('help [topic]')
    .description('help for a command; "help exit-codes" lists the exit codes')
    .action((topic?: string) => {
      if (topic === 'exit-codes') return console.log(EXIT_CODES_HELP)
      const command = program.commands.find(candidate => candidate.name() === topic)
      console.log((command ?? program).helpInformation())
    })
  return program
}

function addUp(program: Command): void {
  program
    .command('up')
    .description('run a node in the foreground')
    .option('--name <name>', 'unique in the cluster (default: host name)')
    .option('--data-dir <dir>', 'everything the node keeps')
    .option('--bind <ip>', 'default host of every listener')
    .option('--advertise <host>', 'IP or DNS name that peers dial')
    .option('--api-bind <ip>', "the API's own host (default: loopback)")
    .option('--cluster-port <port>', 'peers', '7071')
    .option('--api-port <port>', 'HTTP API', '7070')
    .option('--dns-port <port>', 'DNS over UDP and TCP', '7053')
    .option('--join <addr>', 'host, host:port or multiaddr of a member (repeatable)', collect, [])
    .option('--join-timeout <duration>', 'how long joining may take', '30s')
    .option('--bootstrap', 'with --join: found the cluster if every other address is in none')
    .option('--join-token <token>', "the cluster's shared secret, or @FILE (POLIS_JOIN_TOKEN)")
    .option('--label <k=v>', 'node label (repeatable)', collect, [])
    .option('--driver <list>', 'workload drivers to offer: docker, process')
    .option('--task-ports <a-b>', 'node ports for endpoints', '20000-29999')
    .option(
      '--dns-upstream <[zone=]addr>',
      'where other names, or those of a zone, are asked (repeatable)',
      collect,
      [],
    )
    .option('--dns-race', 'ask several upstreams at once and take the first answer')
    .option('--dns-allow <network>', 'who may ask for other names (repeatable)', collect, [])
    .option('--protocol <name=file>', 'a module that exports peek (repeatable)', collect, [])
    .option('--allow-process', 'let manifests start plain processes on this node')
    .option('--allow-bind <path>', 'let containers bind what is below (repeatable)', collect, [])
    .option('--allow-device <path>', 'let containers have a device (repeatable)', collect, [])
    .option('--allow-exec-checks', 'let checks run commands and look at files of this node')
    .option('--check-network <network>', 'what checks may dial elsewhere (repeatable)', collect, [])
    .option('--check-module <name=path>', 'code of a custom check (repeatable)', collect, [])
    .option('--prometheus <url>', 'the server that queries of x-autoscale are put to')
    .option('--dev', 'loopback only, no access control, data in a temporary directory')
    .addOption(
      new Option('--log-level <level>', 'how much is logged')
        .choices(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info'),
    )
    .addOption(new Option('--log-format <format>', 'log lines').choices(['pretty', 'json']))
    .action(async options => (await import('./commands/up.ts')).up(options))
}

function addDeploy(program: Command): void {
  withManifestOptions(program.command('deploy'))
    .description('plan, show the diff, apply, follow the rollout to its end')
    .option('--check-index <n>', 'refuse if what a plan at this index showed has changed since')
    .option('--dry-run', 'show the plan and stop')
    .option('-y, --yes', 'do not ask')
    .option('--detach', 'do not follow the rollout')
    .option('--timeout <duration>', 'how long to follow', '5m')
    .action(async (options, command) =>
      (await import('./commands/deploy.ts')).deploy(await session(command), options),
    )
  withManifestOptions(program.command('plan'))
    .description('what would be added, changed, removed, and on which nodes it would run')
    .option('--exit-code', '0 no change, 1 changes, 255 error')
    .action(async (options, command) =>
      (await import('./commands/deploy.ts')).plan(await session(command), options),
    )
  const prove = program.command('prove').description('prove that a change drops no request')
  withManifestOptions(prove.command('deploy'))
    .description('deploy under load and print a ledger; 0 only if nothing was dropped')
    .option('--rate <n>', 'requests a second', '500')
    .option('--path <path>', 'what is asked for', '/')
    .option('--timeout <duration>', 'how long to follow', '5m')
    .action(async (options, command) =>
      (await import('./commands/prove.ts')).proveDeploy(await session(command), options),
    )
  withManifestOptions(program.command('down'))
    .description('remove every service of a stack')
    .action(async (options, command) =>
      (await import('./commands/deploy.ts')).down(await session(command), options),
    )
}

function addSchema(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of a manifest, for editors')
    .action(async () => {
      const { manifestSchema } = await import('@polis/cluster')
      console.log(JSON.stringify(manifestSchema(), null, 2))
    })
}

function addLists(program: Command): void {
  program
    .command('ls')
    .description('services')
    .action(async (_, command) =>
      (await import('./commands/list.ts')).listServices(await session(command)),
    )
  program
    .command('ps [service]')
    .description('tasks')
    .action(async (service, _, command) =>
      (await import('./commands/list.ts')).listTasks(await session(command), service),
    )
  program
    .command('inspect <ref>')
    .description('anything, by id, unique prefix or name')
    .action(async (reference, _, command) =>
      (await import('./commands/list.ts')).inspect(await session(command), reference),
    )
  program
    .command('explain <ref>')
    .description('why: the recorded reasons of a service, task, node or endpoint, newest first')
    .action(async (reference, _, command) =>
      (await import('./commands/explain.ts')).explain(await session(command), reference),
    )
  program
    .command('status')
    .description('the cluster on one screen')
    .action(async (_, command) =>
      (await import('./commands/status.ts')).showStatus(await session(command)),
    )
  program
    .command('resolve <name>')
    .description('endpoints of a service as this node sees them')
    .option('--healthy', 'only those that pass their checks')
    .option('--tag <tag>', 'only those with this tag (repeatable)', collect, [])
    .option('--label <selector>', "only those that match, such as 'tier=front,!canary'")
    .option('--of-version <version>', 'only those of this version of the service')
    .option('--near [zone]', 'those in this zone (default: of the asked node), if there are any')
    .action(async (name, options, command) =>
      (await import('./commands/status.ts')).resolveName(await session(command), name, options),
    )
  program
    .command('events')
    .description('what was decided and observed, oldest first')
    .option('-w, --watch', 'go on with new ones')
    .option('--since <id>', 'after this event id')
    .option(
      '--topic <list>',
      'service, endpoint, deployment, task, policy, check, kv, member, health, liveness, lb',
    )
    .action(async (options, command) =>
      (await import('./commands/status.ts')).showEvents(await session(command), options),
    )
  program
    .command('logs <ref>')
    .description('output of a service or a task')
    .option('-f, --follow', 'go on with new lines')
    .option('--tail <n>', 'how many lines back')
    .action(async (reference, options, command) =>
      (await import('./commands/status.ts')).showLogs(await session(command), reference, options),
    )
}

/** Tasks themselves: one more of them, inside one, and what they use. */
function addTasks(program: Command): void {
  program
    .command('run [words...]')
    .description('one service without a file: IMAGE [ARG…], or -- COMMAND… for a plain process')
    .option('-p, --publish <host:port>', 'a port on every node (repeatable)', collect, [])
    .option('--replicas <n>', 'how many', '1')
    .option('--name <name>', 'of the service (default: made of the first word)')
    .option('-e, --env <k=v>', 'a variable (repeatable)', collect, [])
    .option('--detach', 'do not follow the rollout')
    .option('--timeout <duration>', 'how long to follow', '5m')
    .action(async (words: string[], options, command) => {
      const dashes = process.argv.indexOf('--')
      const isCommand = dashes >= 0 && process.argv.length - dashes - 1 === words.length
      const { run } = await import('./commands/run.ts')
      await run(await session(command), words, isCommand, options)
    })
  program
    .command('exec <task> <command...>')
    .description('run a command inside a task: exec TASK -- CMD; ends with its exit code')
    .option('-i, --interactive', 'pass on standard input')
    .action(async (task, words, options, command) =>
      (await import('./commands/task.ts')).exec(await session(command), task, words, options),
    )
  program
    .command('top')
    .description('CPU and memory of running tasks')
    .action(async (_, command) => (await import('./commands/task.ts')).top(await session(command)))
}

function addChanges(program: Command): void {
  program
    .command('scale <assignments...>')
    .description('set the number of replicas: SERVICE=N …')
    .action(async (assignments, _, command) =>
      (await import('./commands/change.ts')).scale(await session(command), assignments),
    )
  program
    .command('rm <services...>')
    .description('remove services and their tasks')
    .action(async (services, _, command) =>
      (await import('./commands/change.ts')).removeServices(await session(command), services),
    )
  program
    .command('rebalance')
    .description('move tasks so that the nodes are even again, as after one has come back')
    .option('--dry-run', 'show the moves and their cost, and stop')
    .action(async (options, command) =>
      (await import('./commands/rebalance.ts')).rebalance(await session(command), options),
    )
}

function addRollout(program: Command): void {
  const rollout = program.command('rollout').description('follow and steer a rollout')
  rollout
    .command('status <service>')
    .description('where it stands, and why')
    .action(async (service, _, command) =>
      (await import('./commands/rollout.ts')).status(await session(command), service),
    )
  rollout
    .command('history <service>')
    .description('the versions that can be gone back to, and what each changed')
    .action(async (service, _, command) =>
      (await import('./commands/rollout.ts')).history(await session(command), service),
    )
  const controls = [
    ['pause', 'start no more tasks of the new version'],
    ['resume', 'go on with a paused rollout'],
    ['promote', 'go on to the next step of a canary, or hand requests to the new version'],
    ['undo', 'go back to the version before'],
  ] as const
  for (const [action, description] of controls) {
    const command = rollout.command(`${action} <service>`).description(description)
    if (action === 'promote') command.option('--full', 'past all steps at once')
    if (action === 'undo') command.option('--to <revision>', 'as polis rollout history names it')
    command.action(async (service, options, command) =>
      (await import('./commands/rollout.ts')).control(
        await session(command),
        action,
        service,
        options,
      ),
    )
  }
}

/** What Polis does not run itself. */
function addRegistry(program: Command): void {
  const service = program.command('service').description('services that Polis does not run itself')
  service
    .command('put <name>')
    .description('register a service, or with --asks a stored query')
    .option('--port <[name=]port[/udp]>', 'a port of its endpoints (repeatable)', collect, [])
    .option('--tag <tag>', 'repeatable', collect, [])
    .option('--label <k=v>', 'repeatable', collect, [])
    .option('--ttl <duration>', 'how long DNS answers may be kept', '5s')
    .option(
      '--check <check>',
      "of each endpoint: '{type: tcp, interval: 2s}' (repeatable)",
      collect,
      [],
    )
    .option('--asks <name[.ns]>', 'answer with the endpoints of this service', collect, [])
    .option('--with-tag <tag>', 'of those, only with this tag (repeatable)', collect, [])
    .option('--with-label <selector>', 'of those, only what matches')
    .option('--with-version <version>', 'of those, only this version')
    .option('--near', 'of those, the ones in the zone of who answers, if there are any')
    .action(async (name, options, command) =>
      (await import('./commands/registry.ts')).putService(await session(command), name, options),
    )
  const endpoint = program.command('endpoint').description('their endpoints')
  endpoint
    .command('ls <service>')
    .action(async (name, _, command) =>
      (await import('./commands/registry.ts')).listEndpoints(await session(command), name),
    )
  endpoint
    .command('put <service> <id> <address:port>')
    .description('register an endpoint, or say again that it lives')
    .option('--weight <n>', 'share of requests')
    .option('--tag <tag>', 'repeatable', collect, [])
    .option('--label <k=v>', 'repeatable', collect, [])
    .option('--service-version <version>', 'what it runs')
    .option('--ttl <duration>', 'critical if it is silent for longer')
    .option('--deregister-after <duration>', 'removed if it is critical for longer')
    .action(async (name, id, where, options, command) =>
      (await import('./commands/registry.ts')).putEndpoint(
        await session(command),
        [name, id, where],
        options,
      ),
    )
  endpoint
    .command('report <service> <id>')
    .description('say how an endpoint with a time to live is')
    .option('--state <state>', 'passing, warning or critical', 'passing')
    .option('--message <text>', 'why')
    .action(async (name, id, options, command) =>
      (await import('./commands/registry.ts')).reportEndpoint(
        await session(command),
        name,
        id,
        options,
      ),
    )
  endpoint
    .command('rm <service> <id>')
    .action(async (name, id, _, command) =>
      (await import('./commands/registry.ts')).removeEndpoint(await session(command), name, id),
    )
}

/** What the checks of endpoints find. */
function addChecks(program: Command): void {
  const check = program.command('check').description('health checks of endpoints')
  check
    .command('ls [service]')
    .description('how each is, as the node that runs it says')
    .action(async (service, _, command) =>
      (await import('./commands/check.ts')).listChecks(await session(command), service),
    )
  check
    .command('history <check>')
    .description('the last results; CHECK is SERVICE.CHECK, an id or a name')
    .action(async (reference, _, command) =>
      (await import('./commands/check.ts')).showHistory(await session(command), reference),
    )
  check
    .command('report <check> <task>')
    .description('say how a task is, for its check of type ttl')
    .option('--state <state>', 'passing, warning or critical', 'passing')
    .option('--message <text>', 'why')
    .action(async (reference, task, options, command) =>
      (await import('./commands/check.ts')).reportCheck(
        await session(command),
        [reference, task],
        options,
      ),
    )
}
