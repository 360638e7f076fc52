/**
 * Finding a manifest and making it ready to be sent: variables replaced from the environment, and
 * the name of its stack settled.
 *
 * Problems are shown with file and line here, before anything is sent; the node checks again.
 */

import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { messageOf, PolisError } from '@polis/base'
import { interpolate, parseManifest } from '@polis/cluster'
import { note } from '../output.ts'

export type FileOptions = { readonly file?: string; readonly stack?: string }

/** A manifest as it is sent, and the stack that it is. */
export type Manifest = { readonly text: string; readonly stack: string }

const DEFAULT_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml']

/** Reads, interpolates and checks; throws `cluster/bad-manifest` with every error in one line. */
export function readManifest(options: FileOptions): Manifest {
  const path = options.file ?? DEFAULT_FILES.find(name => existsSync(name))
  if (path === undefined) {
    throw new PolisError('cli/usage', {
      message: `there is no ${DEFAULT_FILES[0]} here`,
      hint: 'name the manifest with -f FILE',
    })
  }
  const replaced = interpolate(readText(path), process.env)
  const { text } = replaced
  const parsed = parseManifest(text)
  const errors = [...replaced.errors, ...parsed.errors]
  if (errors.length > 0) {
    const lines = errors.map(({ line, column, message }) => `${path}:${line}:${column}: ${message}`)
    throw new PolisError('cluster/bad-manifest', {
      message: lines.join('; '),
      hint: 'nothing was changed',
    })
  }
  for (const { line, column, message } of [...replaced.warnings, ...parsed.warnings]) {
    note(`${path}:${line}:${column}: ${message}`)
  }
  return { text, stack: options.stack ?? parsed.name ?? folderName(path) }
}

function readText(path: string): string {
  try {
    return path === '-' ? readFileSync(0, 'utf8') : readFileSync(path, 'utf8')
  } catch (cause) {
    throw new PolisError('cli/usage', {
      message: `cannot read the manifest ${path}: ${messageOf(cause)}`,
      hint: 'name it with -f FILE',
      cause,
    })
  }
}

/** The stack's name as Compose makes it: the folder's, reduced to a DNS label. */
function folderName(path: string): string {
  const folder = path === '-' ? process.cwd() : dirname(resolve(path))
  const label = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return label === '' ? 'default' : label.slice(0, 63)
}
