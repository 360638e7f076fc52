/** `x-rollout`: rollouts in stages, and their pace in surge and loss. */

import { STAGES_MAX } from '../config.ts'
import type { LoadBalancerSpec, UpdateSpec } from '../objects.ts'
import type { CanaryStep, RolloutStrategy, Share } from '../stages.ts'
import { ownKeys } from './compose-keys.ts'
import { pathOf, type Reader, type Section } from './reader.ts'

const KEYS = ownKeys('strategy', 'steps', 'promote', 'keep', 'maxSurge', 'maxUnavailable')
const STRATEGIES = ['rolling', 'canary', 'blue-green'] as const

type RolloutSection = Pick<UpdateSpec, 'strategy' | 'maxSurge' | 'maxUnavailable'>

/** The section as a part of how tasks are replaced; empty without it. */
export function readRollout(reader: Reader, service: Section, update: UpdateSpec): RolloutSection {
  const node = reader.get(service, 'x-rollout')
  if (node === undefined) return {}
  const section = reader.section(node, pathOf(service, 'x-rollout'))
  reader.checkKeys(section, KEYS)
  const kind = reader.choice(section, 'strategy', STRATEGIES) ?? 'rolling'
  const strategy = readStrategy(reader, section, kind)
  if (kind === 'blue-green' && update.order === 'stop-first') {
    const why = "blue-green starts first, so 'update_config.order' cannot be stop-first"
    reader.error(section.at, `${section.path}: ${why}`)
  }
  const maxSurge = readShare(reader, section, 'maxSurge')
  const maxUnavailable = readShare(reader, section, 'maxUnavailable')
  const isNothing = (share: Share | undefined) => Number.parseInt(String(share ?? 0), 10) === 0
  const isPaced = maxSurge !== undefined || maxUnavailable !== undefined
  if (isPaced && isNothing(maxSurge) && isNothing(maxUnavailable)) {
    reader.error(section.at, `${section.path}: maxSurge and maxUnavailable cannot both be 0`)
  }
  return {
    ...(strategy === undefined ? {} : { strategy }),
    ...(maxSurge === undefined ? {} : { maxSurge }),
    ...(maxUnavailable === undefined ? {} : { maxUnavailable }),
  }
}

/** Clients that come with a sticky cookie stay where they are, so shares hold for the others. */
export function warnOfSticky(
  reader: Reader,
  service: Section,
  { stickyCookie }: LoadBalancerSpec,
  { strategy }: UpdateSpec,
): void {
  if (stickyCookie === null || strategy?.kind !== 'canary') return
  const what = 'the weights of its steps are shares of the clients that have no sticky cookie yet'
  reader.warn(reader.get(service, 'x-rollout')!.at, `${pathOf(service, 'x-rollout')}: ${what}`)
}

function readStrategy(
  reader: Reader,
  section: Section,
  kind: (typeof STRATEGIES)[number],
): RolloutStrategy | undefined {
  const promote = reader.choice(section, 'promote', ['auto', 'manual'] as const) ?? 'auto'
  const steps = readSteps(reader, section)
  const keepMs = reader.durationMs(section, 'keep') ?? 0
  if (kind === 'canary' && steps.length === 0) {
    reader.error(section.at, `${section.path}: a canary needs steps, such as [{weight: 10}]`)
  }
  if (kind !== 'canary' && steps.length > 0) {
    const at = reader.get(section, 'steps')!.at
    reader.error(at, `${pathOf(section, 'steps')} needs 'strategy: canary'`)
  }
  if (kind === 'rolling') return undefined
  return kind === 'canary' ? { kind, steps, promote } : { kind, promote, keepMs }
}

function readSteps(reader: Reader, section: Section): CanaryStep[] {
  const items = reader.list(section, 'steps')
  if (items.length > STAGES_MAX) {
    reader.error(section.at, `${pathOf(section, 'steps')}: at most ${STAGES_MAX} steps`)
  }
  let before = 0
  return items.map((item, i) => {
    const step = reader.section(item, pathOf(section, `steps[${i}]`))
    reader.checkKeys(step, ownKeys('weight', 'pause'))
    const weight = reader.integer(step, 'weight', 1, 100)
    if (weight === undefined) reader.error(item.at, `${step.path} needs a weight from 1 to 100`)
    if (weight !== undefined && weight <= before) {
      reader.error(item.at, `${step.path}: the weight ${weight} is not above ${before} before it`)
    }
    before = weight ?? before
    return { weight: weight ?? 1, pauseMs: reader.durationMs(step, 'pause') ?? 0 }
  })
}

/** A count, or a percentage from `0%` to `100%`. */
function readShare(reader: Reader, section: Section, key: string): Share | undefined {
  const text = reader.text(section, key)
  if (text === undefined) return undefined
  if (/^\d{1,5}$/.test(text)) return Number(text)
  if (/^(100|\d{1,2})%$/.test(text)) return text
  const at = reader.get(section, key)!.at
  reader.error(at, `${pathOf(section, key)}: '${text}' is neither a count nor a percentage`)
  return undefined
}
