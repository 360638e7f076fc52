/**
 * Commands of those who run the cluster: members, the group that agrees, snapshots, balancers,
 * keys.
 */

import type { Command } from 'commander'
import type { Session } from './session.ts'

/** Opens a session for a command that is about to run. */
export type OpenSession = (command: Command) => Promise<Session>

/** Of an option that may be given again: its values in order. */
export function collect(value: string, before: string[]): string[] {
  return [...before, value]
}

export function addKv(program: Command, session: OpenSession): void {
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

export function addBalancer(program: Command, session: OpenSession): void {
  const lb = program.command('lb').description('the load balancer of this node')
  lb.command('reload')
    .description('replace its data threads; nothing is refused or cut')
    .action(async (_, command) =>
      (await import('./commands/balancer.ts')).reloadBalancer(await session(command)),
    )
  lb.command('ls')
    .description('services, who forwards them, and what was counted')
    .action(async (_, command) =>
      (await import('./commands/balancer.ts')).listBalanced(await session(command)),
    )
}

export function addPause(program: Command, session: OpenSession): void {
  program
    .command('pause <service>')
    .description('let new requests wait, on every node, until unpause or the end of the time')
    .option('--for <duration>', 'how long at most (10m at the very most)', '30s')
    .action(async (service, options, command) =>
      (await import('./commands/pause.ts')).pause(await session(command), service, options.for),
    )
  program
    .command('unpause <service>')
    .description('serve those that wait, and all others, again')
    .action(async (service, _, command) =>
      (await import('./commands/pause.ts')).unpause(await session(command), service),
    )
}

export function addUpgrade(program: Command, session: OpenSession): void {
  program
    .command('upgrade')
    .description('have the installed version take over this node; no connection is refused or cut')
    .action(async (_, command) =>
      (await import('./commands/upgrade.ts')).upgradeNode(await session(command)),
    )
}

export function addRaft(program: Command, session: OpenSession): void {
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
export function addDisasters(program: Command, session: OpenSession): void {
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

export function addNode(program: Command, session: OpenSession): void {
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
    const change = node.command(`${verb} <node>`).description(description)
    if (verb === 'drain')
      change.option('--deadline <duration>', "stop what still runs after that, or 'none'")
    change.action(async (name, options, command) =>
      (await import('./commands/change.ts')).setAvailability(
        await session(command),
        name,
        availability,
        options.deadline,
      ),
    )
  }
}
