/**
 * A scaling policy that is set beside the manifest: changed, begun or ended, without a rollout.
 *
 * It is the same object that a manifest makes; the next deployment of the manifest puts its own in
 * place, and its plan shows the difference.
 */

import { isGlobal, jobOf } from '../mode.ts'
import { type Apply, done, refuse, unchanged } from './context.ts'
import { noSuchService, staleRevision } from './service.ts'
import { clampReplicas, putPolicy } from './stack.ts'

export const setPolicy: Apply<'policy.set'> = (operation, context) => {
  const { namespace, name, spec, expectedRevision } = operation
  const { store, index } = context
  const service = store.serviceByName(namespace, name)
  if (service === undefined) return noSuchService(namespace, name)
  const deployment = store.get('deployment', service.deploymentId ?? '')
  if (deployment === undefined) {
    return refuse('invalid', `service '${name}' is not run by Polis, so nothing scales it`)
  }
  if (isGlobal(deployment.spec) || jobOf(deployment.spec) !== undefined) {
    return refuse('invalid', `service '${name}' has no count of replicas that could be scaled`)
  }
  const old = store.get('policy', service.policyId ?? '')
  if (expectedRevision !== null && (old?.revision ?? 0) !== expectedRevision) {
    return staleRevision(`the policy of '${name}'`, old?.revision ?? 0, expectedRevision)
  }
  if (spec === null && old === undefined) return unchanged(deployment)
  const policyId = spec === null ? null : (old?.id ?? operation.id)
  if (policyId !== service.policyId) store.put('service', { ...service, policyId, revision: index })
  const wanted = { name, namespace, revision: index, spec }
  putPolicy({ ...service, policyId }, wanted, old, 'set beside the manifest', context)
  const replicas = clampReplicas(deployment.replicas, spec)
  // One that was stopped stays so; the count that it starts with is put within the bounds then.
  if (deployment.stopped === undefined && replicas !== deployment.replicas) {
    store.put('deployment', { ...deployment, replicas, scaledRevision: index, revision: index })
    const details = { cause: 'policy', from: deployment.replicas, to: replicas }
    const reason = 'put within the bounds of its policy'
    context.emit({ topic: 'deployment', action: 'changed', object: deployment, reason, details })
  }
  return done(context, policyId ?? service.id)
}
