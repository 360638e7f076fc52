/** The options of every command that reads a manifest; they are Docker Compose's own. */

import type { Command } from 'commander'

/** Adds `-f`, `--profile` and so on to a command. */
export function withManifestOptions(command: Command): Command {
  const collect = (value: string, before: string[]) => [...before, value]
  return command
    .option('-f, --file <file>', 'a Compose file, - for standard input (repeatable)', collect, [])
    .option('--stack <name>', 'name of the stack (default: the file’s name: or its folder)')
    .option('--profile <name>', 'activate a profile, * for all (repeatable)', collect, [])
    .option('--env-file <file>', 'variables instead of .env (repeatable)', collect, [])
    .option('--project-directory <dir>', 'what relative paths are relative to')
}
