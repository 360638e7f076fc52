/**
 * A network of the measured processes' own: a namespace with nothing but loopback.
 *
 * Every cluster uses the same ports in its own namespace, and the bytes that cross its loopback are
 * those of its members alone. Needs root and `ip` (Debian's iproute2); there is no way around it
 * that would count UDP and TCP alike.
 */

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A namespace that exists until it is removed. */
export class NetworkNamespace {
  readonly name: string

  private constructor(name: string) {
    this.name = name
  }

  /** Makes one; undefined where that is not allowed or `ip` is missing. */
  static create(name: string): NetworkNamespace | undefined {
    if (!ip('netns', 'add', name)) return undefined
    const namespace = new NetworkNamespace(name)
    if (ip('-n', name, 'link', 'set', 'lo', 'up')) return namespace
    namespace.remove()
    return undefined
  }

  /** The words that start a program inside. */
  readonly enter = (): string[] => ['ip', 'netns', 'exec', this.name]

  remove(): void {
    ip('netns', 'delete', this.name)
  }
}

/** Bytes that have crossed the loopback of the namespace in which process `pid` runs. */
export function loopbackBytes(pid: number): number {
  const fields = /^\s*lo:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/net/dev`, 'utf8'))
  if (fields === null) throw new Error(`process ${pid} has no loopback`)
  return Number(fields[1])
}

function ip(...args: string[]): boolean {
  return spawnSync('ip', args, { stdio: 'ignore' }).status === 0
}
