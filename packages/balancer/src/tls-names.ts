/**
 * Which certificate a client is shown: by the name it asks for (SNI, RFC 6066 §3) and the names in
 * the certificates themselves (subjectAltName, RFC 6125 §6.4).
 *
 * An exact name goes before a wildcard; `*` stands for one label, the leftmost. The first
 * certificate that has a name keeps it, and the first of all answers who asks for none of them.
 */

/** DNS names in a subjectAltName as Node prints it (`DNS:a.example, IP Address:…`), lower case. */
export function certificateNames(subjectAltName: string | undefined): string[] {
  const names = (subjectAltName ?? '').matchAll(/DNS:([A-Za-z0-9*._-]+)/g)
  return [...names].map(match => match[1]!.toLowerCase())
}

/** Finds what belongs to a host name among exact names and wildcards. */
export class NameIndex<T> {
  readonly #values = new Map<string, T>()

  /** Gives `name` (`a.example` or `*.example`, any case) to `value`, unless it is given already. */
  add(name: string, value: T): void {
    const key = name.toLowerCase()
    if (!this.#values.has(key)) this.#values.set(key, value)
  }

  /** What the name belongs to; undefined if neither it nor a wildcard above it is there. */
  find(name: string): T | undefined {
    const key = name.toLowerCase()
    const exact = this.#values.get(key)
    if (exact !== undefined) return exact
    const dot = key.indexOf('.')
    return dot < 0 ? undefined : this.#values.get(`*${key.slice(dot)}`)
  }
}
