/**
 * One text for one value: JSON with sorted keys.
 *
 * Two specifications are the same if their canonical texts are; the order in which a manifest
 * names its keys, or a field that is `undefined`, makes no difference.
 */

/** The canonical text of plain data (no functions, no cycles). */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(item => canonical(item ?? null)).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    const texts = fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`)
    return `{${texts.join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}

/** True if `a` and `b` are the same plain data. */
export function isSame(a: unknown, b: unknown): boolean {
  return a === b || canonical(a) === canonical(b)
}

/** One field that differs; a side without the field has `undefined`. */
export type FieldChange = { readonly path: string; readonly from: unknown; readonly to: unknown }

/** The fields that differ between two values, by path such as `workload.command[1]`. */
export function fieldChanges(from: unknown, to: unknown, path = ''): FieldChange[] {
  if (isSame(from, to)) return []
  if (Array.isArray(from) && Array.isArray(to)) {
    const length = Math.max(from.length, to.length)
    return Array.from({ length }, (_, i) => fieldChanges(from[i], to[i], `${path}[${i}]`)).flat()
  }
  if (isRecord(from) && isRecord(to)) {
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()
    return keys.flatMap(key =>
      fieldChanges(from[key], to[key], path === '' ? key : `${path}.${key}`),
    )
  }
  return [{ path, from, to }]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
