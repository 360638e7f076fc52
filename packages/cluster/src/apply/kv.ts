/** The small replicated key-value store: configuration, flags, and locks by compare-and-set. */

import { KV_BYTES_MAX, KV_KEY_LENGTH_MAX, KV_KEYS_MAX, KV_VALUE_BYTES_MAX } from '../config.ts'
import { KvEntry } from '../objects.ts'
import { type Apply, done, refuse } from './context.ts'
import { staleRevision } from './service.ts'

export const putKv: Apply<'kv.put'> = ({ key, value, expectedRevision }, context) => {
  const { store } = context
  if (key === '' || key.length > KV_KEY_LENGTH_MAX) {
    return refuse('invalid', `a key has 1 to ${KV_KEY_LENGTH_MAX} characters`)
  }
  const existing = store.get('kv', key)
  if (expectedRevision !== null && (existing?.revision ?? 0) !== expectedRevision) {
    return staleRevision(`key '${key}'`, existing?.revision ?? 0, expectedRevision)
  }
  const byteLength = value.length
  if (byteLength > KV_VALUE_BYTES_MAX) {
    return refuse('invalid', `the value of '${key}' is over ${KV_VALUE_BYTES_MAX} bytes`)
  }
  const bytes = store.kvBytes - (existing?.byteLength ?? 0) + byteLength
  if ((existing === undefined && store.tables.kv.size >= KV_KEYS_MAX) || bytes > KV_BYTES_MAX) {
    return refuse(
      'invalid',
      `the key-value store is full (${KV_KEYS_MAX} keys, ${KV_BYTES_MAX} bytes)`,
      "remove keys with 'polis kv rm'",
    )
  }
  store.put('kv', new KvEntry(key, value, context.index))
  const action = existing === undefined ? 'created' : 'changed'
  context.emit({ topic: 'kv', action, object: kvObject(key), details: { bytes: byteLength } })
  return done(context, key)
}

export const removeKv: Apply<'kv.remove'> = ({ key, expectedRevision }, context) => {
  const existing = context.store.get('kv', key)
  if (expectedRevision !== null && (existing?.revision ?? 0) !== expectedRevision) {
    return staleRevision(`key '${key}'`, existing?.revision ?? 0, expectedRevision)
  }
  if (existing === undefined) return refuse('not-found', `there is no key '${key}'`)
  context.store.remove('kv', key)
  context.emit({ topic: 'kv', action: 'removed', object: kvObject(key) })
  return done(context, key)
}

function kvObject(key: string): { id: string; name: string } {
  return { id: key, name: key }
}
