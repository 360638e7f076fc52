/** `polis scale`, `rm`, `kv`, `node cordon|uncordon|drain`: small changes. */

import { readFileSync } from 'node:fs'
import { PolisError } from '@polis/base'
import { print, printRows, printValue } from '../output.ts'
import type { Session } from '../session.ts'

/** `polis scale SERVICE=N …`. */
export async function scale(session: Session, assignments: readonly string[]): Promise<void> {
  const wanted = assignments.map(text => {
    const match = /^([^=]+)=(\d+)$/.exec(text)
    if (match === null) {
      throw new PolisError('cli/usage', {
        message: `'${text}' is not SERVICE=N`,
        hint: 'for example: polis scale web=5',
      })
    }
    return { service: match[1]!, replicas: Number(match[2]) }
  })
  for (const { service, replicas } of wanted) {
    await session.client.call('POST', `/v1/services/${encodeURIComponent(service)}/scale`, {
      query: { namespace: session.namespace },
      body: { replicas },
    })
    print(`${service} scaled to ${replicas}`)
  }
}

/** `polis rm SERVICE…`: removes services and their tasks. */
export async function removeServices(session: Session, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await session.client.call('DELETE', `/v1/services/${encodeURIComponent(name)}`, {
      query: { namespace: session.namespace },
    })
    print(`${name} removed`)
  }
}

export const kv = {
  /** `polis kv get KEY`: the value as it is. */
  async get(session: Session, key: string, options: { readonly stale?: boolean }): Promise<void> {
    const query = options.stale === true ? { consistency: 'stale' } : {}
    const { bytes, headers } = await session.client.bytes('GET', kvPath(key), { query })
    if (session.output === 'json' || session.output === 'yaml') {
      const revision = Number(headers['polis-revision'])
      return printValue({ key, value: bytes.toString('utf8'), revision }, session.output)
    }
    process.stdout.write(bytes)
    if (process.stdout.isTTY && bytes.at(-1) !== 10) process.stdout.write('\n')
  },

  /** `polis kv put KEY VALUE|@FILE|-`. */
  async put(
    session: Session,
    key: string,
    value: string,
    options: { readonly cas?: string },
  ): Promise<void> {
    const body = value === '-' ? readFileSync(0) : fileOrText(value)
    const { value: answer } = await session.client.call<{ revision: number }>('PUT', kvPath(key), {
      body,
      query: { cas: options.cas },
    })
    if (session.output === 'json') printValue(answer, 'json')
    else print(`${key} written at revision ${answer.revision}`)
  },

  /** `polis kv ls`. */
  async list(session: Session): Promise<void> {
    type Row = { readonly key: string; readonly revision: number; readonly bytes: number }
    const { value } = await session.client.call<Row[]>('GET', '/v1/kv')
    if (session.output === 'json' || session.output === 'yaml') {
      return printValue(value, session.output)
    }
    const rows = value.map(row => ({ ...row, name: row.key }))
    printRows(rows, session.output, [
      { heading: 'KEY', text: row => row.key },
      { heading: 'REVISION', text: row => String(row.revision) },
      { heading: 'BYTES', text: row => String(row.bytes) },
    ])
  },

  /** `polis kv rm KEY`. */
  async remove(session: Session, key: string, options: { readonly cas?: string }): Promise<void> {
    await session.client.call('DELETE', kvPath(key), { query: { cas: options.cas } })
    print(`${key} removed`)
  },
}

function kvPath(key: string): string {
  return `/v1/kv/${key.split('/').map(encodeURIComponent).join('/')}`
}

function fileOrText(value: string): Buffer {
  return value.startsWith('@') ? readFileSync(value.slice(1)) : Buffer.from(value)
}

/** `polis node cordon|uncordon|drain NODE`; a deadline of `none` takes back the one it had. */
export async function setAvailability(
  session: Session,
  node: string,
  availability: 'ready' | 'cordoned' | 'draining',
  deadline?: string,
): Promise<void> {
  const limit = deadline === undefined ? {} : { deadline: deadline === 'none' ? null : deadline }
  await session.client.call('PUT', `/v1/nodes/${encodeURIComponent(node)}/availability`, {
    body: { availability, ...limit },
  })
  print(`${node} is ${availability}`)
}

/** A removal takes as long as the member's tasks take to move, which the API bounds by a minute. */
export const REMOVAL_TIMEOUT_MS = 70_000

/** `polis node rm NODE`: moves a member's tasks away and removes it for good. */
export async function removeNode(session: Session, node: string): Promise<void> {
  const timeoutMs = REMOVAL_TIMEOUT_MS
  await session.client.call('DELETE', `/v1/nodes/${encodeURIComponent(node)}`, { timeoutMs })
  print(`${node} removed`)
}
