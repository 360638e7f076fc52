/**
 * `depends_on`: a deployment that never ran waits until the services that it depends on have come
 * as far as it asks. Its rollout says for which it waits.
 *
 * Only the first start waits: later, a service that loses what it depends on goes on, and so do its
 * updates and replacements, as they do under Docker Compose.
 */

import type { Dependency } from '../dependency.ts'
import type { Deployment, Task } from '../objects.ts'
import { hasCompleted, hasEnded } from '../task-phase.ts'
import type { Turn } from './turn.ts'

/** True if nothing of the deployment shall start yet; the turn then says why. */
export function waitsForDependencies(turn: Turn, deployment: Deployment): boolean {
  const { spec, stable, rollout, replicas } = deployment
  const { dependsOn = [] } = spec
  const isFirst = stable === null && rollout.state === 'running' && replicas > 0
  if (dependsOn.length === 0 || !isFirst) return false
  if (turn.state.tasksOfDeployment(deployment.id).length > 0) return false
  const unmet = dependsOn.map(one => unmetReason(turn, deployment, one)).find(r => r !== undefined)
  if (unmet === undefined) return false
  turn.waiting.set(deployment.id, `waits for ${unmet}`)
  return true
}

/** When a task counts for a condition, and what it is waited for to do. */
const CONDITIONS: Readonly<
  Record<
    Dependency['condition'],
    {
      readonly verb: string
      isMet(turn: Turn, task: Task, hasChecks: boolean): boolean
    }
  >
> = {
  service_started: {
    verb: 'to start',
    isMet: (_, task) => task.observed.phase === 'running' || hasCompleted(task),
  },
  service_healthy: {
    verb: 'to be healthy',
    isMet: (turn, task, hasChecks) => turn.isReady(task, hasChecks),
  },
  service_completed_successfully: {
    verb: 'to complete',
    isMet: (_, task) => hasEnded(task) && task.observed.exitCode === 0,
  },
}

/** What is waited for, in words; undefined if the dependency is met. */
function unmetReason(
  turn: Turn,
  { namespace }: Deployment,
  { service: name, condition }: Dependency,
): string | undefined {
  const service = turn.state.serviceByName(namespace, name)
  if (service === undefined) return `${name}, which does not exist`
  const other = turn.state.deployments.get(service.deploymentId ?? '')
  // What Polis does not run itself is there.
  if (other === undefined) return undefined
  const tasks = turn.state.tasksOfDeployment(other.id)
  const hasChecks = service.spec.checks.length > 0
  const { verb, isMet } = CONDITIONS[condition]
  const wanted = condition === 'service_started' ? Math.min(1, other.replicas) : other.replicas
  const slots = new Set(tasks.filter(task => isMet(turn, task, hasChecks)).map(({ slot }) => slot))
  if (slots.size >= wanted) return undefined
  return `${name} ${verb} (${slots.size} of ${wanted})`
}
