/** `polis completion bash|zsh|fish`. */

import { PolisError } from '@polis/base'
import type { Command } from 'commander'
import { completionScript, SHELLS, type Shell } from '../completion.ts'

/** Prints the script; throws `cli/usage` for a shell that there is no script for. */
export function printCompletion(program: Command, shell: string): void {
  if (!SHELLS.includes(shell as Shell)) {
    const hint = `there is one for ${SHELLS.join(', ')}`
    throw new PolisError('cli/usage', { message: `there is no completion for '${shell}'`, hint })
  }
  process.stdout.write(completionScript(program, shell as Shell))
}
