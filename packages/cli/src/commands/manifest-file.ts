/**
 * Finding the files of a manifest and making them one text that can be sent.
 *
 * Found as Docker Compose finds them: `-f`, else `COMPOSE_FILE`, else `compose.yaml` and its
 * override here or in the nearest folder above. Files are read here and nowhere else; problems are
 * shown with file, line and column before anything is sent, and the node checks again.
 */

import { closeSync, existsSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { basename, delimiter, dirname, join, relative, resolve } from 'node:path'
import { messageOf, PolisError } from '@polis/base'
import {
  describeProblem,
  type FileRead,
  type ManifestProblem,
  manifestText,
  readManifest,
  readProject,
} from '@polis/cluster'
import { note } from '../output.ts'

export type FileOptions = {
  readonly file?: readonly string[]
  readonly stack?: string
  readonly profile?: readonly string[]
  readonly envFile?: readonly string[]
  readonly projectDirectory?: string
}

/** A manifest as it is sent, the stack that it is, and what is not honoured, by place. */
export type Manifest = {
  readonly text: string
  readonly stack: string
  readonly warnings: readonly ManifestProblem[]
}

const DEFAULT_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml']
const OVERRIDES = DEFAULT_FILES.map(name => name.replace('compose.', 'compose.override.'))

/** Largest file that is read, in bytes: a MiB of characters, each of at most four. */
const FILE_BYTES_MAX = 4 * 1024 * 1024

/** Standard input as a file, which `-f -` names. */
const STDIN = '-'

/** Reads and checks; throws `cluster/bad-manifest` with every error in one line. */
export function loadManifest(options: FileOptions): Manifest {
  const files = findFiles(options)
  const first = files[0]!
  const directory = resolve(options.projectDirectory ?? (first === STDIN ? '.' : dirname(first)))
  const envFiles = options.envFile ?? []
  const project = readProject({
    files: files.map(path => (path === STDIN ? STDIN : resolve(path))),
    directory,
    environment: process.env,
    ...(envFiles.length === 0 ? {} : { envFiles: envFiles.map(path => resolve(path)) }),
    profiles: options.profile ?? [],
    nameOf: path => (path === STDIN ? 'stdin' : relative('.', path) || path),
    read: readFile,
    readBytes: readBounded,
  })
  const parsed = readManifest(project.root)
  const warnings = [...project.warnings, ...parsed.warnings]
  for (const warning of warnings) note(describeProblem(warning))
  // What a broken file lacks is not worth a word beside what broke it.
  const errors = project.errors.length > 0 ? project.errors : parsed.errors
  if (errors.length > 0) {
    throw new PolisError('cluster/bad-manifest', {
      message: errors.map(describeProblem).join('; '),
      hint: 'nothing was changed',
    })
  }
  const named = process.env['COMPOSE_PROJECT_NAME'] || parsed.name
  const stack = options.stack ?? named ?? folderName(directory)
  return { text: manifestText(project.root), stack, warnings }
}

/** The files of the manifest, as they are to be named in messages. */
function findFiles(options: FileOptions): readonly string[] {
  if (options.file !== undefined && options.file.length > 0) return options.file
  const separator = process.env['COMPOSE_PATH_SEPARATOR'] || delimiter
  const named = process.env['COMPOSE_FILE'] || ''
  if (named !== '') return named.split(separator)
  const start = resolve(options.projectDirectory ?? '.')
  for (let folder = start; ; folder = dirname(folder)) {
    const found = DEFAULT_FILES.map(name => join(folder, name)).find(existsSync)
    if (found !== undefined) {
      const override = OVERRIDES.map(name => join(folder, name)).find(existsSync)
      return override === undefined ? [found] : [found, override]
    }
    if (folder === dirname(folder)) break
  }
  throw new PolisError('cli/usage', {
    message: `there is no ${DEFAULT_FILES[0]} here or above`,
    hint: 'name the manifest with -f FILE',
  })
}

/** A regular file of bounded size, as UTF-8. */
function readFile(path: string): FileRead {
  try {
    const bytes = path === STDIN ? readFileSync(0) : readBounded(path)
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' }
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      return { kind: 'bad', reason: 'it is not UTF-8' }
    }
    return { kind: 'bad', reason: messageOf(error) }
  }
}

/** Opened first and judged then, so it cannot become another file in between. */
function readBounded(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    const status = fstatSync(file)
    if (!status.isFile() && !status.isFIFO()) throw new TypeError('it is not a file')
    if (status.size > FILE_BYTES_MAX) throw new RangeError(`it is over ${FILE_BYTES_MAX} bytes`)
    return readFileSync(file)
  } finally {
    closeSync(file)
  }
}

/** The stack's name as Compose makes it: the folder's, reduced to a DNS label. */
function folderName(directory: string): string {
  const label = basename(directory)
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, '')
  return label === '' ? 'default' : label
}
