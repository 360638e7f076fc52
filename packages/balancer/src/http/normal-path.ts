/**
 * One spelling for all paths that mean the same (RFC 3986 §6.2.2), by which routes are compared.
 *
 * Without dot segments and empty ones, and without escapes of what needs none; other escapes in
 * capitals, and they stay escapes: `%2F` is a byte of a segment and no border between two, `\` is
 * a byte as any other. Were routes compared by what was written, `/public/%2e%2e/admin` would reach
 * the service of `/public`, which may read it as `/admin`, past the service that guards that.
 */

/** What a path has to have in it to be spelt in another way; most requests have nothing of it. */
const MAY_DIFFER = /%|\/[/.]/

/** A path without dot segments, empty segments and escapes of what needs none. */
export function normalPath(path: string): string {
  if (!MAY_DIFFER.test(path) && path.startsWith('/')) return path
  const decoded = path.replace(/%[0-9a-f]{2}/gi, found => {
    const character = String.fromCharCode(Number.parseInt(found.slice(1), 16))
    return /[A-Za-z0-9._~-]/.test(character) ? character : found.toUpperCase()
  })
  const segments: string[] = []
  const parts = decoded.split('/')
  for (const part of parts) {
    if (part === '..') segments.pop()
    else if (part !== '' && part !== '.') segments.push(part)
  }
  const isFolder = ['', '.', '..'].includes(parts.at(-1)!) && segments.length > 0
  return `/${segments.join('/')}${isFolder ? '/' : ''}`
}

/** A path that stands for all below it: without the slash at its end; empty for all paths. */
export function normalPrefix(path: string): string {
  const normal = normalPath(path)
  return normal.endsWith('/') ? normal.slice(0, -1) : normal
}

/** A request target with its path in that spelling; its query, and `*`, stay as they are. */
export function normalTarget(target: string): string {
  if (target === '*' || !MAY_DIFFER.test(target)) return target
  const query = target.indexOf('?')
  return query < 0 ? normalPath(target) : normalPath(target.slice(0, query)) + target.slice(query)
}
