/**
 * Cuts a stream of bytes into lines, with a bound on the length of one.
 *
 * A line ends at `\n`, and a `\r` before it is dropped. A longer line than the bound is handed on
 * in pieces, so a workload that never writes a newline cannot make its reader keep all of it.
 */

export type SplitLine = {
  readonly text: string
  /** Offset in the pushed chunk just after the line. */
  readonly endOffset: number
}

export class LineSplitter {
  readonly #bytesMax: number
  #carry = Buffer.alloc(0)

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** The lines that end in `chunk`, which follows what was pushed before. */
  push(chunk: Uint8Array): SplitLine[] {
    const lines: SplitLine[] = []
    const bytes = Buffer.concat([this.#carry, chunk])
    const carried = this.#carry.length
    let start = 0
    for (;;) {
      const newline = bytes.indexOf(0x0a, start)
      const end = newline === -1 ? bytes.length : newline
      if (end - start >= this.#bytesMax && !(newline !== -1 && end - start === this.#bytesMax)) {
        const cut = start + this.#bytesMax
        lines.push({ text: bytes.toString('utf8', start, cut), endOffset: cut - carried })
        start = cut
        continue
      }
      if (newline === -1) break
      const hasReturn = newline > start && bytes[newline - 1] === 0x0d
      const text = bytes.toString('utf8', start, hasReturn ? newline - 1 : newline)
      lines.push({ text, endOffset: newline + 1 - carried })
      start = newline + 1
    }
    this.#carry = Buffer.from(bytes.subarray(start))
    return lines
  }

  /** What follows the last newline, and forgets it. */
  rest(): string {
    const text = this.#carry.toString('utf8')
    this.#carry = Buffer.alloc(0)
    return text
  }
}
