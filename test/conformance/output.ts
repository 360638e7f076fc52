/**
 * What a script sees: text of the commands and log lines of the nodes, filtered by level.
 *
 * At level NONE nothing is written at all, which is how scripts silence their preparations.
 */

/** Levels, the quietest last. */
export const LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL', 'NONE'] as const

export type Level = (typeof LEVELS)[number]

/** Collects the output of one command. */
export class Output {
  level: Level = 'DEBUG'
  private text = ''

  get isQuiet(): boolean {
    return this.level === 'NONE'
  }

  write(text: string): void {
    if (!this.isQuiet) this.text += text
  }

  /** One line of a node's log. */
  log(level: Level, text: string): void {
    if (LEVELS.indexOf(level) >= LEVELS.indexOf(this.level)) this.write(`${level} ${text}\n`)
  }

  /** Indents all that `body` writes. */
  indented(body: () => void): void {
    const outer = this.text
    this.text = ''
    try {
      body()
    } finally {
      const lines = this.text.split('\n')
      if (lines.at(-1) === '') lines.pop()
      this.text = outer + lines.map(line => `  ${line}\n`).join('')
    }
  }

  /** Takes what was written and starts anew. */
  take(): string {
    const text = this.text
    this.text = ''
    return text
  }
}
