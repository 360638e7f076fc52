/** The operating errors of the command line, each with what it means. */

export const CLI_ERRORS = {
  'cli/usage': 'A flag or argument is wrong; the message says which.',
  'cli/rolled-back': 'The rollout failed or was rolled back; the message has the reason.',
  'cli/cannot-place': 'No node can run the service; the message has the reasons.',
  'cli/interrupted': 'The person at the terminal broke it off.',
  'cli/declined': 'The person at the terminal did not want it.',
  'cli/dropped': 'Requests were dropped while a change was proved; the message says how.',
  'cli/no-successor': 'The process that was to take over a node does not serve.',
  'cli/nothing-to-prove': 'Nothing of the stack can be asked over HTTP before the change.',
  'cli/file-exists': 'The file to be written is there already.',
  'cli/cannot-write': 'The file cannot be written.',
  'cli/timed-out': 'The rollout went on for longer than --timeout; it continues without us.',
} as const
