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

function collect(value: string, before: string[]): string[] {
  return [...before, value]
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
  addLists(program)
  addChanges(program)
  addRegistry(program)
  addKv(program)
  addNode(program)
  addRaft(program)
  addBalancer(program)
  addDisasters(program)
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
    .option('--driver <list>', 'workload drivers to offer')
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
  program
    .command('deploy')
    .description('plan, show the diff, apply, follow the rollout to its end')
    .option('-f, --file <file>', 'the Compose file')
    .option('--stack <name>', 'name of the stack (default: the file’s name: or its folder)')
    .option('--dry-run', 'show the plan and stop')
    .option('-y, --yes', 'do not ask')
    .option('--detach', 'do not follow the rollout')
    .option('--timeout <duration>', 'how long to follow', '5m')
    .action(async (options, command) =>
      (await import('./commands/deploy.ts')).deploy(await session(command), options),
    )
  program
    .command('plan')
    .description('what would be added, changed, removed, and on which nodes it would run')
    .option('-f, --file <file>', 'the Compose file')
    .option('--stack <name>', 'name of the stack')
    .option('--exit-code', '0 no change, 1 changes, 255 error')
    .action(async (options, command) =>
      (await import('./commands/deploy.ts')).plan(await session(command), options),
    )
  program
    .command('prove')
    .description('prove that a change drops no request')
    .command('deploy')
    .description('deploy under load and print a ledger; 0 only if nothing was dropped')
    .option('-f, --file <file>', 'the Compose file')
    .option('--stack <name>', 'name of the stack')
    .option('--rate <n>', 'requests a second', '500')
    .option('--path <path>', 'what is asked for', '/')
    .option('--timeout <duration>', 'how long to follow', '5m')
    .action(async (options, command) =>
      (await import('./commands/prove.ts')).proveDeploy(await session(command), options),
    )
  program
    .command('down')
    .description('remove every service of a stack')
    .option('-f, --file <file>', 'the Compose file')
    .option('--stack <name>', 'name of the stack')
    .action(async (options, command) =>
      (await import('./commands/deploy.ts')).down(await session(command), options),
    )
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
  addAutoscale(program, session)
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

function addKv(program: Command): void {
  const kv = program.command('kv').description('the small replicated key-value store')
  kv.command('get <key>')
    .option('--stale', 'answer from the node’s own state')
    .action(async (key, options, command) =>
      (await import('./commands/change.ts')).kv.get(await session(command), key, options),
    )
  kv.command('put <key> <value>')
    .description('VALUE is text, @FILE, or - for standard input')
    .option('--cas <revision>', 'only if the key is at this revision (0: does not exist)')
    .action(async (key, value, options, command) =>
      (await import('./commands/change.ts')).kv.put(await session(command), key, value, options),
    )
  kv.command('ls').action(async (_, command) =>
    (await import('./commands/change.ts')).kv.list(await session(command)),
  )
  kv.command('rm <key>')
    .option('--cas <revision>', 'only if the key is at this revision')
    .action(async (key, options, command) =>
      (await import('./commands/change.ts')).kv.remove(await session(command), key, options),
    )
}

function addBalancer(program: Command): void {
  program
    .command('lb')
    .description('the load balancer of this node')
    .command('ls')
    .description('services, who forwards them, and what was counted')
    .action(async (_, command) =>
      (await import('./commands/balancer.ts')).listBalanced(await session(command)),
    )
}

function addRaft(program: Command): void {
  const raft = program.command('raft').description('the group that agrees on every decision')
  raft
    .command('ls')
    .description('its members: who leads, who votes, how far each log is')
    .action(async (_, command) =>
      (await import('./commands/raft.ts')).listRaft(await session(command)),
    )
  raft
    .command('transfer <node>')
    .description('hand leadership to another voter')
    .action(async (node, _, command) =>
      (await import('./commands/raft.ts')).transferLeadership(await session(command), node),
    )
  raft
    .command('rm <node>')
    .description('remove a member for good and at once; "node rm" moves its tasks first')
    .action(async (node, _, command) =>
      (await import('./commands/raft.ts')).removeRaftMember(await session(command), node),
    )
}

/** What an operator does before and after the worst. */
function addDisasters(program: Command): void {
  const snapshot = program.command('snapshot').description('the whole replicated state as a file')
  snapshot
    .command('save <file>')
    .description('save the state as it is now, as a majority confirms it')
    .option('--force', 'replace the file if it is there')
    .action(async (file, options, command) =>
      (await import('./commands/snapshot.ts')).save(await session(command), file, options),
    )
  snapshot
    .command('inspect <file>')
    .description('verify a file, and say what is in it')
    .action(async (file, _, command) =>
      (await import('./commands/snapshot.ts')).inspect(file, (await session(command)).output),
    )
  snapshot
    .command('restore <file>')
    .description('found a new cluster with that state, in an empty data directory')
    .option('--data-dir <dir>', 'where; then start it there with polis up')
    .option('--name <name>', 'of the node that founds it (default: host name)')
    .option('--join-token <token>', 'secret of the new cluster, or @FILE (POLIS_JOIN_TOKEN)')
    .action(async (file, options, command) =>
      (await import('./commands/restore.ts')).restore(
        file,
        options,
        (await session(command)).output,
      ),
    )
  program
    .command('recover')
    .description('after a lost quorum: let this stopped node go on alone, and fence the others')
    .option('--data-dir <dir>', 'of the stopped node')
    .option('--join <addr>', 'where else another member may be (repeatable)', collect, [])
    .option('-y, --yes', 'do not ask')
    .option('--force', 'also if another member has more than this one')
    .action(async (options, command) =>
      (await import('./commands/recover.ts')).recover(options, (await session(command)).output),
    )
}

function addNode(program: Command): void {
  const node = program.command('node').description('members of the cluster')
  node
    .command('ls')
    .description('members')
    .action(async (_, command) =>
      (await import('./commands/list.ts')).listNodes(await session(command)),
    )
  node
    .command('rm <node>')
    .description('move the tasks of a member away, then remove it for good')
    .action(async (name, _, command) =>
      (await import('./commands/change.ts')).removeNode(await session(command), name),
    )
  const changes = [
    ['cordon', 'cordoned', 'place no new tasks on a node'],
    ['uncordon', 'ready', 'place tasks on a node again'],
    ['drain', 'draining', 'move the tasks of a node away'],
  ] as const
  for (const [verb, availability, description] of changes) {
    node
      .command(`${verb} <node>`)
      .description(description)
      .action(async (name, _, command) =>
        (await import('./commands/change.ts')).setAvailability(
          await session(command),
          name,
          availability,
        ),
      )
  }
}
