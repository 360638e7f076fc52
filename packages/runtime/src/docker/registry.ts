/**
 * Where an image comes from, and with which credentials: those that `docker login` has left in
 * `~/.docker/config.json` (docker/cli, "config.json properties").
 */

/** Credentials as the engine takes them with a pull. */
export type RegistryCredentials =
  | { readonly username: string; readonly password: string; readonly serveraddress: string }
  | { readonly identitytoken: string; readonly serveraddress: string }

/** What Docker Hub is called in config.json. */
const HUB_KEY = 'https://index.docker.io/v1/'

/** The registry's host in an image reference; `docker.io` if it names none. */
export function registryOf(image: string): string {
  const slash = image.indexOf('/')
  const first = slash < 0 ? '' : image.slice(0, slash)
  const isHost = first === 'localhost' || first.includes('.') || first.includes(':')
  return isHost ? first : 'docker.io'
}

/** The reference with a tag, as a pull wants it: without one an engine would pull every tag. */
export function withTag(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1)
  return last.includes(':') || last.includes('@') ? image : `${image}:latest`
}

/**
 * Credentials for `image` in the text of a config.json; undefined if there are none. A file that
 * cannot be understood has none: the registry then says what it misses.
 */
export function credentialsFor(image: string, configText: string): RegistryCredentials | undefined {
  let auths: Record<string, { auth?: unknown; identitytoken?: unknown }>
  try {
    auths = JSON.parse(configText)?.auths ?? {}
  } catch {
    return undefined // Not JSON: as good as absent, see above.
  }
  const host = registryOf(image)
  const keys = host === 'docker.io' ? [HUB_KEY, 'docker.io'] : [host, `https://${host}`]
  for (const serveraddress of keys) {
    const { auth, identitytoken } = auths[serveraddress] ?? {}
    if (typeof identitytoken === 'string' && identitytoken !== '') {
      return { identitytoken, serveraddress }
    }
    if (typeof auth !== 'string') continue
    const text = Buffer.from(auth, 'base64').toString('utf8')
    const colon = text.indexOf(':')
    if (colon < 1) continue
    return { username: text.slice(0, colon), password: text.slice(colon + 1), serveraddress }
  }
  return undefined
}

/** One line of the engine's report on a pull. */
export type PullLine = {
  readonly id?: string
  readonly status?: string
  readonly progressDetail?: { readonly current?: number; readonly total?: number }
  readonly error?: string
}

/** How far a pull is, over all layers that have told their size. */
export class PullProgress {
  readonly #layers = new Map<string, { current: number; total: number }>()

  push({ id, status, progressDetail }: PullLine): void {
    if (id === undefined) return
    const known = this.#layers.get(id)
    if (status === 'Downloading' && progressDetail?.total !== undefined) {
      const { current = 0, total } = progressDetail
      this.#layers.set(id, { current, total })
    } else if (status === 'Download complete' && known !== undefined) {
      known.current = known.total
    }
  }

  /** 0 to 100; null before any size is known. */
  get percent(): number | null {
    let current = 0
    let total = 0
    for (const layer of this.#layers.values()) {
      current += layer.current
      total += layer.total
    }
    return total === 0 ? null : Math.floor((100 * current) / total)
  }
}
