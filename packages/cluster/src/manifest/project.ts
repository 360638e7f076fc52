/**
 * A project: the files of a manifest as one tree, with everything resolved that only the machine
 * of the person who deploys knows: other files, variables, profiles (Compose Specification, "Merge",
 * "Include", "Interpolation", "Profiles"). What comes out stands for itself and can be sent.
 *
 *     each file ─► variables ─► extends ─► merged in order ─► include ─► env_file ─► profiles
 *
 * Files are read through `read` alone, and only here, on the client's side: a node that is sent a
 * manifest never reads a file that it names. Each message has the file that it is about.
 */

import { dirname, join, resolve } from 'node:path'
import { messageOf } from '@polis/base'
import {
  MANIFEST_CHAIN_MAX,
  MANIFEST_FILES_MAX,
  MANIFEST_NODES_MAX,
  MANIFEST_PROBLEMS_MAX,
} from '../config.ts'
import { parseDotenv } from './dotenv.ts'
import { applyExtends, type ExtendedFile } from './extends.ts'
import { addIncluded, type IncludeEntry, readInclude } from './include.ts'
import { Interpolation, type Lookup } from './interpolate.ts'
import { mergeNodes, withoutTags } from './merge.ts'
import type { ManifestNode, ManifestProblem, MapNode, Position } from './node.ts'
import { sizeOf, valueAt, withEntry, withoutKeys } from './node.ts'
import { withProfiles } from './profiles.ts'
import { resolvePaths } from './relative-paths.ts'
import { resolveEnvironment } from './service-environment.ts'
import { withContents } from './values.ts'
import { parseTrees } from './yaml-tree.ts'

/** What reading a file gives. */
export type FileRead =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'bad'; readonly reason: string }

export type ProjectOptions = {
  /** Absolute paths of the files, merged in this order; at least one. */
  readonly files: readonly string[]
  /** Absolute path that relative ones are resolved against. */
  readonly directory: string
  /** Variables of who deploys; they go before those of files. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Absolute paths of files of variables; absent: `.env` of the directory, if it is there. */
  readonly envFiles?: readonly string[]
  /** Profiles that are active; `*` is all of them. */
  readonly profiles: readonly string[]
  /** How a path is called in messages. */
  readonly nameOf: (path: string) => string
  readonly read: (path: string) => FileRead
  /** Content of a config or secret, whatever its bytes; throws if it cannot be read. */
  readonly readBytes: (path: string) => Uint8Array
}

/** The files as one tree, without positions of its own beyond those of its parts. */
export type Project = {
  readonly root: ManifestNode
  readonly warnings: readonly ManifestProblem[]
  readonly errors: readonly ManifestProblem[]
}

/** Reads a project; nothing is thrown, whatever the files hold. */
export function readProject(options: ProjectOptions): Project {
  const reader = new ProjectReader(options)
  const { files, directory, envFiles } = options
  const lookup = reader.lookup(name => options.environment[name], directory, envFiles)
  const merged = reader.project(files, directory, lookup, [])
  const { interpolation } = reader
  const active = new Set([...options.profiles, ...profilesOf(lookup)])
  const root = withProfiles(merged, active)
  if (sizeOf(root, MANIFEST_NODES_MAX) > MANIFEST_NODES_MAX) {
    const message = 'its files together, with aliases and extends, make the manifest too large'
    return {
      root: { ...root, kind: 'map', entries: [] },
      warnings: [],
      errors: [{ ...root.at, message }],
    }
  }
  return { root, warnings: interpolation.warnings, errors: interpolation.errors }
}

/** `COMPOSE_PROFILES=a,b`. */
function profilesOf(lookup: Lookup): string[] {
  const names = (lookup('COMPOSE_PROFILES') ?? '').split(',').map(name => name.trim())
  return names.filter(name => name !== '')
}

