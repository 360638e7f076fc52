/**
 * Files as a tar archive (POSIX.1-1988 "ustar"), the shape in which an engine takes them into a
 * container (Docker Engine API, `PUT /containers/{id}/archive`).
 */

import type { ContainerFile } from '../container.ts'

const BLOCK_BYTES = 512

/** Longest name that a header without extensions holds: 100 bytes, and 155 of folders. */
const NAME_BYTES_MAX = 100
const PREFIX_BYTES_MAX = 155

/** An archive of `files`, to be unpacked at `/`. Throws for a path that does not fit a header. */
export function archiveOf(files: readonly ContainerFile[]): Buffer {
  const parts: Buffer[] = []
  for (const file of files) {
    const content = Buffer.from(file.content, 'utf8')
    const padding = (BLOCK_BYTES - (content.length % BLOCK_BYTES)) % BLOCK_BYTES
    parts.push(header(file, content.length), content, Buffer.alloc(padding))
  }
  parts.push(Buffer.alloc(2 * BLOCK_BYTES))
  return Buffer.concat(parts)
}

function header(file: ContainerFile, length: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES)
  const { name, prefix } = splitName(file.target.slice(1))
  const octal = (value: number, at: number, width: number) =>
    block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, 'latin1')
  block.write(name, 0, 'utf8')
  octal(file.mode, 100, 8)
  octal(file.uid, 108, 8)
  octal(file.gid, 116, 8)
  octal(length, 124, 12)
  octal(0, 136, 12)
  block.write(' '.repeat(8), 148, 'latin1')
  block.write('0', 156, 'latin1')
  block.write('ustar\x0000', 257, 'latin1')
  block.write(prefix, 345, 'utf8')
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return block
}

/** A path cut at a slash so that both parts fit. */
function splitName(path: string): { readonly name: string; readonly prefix: string } {
  if (Buffer.byteLength(path) <= NAME_BYTES_MAX) return { name: path, prefix: '' }
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)]
    const fits = Buffer.byteLength(prefix) <= PREFIX_BYTES_MAX
    if (fits && Buffer.byteLength(name) <= NAME_BYTES_MAX) return { name, prefix }
  }
  throw new Error(`the path /${path} is too long`)
}
