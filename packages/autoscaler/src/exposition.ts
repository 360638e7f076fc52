/**
 * Reads values out of Prometheus' text format (exposition format 0.0.4, and OpenMetrics 1.0).
 *
 *     queue_depth{queue="mail"} 3
 *     queue_depth{queue="sms"} 4       →  queue_depth: 7, queue_depth{queue="sms"}: 4
 *
 * Only what is asked for is kept, so a page of any size costs no memory. Several samples that a
 * selector matches are added up. Counters are told apart, because their rate is meant, not their
 * value. A line that cannot be read is passed over: the page belongs to somebody else.
 */

/** A name, and labels that a sample has with exactly these values. */
export type MetricSelector = {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
}

/** The sum of what a selector matched. */
export type ScrapedValue = { readonly value: number; readonly isCounter: boolean }

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/
const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,|(?=\}))/y

/** A selector such as `queue_depth` or `queue_depth{queue="sms"}`; null if it is none. */
export function metricSelector(text: string): MetricSelector | null {
  const head = headOf(text)
  return head === null || text.slice(head.end).trim() !== '' ? null : head
}

/** What each of `wanted` (selectors by any key) matches in `text`; what matches nothing is absent. */
export function readExposition(
  text: string,
  wanted: ReadonlyMap<string, MetricSelector>,
): Map<string, ScrapedValue> {
  const names = new Set([...wanted.values()].map(({ name }) => name))
  const counters = new Set<string>()
  const found = new Map<string, ScrapedValue>()
  for (const line of lines(text)) {
    if (line.startsWith('#')) {
      const counter = /^#\s+TYPE\s+(\S+)\s+counter\s*$/.exec(line)?.[1]
      if (counter !== undefined) counters.add(counter)
      continue
    }
    if (!names.has(NAME.exec(line)?.[0] ?? '')) continue
    const head = headOf(line)
    // A time or an exemplar may follow the value.
    const value = head === null ? Number.NaN : Number(/^\s+(\S+)/.exec(line.slice(head.end))?.[1])
    if (head === null || !Number.isFinite(value)) continue
    // OpenMetrics names the type of a counter without its suffix.
    const isCounter = counters.has(head.name) || head.name.endsWith('_total')
    for (const [key, selector] of wanted) {
      if (!matches(selector, head)) continue
      found.set(key, { value: (found.get(key)?.value ?? 0) + value, isCounter })
    }
  }
  return found
}

function matches(selector: MetricSelector, { name, labels }: MetricSelector): boolean {
  if (selector.name !== name) return false
  return [...selector.labels].every(([label, value]) => labels.get(label) === value)
}

/** Name and labels at the beginning of `text`, and where they end. */
function headOf(text: string): (MetricSelector & { readonly end: number }) | null {
  const name = NAME.exec(text)?.[0]
  if (name === undefined) return null
  const labels = new Map<string, string>()
  if (text[name.length] !== '{') return { name, labels, end: name.length }
  let at = name.length + 1
  for (;;) {
    if (text[at] === '}') return { name, labels, end: at + 1 }
    LABEL.lastIndex = at
    const label = LABEL.exec(text)
    if (label === null) return null
    labels.set(label[1]!, unescaped(label[2]!))
    at = LABEL.lastIndex
    while (text[at] === ' ') at++
  }
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character))
}

function* lines(text: string): Generator<string> {
  let start = 0
  while (start < text.length) {
    const end = text.indexOf('\n', start)
    const line = end < 0 ? text.slice(start) : text.slice(start, end)
    yield line.endsWith('\r') ? line.slice(0, -1) : line
    start = end < 0 ? text.length : end + 1
  }
}