class ProjectReader {
  readonly interpolation = new Interpolation()
  readonly #options: ProjectOptions
  readonly #texts = new Map<string, FileRead>()
  /** Trees that are there already, by their variables, path and folder. */
  readonly #loaded = new WeakMap<Lookup, Map<string, readonly ManifestNode[]>>()

  constructor(options: ProjectOptions) {
    this.#options = options
  }

  /** Variables of `outer`, then those of files; without files, `.env` of the directory. */
  lookup(outer: Lookup, directory: string, envFiles: readonly string[] | undefined): Lookup {
    const files = envFiles ?? [join(directory, '.env')]
    const values = new Map<string, string>()
    for (const path of files) {
      const opened = this.#open(path, undefined, envFiles !== undefined)
      if (opened === undefined) continue
      const known: Lookup = name => outer(name) ?? values.get(name)
      for (const { name, value } of parseDotenv(
        opened.text,
        opened.name,
        this.interpolation,
        known,
      )) {
        if (value !== undefined) values.set(name, value)
      }
    }
    return name => outer(name) ?? values.get(name)
  }

  /** The merged tree of some files; `chain` is the files that led here by `include`. */
  project(
    files: readonly string[],
    directory: string,
    lookup: Lookup,
    chain: readonly string[],
    from?: Position,
  ): MapNode {
    const start = { line: 1, column: 1, file: this.#options.nameOf(files[0]!) }
    let merged: MapNode = { kind: 'map', at: start, entries: [] }
    for (const path of files) {
      for (const root of this.#load(path, directory, lookup, from)) {
        const file = this.#extendable(path, root, directory, lookup)
        const full = applyExtends(file, this.#errors)
        const next = mergeNodes(merged, full, this.#errors)
        if (next.kind === 'map') merged = next
      }
    }
    const bare = withoutTags(merged) as MapNode
    const included = this.#withIncludes(bare, directory, lookup, [...chain, ...files])
    return this.#withValues(this.#withEnvironments(included, lookup), lookup)
  }

  get #errors(): ManifestProblem[] {
    return this.interpolation.errors
  }

  /** The documents of a file with their variables replaced and their paths made absolute. */
  #load(
    path: string,
    directory: string,
    lookup: Lookup,
    from: Position | undefined,
  ): readonly ManifestNode[] {
    const loaded = this.#loaded.get(lookup) ?? new Map<string, readonly ManifestNode[]>()
    this.#loaded.set(lookup, loaded)
    const key = JSON.stringify([path, directory])
    const roots = loaded.get(key) ?? this.#parse(path, directory, lookup, from)
    loaded.set(key, roots)
    return roots
  }

  #parse(
    path: string,
    directory: string,
    lookup: Lookup,
    from: Position | undefined,
  ): ManifestNode[] {
    const opened = this.#open(path, from, true)
    if (opened === undefined) return []
    const parsed = parseTrees(opened.text, opened.name)
    if (parsed.kind === 'bad') {
      this.#errors.push(...parsed.problems)
      return []
    }
    return parsed.roots.flatMap(root => {
      if (root.kind === 'scalar' && root.value === null) return []
      if (root.kind !== 'map') {
        this.#report(root.at, `a Compose file should be a map of keys, not a ${root.kind}`)
        return []
      }
      const replaced = this.interpolation.tree(root, lookup)
      return [resolvePaths(replaced, directory, lookup('HOME'))]
    })
  }

