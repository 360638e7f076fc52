/** `polis explain REF`: the recorded reasons, newest first. */

import type { Explanation, Reason } from '@polis/api'
import { note, print, printable, printValue } from '../output.ts'
import type { Session } from '../session.ts'

export async function explain(session: Session, reference: string): Promise<void> {
  const { client, namespace, output } = session
  const path = `/v1/explain/${encodeURIComponent(reference)}`
  const { value } = await client.call<Explanation>('GET', path, { query: { namespace } })
  if (output === 'json' || output === 'yaml') return printValue(value, output)
  const { subject, reasons, unanswered, damaged = [] } = value
  print(`${subject.kind} ${subject.name} (${subject.id})`)
  if (reasons.length === 0) print('nothing is recorded any more')
  for (const reason of reasons) print(line(reason))
  if (unanswered.length > 0) note(`no answer from ${unanswered.join(', ')}: theirs is missing`)
  for (const { reason } of damaged) note(printable(`${reason}: it is missing`))
}

function line({ timeMs, topic, name, action, reason, node }: Reason): string {
  const time = new Date(timeMs).toISOString().slice(0, 19)
  const by = node === null ? '' : ` (seen by ${node})`
  return printable(`${time}  ${topic} ${name}: ${reason || action}${by}`)
}
