/** `x-disconnect`: what becomes of tasks whose node cannot be reached. */

import type { DisconnectSpec } from '../disconnect.ts'
import { type DeploymentMode, jobOf } from '../mode.ts'
import { ownKeys } from './compose-keys.ts'
import { pathOf, type Reader, type Section } from './reader.ts'

/** The section as a part of what is read; empty without it. */
export function readDisconnect(
  reader: Reader,
  service: Section,
  mode: DeploymentMode | undefined,
): { readonly disconnect?: DisconnectSpec } {
  const node = reader.get(service, 'x-disconnect')
  if (node === undefined) return {}
  const section = reader.section(node, pathOf(service, 'x-disconnect'))
  reader.checkKeys(section, ownKeys('lostAfter', 'stopAfter', 'replace', 'onReturn'))
  const lostAfterMs = reader.durationMs(section, 'lostAfter')
  const stopAfterMs = reader.durationMs(section, 'stopAfter')
  const replaces = reader.choice(section, 'replace', ['true', 'false'] as const) !== 'false'
  const choices = ['replacement', 'original'] as const
  const onReturn = reader.choice(section, 'onReturn', choices) ?? 'replacement'
  const isJob = mode !== undefined && jobOf({ mode }) !== undefined
  if (onReturn === 'original' && (!replaces || isJob || stopAfterMs !== undefined)) {
    const at = reader.get(section, 'onReturn')!.at
    const why = isJob
      ? 'a task of a job that was replaced does not return'
      : replaces
        ? "what was stopped ('stopAfter') does not return"
        : "nothing takes its place with 'replace: false'"
    reader.error(at, `${pathOf(section, 'onReturn')}: ${why}`)
  }
  return {
    disconnect: {
      ...(lostAfterMs === undefined ? {} : { lostAfterMs }),
      ...(stopAfterMs === undefined ? {} : { stopAfterMs }),
      replaces,
      onReturn,
    },
  }
}
