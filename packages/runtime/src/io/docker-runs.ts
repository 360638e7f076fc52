/**
 * The container of one run: made, started, found by its name, and removed.
 *
 * `dockerode` writes all options of a request that has a query into its address as well, where logs
 * and proxies see them; so the query and the body are always given apart. The environment of a
 * container, and the password of a registry, are in a body or a header and nowhere else.
 */

import type Docker from 'dockerode'
import { createOptions } from '../docker/create-options.ts'
import { containerName, type EngineOwner, LABELS } from '../docker/labels.ts'
import type { TaskStart } from '../task.ts'
import { type DockerEngine, ENGINE_STATUS, isRefusal } from './docker-engine.ts'

/** The running container of this run; the engine may have made or started it before. */
export async function runContainer(
  engine: DockerEngine,
  owner: EngineOwner,
  task: TaskStart,
): Promise<Docker.ContainerInspectInfo> {
  const { name, platform, ...body } = createOptions(owner, task)
  const query = { name, ...(platform !== undefined && { platform }) }
  let container: Docker.Container
  try {
    const request = { _query: query, _body: body }
    container = await engine.calls.createContainer(request as Docker.ContainerCreateOptions)
  } catch (error) {
    if (!isRefusal(error, ENGINE_STATUS.conflict)) throw error
    const own = await ownByName(engine, owner, task)
    if (own === undefined) throw new Error(`a container that is not of this node is called ${name}`)
    container = own
  }
  await container.start().catch(error => {
    if (!isRefusal(error, ENGINE_STATUS.notModified)) throw error
  })
  return container.inspect()
}

/**
 * Removes what a start that failed may have left, running or not; the container that has the run's
 * name is left alone unless it is the task's.
 */
export async function discardRun(
  engine: DockerEngine,
  owner: EngineOwner,
  task: TaskStart,
): Promise<void> {
  try {
    const container = await ownByName(engine, owner, task)
    if (container !== undefined) await discardContainer(engine, container.id)
  } catch (error) {
    if (!isRefusal(error, ENGINE_STATUS.notFound)) throw error
  }
}

/** Removes a container and its anonymous volumes, running or not. */
export async function discardContainer(engine: DockerEngine, containerId: string): Promise<void> {
  try {
    await engine.calls.getContainer(containerId).remove({ force: true, v: true })
  } catch (error) {
    const { conflict, notFound } = ENGINE_STATUS
    // Gone, or being removed by an order whose answer was lost.
    if (!isRefusal(error, notFound) && !isRefusal(error, conflict)) throw error
  }
}

/** The container that an earlier try has made; undefined if the name is somebody else's. */
async function ownByName(
  engine: DockerEngine,
  { clusterId, nodeId }: EngineOwner,
  task: TaskStart,
): Promise<Docker.Container | undefined> {
  const container = engine.calls.getContainer(containerName(task))
  const { Config: config, Id: id } = await container.inspect()
  const labels = config.Labels
  const isOwn = labels[LABELS.cluster] === clusterId && labels[LABELS.node] === nodeId
  if (!isOwn || labels[LABELS.task] !== task.taskId) return undefined
  return engine.calls.getContainer(id)
}
