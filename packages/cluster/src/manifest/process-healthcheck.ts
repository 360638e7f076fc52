/**
 * Compose's `healthcheck` of a plain process: no engine runs it, so it is a command check of the
 * service, which runs beside the process where the node allows that.
 *
 * A file says it for other programs too, in whose containers its addresses and tools mean
 * something; so where there is an `x-check`, which is for Polis alone, that decides, and the
 * `healthcheck` is reported as not honoured.
 */

import { type CheckSpec, HEALTHCHECK_DEFAULTS, parseCheck } from '@polis/health'
import type { ContainerHealthcheck } from '@polis/runtime'
import { pathOf, type Reader, type Section } from './reader.ts'

const ID = 'healthcheck'

/** The check that `healthcheck` of a process comes to; none if it is off, or others decide. */
export function processHealthcheck(
  reader: Reader,
  service: Section,
  healthcheck: ContainerHealthcheck | undefined,
  asked: readonly CheckSpec[],
): CheckSpec[] {
  const node = reader.get(service, 'healthcheck')
  if (healthcheck === undefined || node === undefined) return []
  const path = pathOf(service, 'healthcheck')
  if (asked.length > 0) {
    reader.warn(node.at, `${path} is not honoured: the service is checked by its x-check`)
    return []
  }
  const { test, retries = 0, ...timing } = healthcheck
  const [how, ...words] = test
  if (how === 'NONE') return []
  if (how === undefined) {
    reader.warn(node.at, `${path} is not honoured: without a test there is only an image's own`)
    return []
  }
  const [command, ...args] = how === 'CMD-SHELL' ? ['/bin/sh', '-c', ...words] : words
  const parsed = parseCheck({
    ...{ type: 'command', id: ID, command, args },
    ...{ ...HEALTHCHECK_DEFAULTS, ...timing },
    // As the engine has it.
    retries: retries || HEALTHCHECK_DEFAULTS.retries,
  })
  if (parsed.kind === 'ok') return [parsed.check]
  for (const { field, reason } of parsed.problems) {
    reader.error(node.at, `${path}.${composeKey(field)} ${reason}`)
  }
  return []
}

/** `start_period` for `startPeriodMs`; what is run is the test. */
function composeKey(field: string): string {
  if (field === 'command' || field === 'args') return 'test'
  return field.replace(/Ms$/, '').replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}