  /** A text and how its file is called; undefined if it cannot be read, which is reported. */
  #open(
    path: string,
    from: Position | undefined,
    isRequired: boolean,
  ): { readonly text: string; readonly name: string } | undefined {
    const name = this.#options.nameOf(path)
    const at = from ?? { file: name, line: 1, column: 1 }
    if (!this.#texts.has(path) && this.#texts.size >= MANIFEST_FILES_MAX) {
      return this.#report(at, `the manifest names more than ${MANIFEST_FILES_MAX} files`)
    }
    const read = this.#texts.get(path) ?? this.#read(path)
    this.#texts.set(path, read)
    if (read.kind === 'text') return { text: read.text, name }
    if (read.kind === 'missing' && !isRequired) return undefined
    const reason = read.kind === 'missing' ? 'it does not exist' : read.reason
    return this.#report(at, `${name} cannot be read: ${reason}`)
  }

  #read(path: string): FileRead {
    if (path.includes('\0')) return { kind: 'bad', reason: 'a path has no U+0000' }
    return this.#options.read(path)
  }

  #extendable(path: string, root: ManifestNode, directory: string, lookup: Lookup): ExtendedFile {
    return {
      path,
      root,
      open: (file, at) => {
        if (isRemote(file)) return this.#report(at, `'${file}' is not a file of this machine`)
        const target = resolve(directory, file)
        const folder = dirname(target)
        const roots = this.#load(target, folder, lookup, at)
        const merged = roots.reduce((base, next) => mergeNodes(base, next, this.#errors), EMPTY)
        return this.#extendable(target, merged, folder, lookup)
      },
    }
  }

  #withIncludes(
    root: MapNode,
    directory: string,
    lookup: Lookup,
    chain: readonly string[],
  ): MapNode {
    const node = valueAt(root, 'include')
    if (node === undefined) return root
    let result = withoutKeys(root, 'include')
    for (const entry of readInclude(node, this.#errors)) {
      const included = this.#included(entry, directory, lookup, chain)
      if (included !== undefined) result = addIncluded(result, included, this.#errors)
      if (this.#errors.length > MANIFEST_PROBLEMS_MAX) break
    }
    return result
  }

  #included(
    entry: IncludeEntry,
    directory: string,
    lookup: Lookup,
    chain: readonly string[],
  ): MapNode | undefined {
    const remote = entry.paths.find(isRemote)
    if (remote !== undefined) {
      return this.#report(entry.at, `'${remote}' is not a file of this machine`)
    }
    const files = entry.paths.map(path => resolve(directory, path))
    const again = files.find(file => chain.includes(file))
    if (again !== undefined || chain.length > MANIFEST_CHAIN_MAX) {
      const links = [...chain, again ?? files[0]!].map(path => this.#options.nameOf(path))
      const what = again === undefined ? 'is too long a chain' : 'goes in a circle'
      return this.#report(entry.at, `include ${what}: ${links.join(' → ')}`)
    }
    const own = entry.projectDirectory
    const folder = own === undefined ? dirname(files[0]!) : resolve(directory, own)
    const envFiles = entry.envFiles?.map(path => resolve(directory, path))
    return this.project(files, folder, this.lookup(lookup, folder, envFiles), chain, entry.at)
  }

  #withEnvironments(root: MapNode, lookup: Lookup): MapNode {
    const services = valueAt(root, 'services')
    if (services?.kind !== 'map') return root
    const open = (path: string, at: Position, isRequired: boolean) =>
      this.#open(path, at, isRequired)
    const entries = services.entries.map(entry => {
      const { key, value } = entry
      if (value.kind !== 'map') return entry
      const path = `services.${key}`
      const { interpolation } = this
      return { ...entry, value: resolveEnvironment(value, path, interpolation, lookup, open) }
    })
    return withEntry(root, 'services', { ...services, entries })
  }

  #withValues(root: MapNode, lookup: Lookup): MapNode {
    const file = (path: string, at: Position): Uint8Array | undefined => {
      try {
        return this.#options.readBytes(path)
      } catch (error) {
        const name = this.#options.nameOf(path)
        return this.#report(at, `${name} cannot be read: ${messageOf(error)}`)
      }
    }
    return withContents(root, { file, variable: lookup }, this.#errors)
  }

  #report(at: Position, message: string): undefined {
    this.#errors.push({ ...at, message })
  }
}

const EMPTY: ManifestNode = { kind: 'map', at: { line: 1, column: 1 }, entries: [] }

/** Git repositories and registries, which Compose can fetch from. */
function isRemote(path: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|oci:|github\.com\/)/i.test(path)
}
