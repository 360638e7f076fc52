/**
 * etcd's scripts about configuration changes alone: `simple`, `enter-joint`, `leave-joint`.
 *
 * The end of the log moves on by one with each command, so that `next` shows in which one a
 * member's progress was made.
 */

import {
  type ChangeRefusal,
  type ChangeResult,
  type ConfState,
  EMPTY_CONF_STATE,
  enterJoint,
  leaveJoint,
  type Progress,
  type RaftId,
  simpleChange,
} from '@polis/raft'
import type { Directive } from './data-driven.ts'
import { describeConfig, describeProgressMap, parseChanges } from './describe.ts'

const LIMITS = { maxInflightMessages: 10, maxInflightBytes: 0 }

const REFUSALS: Readonly<Record<ChangeRefusal, string>> = {
  'already-joint': 'config is already joint',
  'no-voters-to-join': "can't make a zero-voter config joint",
  'not-joint': "can't leave a non-joint config",
  'removes-all-voters': 'removed all voters',
  'needs-joint': 'more than one voter changed without entering joint config',
}

/** Runs the directives of one script on one membership. */
export function membershipRunner(): (directive: Directive) => string {
  let config: ConfState = EMPTY_CONF_STATE
  let progress: ReadonlyMap<RaftId, Progress> = new Map()
  let lastIndex = 0
  return directive => {
    const base = { config, progress, lastIndex, limits: LIMITS }
    lastIndex++
    let result: ChangeResult
    try {
      const changes = parseChanges(directive.input)
      if (directive.command === 'simple') {
        result = simpleChange(base, changes)
      } else if (directive.command === 'enter-joint') {
        const autoLeave = directive.arguments.find(({ key }) => key === 'autoleave')
        result = enterJoint(base, autoLeave?.values[0] === 'true', changes)
      } else if (directive.command === 'leave-joint') {
        if (changes.length > 0) return 'this command takes no input'
        result = leaveJoint(base)
      } else {
        return 'unknown command'
      }
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
    if (result.kind === 'refused') return refusal(directive.command, result.reason)
    config = result.config
    progress = result.progress
    return `${describeConfig(config)}\n${describeProgressMap(progress)}`
  }
}

function refusal(command: string, reason: ChangeRefusal): string {
  const isSimple = command === 'simple' && reason === 'already-joint'
  return isSimple ? "can't apply simple config change in joint config" : REFUSALS[reason]
}
