/** `polis autoscale advise`: which reservations and limits would fit. */

import type { ServiceAdvice } from '@polis/api'
import type { SizeAdvice } from '@polis/autoscaler'
import { type Column, printRows } from '../output.ts'
import type { Session } from '../session.ts'

type Row = {
  readonly name: string
  readonly resource: string
  readonly used: string
  readonly reservation: string
  readonly limit: string
  readonly advice: ServiceAdvice
}

const COLUMNS: readonly Column<Row>[] = [
  { heading: 'SERVICE', text: ({ name }) => name },
  { heading: 'RESOURCE', text: ({ resource }) => resource },
  { heading: 'USED', text: ({ used }) => used },
  { heading: 'RESERVATION', text: ({ reservation }) => reservation },
  { heading: 'LIMIT', text: ({ limit }) => limit },
  { heading: 'CONFIDENCE', text: ({ advice }) => advice.confidence },
  { heading: 'BASIS', text: ({ advice }) => advice.basis },
]

/** Prints the advice for a service, or for all of the namespace. */
export async function advise(
  { client, namespace, output }: Session,
  service: string | undefined,
): Promise<void> {
  const query = { namespace, service }
  const { value } = await client.call<ServiceAdvice[]>('GET', '/v1/autoscale/advice', { query })
  if (output === 'json' || output === 'yaml') {
    return printRows(
      value.map(advice => ({ name: advice.service, ...advice })),
      output,
      [],
    )
  }
  printRows(value.flatMap(rowsOf), output, COLUMNS)
}

function rowsOf(advice: ServiceAdvice): Row[] {
  const { service: name, usage, cpu, memory } = advice
  const p95 = usage === null ? '-' : `p95 ${millicores(usage.cpuP95)}`
  const peak = usage === null ? '-' : `peak ${mebibytes(usage.memoryPeakBytes)}`
  return [
    {
      ...{ name, advice, resource: 'cpu', used: p95 },
      reservation: sizeText(cpu.reservation, millicores),
      limit: sizeText(cpu.limit, millicores),
    },
    {
      ...{ name, advice, resource: 'memory', used: peak },
      reservation: sizeText(memory.reservation, mebibytes),
      limit: sizeText(memory.limit, mebibytes),
    },
  ]
}

function sizeText({ now, advised, verdict }: SizeAdvice, text: (value: number) => string): string {
  const is = now === 0 ? '-' : text(now)
  return verdict === 'keep' || advised === null ? is : `${is} -> ${text(advised)}`
}

function millicores(value: number): string {
  return `${Math.round(value)}m`
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / (1 << 20))}M`
}
