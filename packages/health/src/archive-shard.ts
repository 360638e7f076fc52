/**
 * One file of the archive of checks: a line that says what it is, then a line a check.
 *
 *     {"format":1,"crc":…,"checks":N}
 *     ["key","check"]<tab>{…memory…}
 *
 * The checksum covers all after the first line, so a file that was cut, or changed by its disk, is
 * seen to be damaged; a later format is as unreadable. A memory is parsed only when it is wanted.
 */

import { crc32c } from '@polis/base'
import { isRecord } from './check-reader.ts'

/** A later one must not be read as this. */
const FORMAT = 1

/** Memories as JSON, by the name of their check. */
export type ShardLines = ReadonlyMap<string, string>

/** What a check is called in the archive. */
export function archiveName(key: string, checkId: string): string {
  return JSON.stringify([key, checkId])
}

/** The shard out of `count` in which a check is. */
export function shardOf(name: string, count: number): number {
  return crc32c(Buffer.from(name)) % count
}

export function encodeShard(lines: ShardLines): string {
  const body = [...lines].map(([name, json]) => `${name}\t${json}\n`).join('')
  const head = { format: FORMAT, crc: crc32c(Buffer.from(body)), checks: lines.size }
  return `${JSON.stringify(head)}\n${body}`
}

/** The lines of a file; text that says why it cannot be read. */
export function decodeShard(file: string): Map<string, string> | string {
  const end = file.indexOf('\n')
  const head = end < 0 ? undefined : parsed(file.slice(0, end))
  if (!isRecord(head)) return 'it does not begin as one'
  if (head['format'] !== FORMAT) return `its format ${String(head['format'])} is not known`
  const body = file.slice(end + 1)
  if (crc32c(Buffer.from(body)) !== head['crc']) return 'its checksum is wrong'
  const lines = new Map<string, string>()
  for (const line of body.split('\n')) {
    const at = line.indexOf('\t')
    if (at > 0) lines.set(line.slice(0, at), line.slice(at + 1))
  }
  return lines.size === head['checks'] ? lines : 'it has other checks than it says'
}

/** JSON, or undefined. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
