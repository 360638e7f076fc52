import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  drainedRequest,
  joinCompleteReply,
  joinCompleteRequest,
  logsRequest,
  metricsReport,
  type NodeDescription,
  positionReply,
  pushedSample,
} from './wire.ts'

const node: NodeDescription = {
  name: 'n1',
  host: '127.0.0.1',
  clusterPort: 7_071,
  apiAddress: 'http://127.0.0.1:7070',
  labels: { zone: 'a' },
  drivers: ['process'],
  cpuMillicores: 2_000,
  memoryBytes: 2 ** 34,
  release: '0.3.0',
  clusterVersion: 2,
}

test('what peers say survives the wire', () => {
  const complete = { proof: Buffer.from([1]), challenge: Buffer.from([2, 3]), node }
  const decoded = joinCompleteRequest.decode(joinCompleteRequest.encode(complete))
  assert.deepEqual(
    { ...decoded, proof: [...decoded.proof], challenge: [...decoded.challenge] },
    {
      proof: [1],
      challenge: [2, 3],
      node,
    },
  )
  const member = { peerId: 'p', raftId: 1, name: 'n1', host: 'h', clusterPort: 1 }
  const epoch = { count: 1, mark: 'm' }
  const accepted = { proof: Buffer.from([9]), clusterId: 'c', raftId: 2, epoch, members: [member] }
  const reply = joinCompleteReply.decode(joinCompleteReply.encode(accepted))
  assert.deepEqual(
    [reply.clusterId, reply.raftId, reply.epoch, reply.members],
    ['c', 2, epoch, [member]],
  )
  const position = { lastIndex: 7, lastTerm: 2, hasLeader: true }
  assert.deepEqual(positionReply.decode(positionReply.encode(position)), position)
  const drained = { endpointIds: ['a', 'b'], index: 12, drainMs: 30_000 }
  assert.deepEqual(drainedRequest.decode(drainedRequest.encode(drained)), drained)
  const logs = { taskId: 't', tail: 5, follow: true }
  assert.deepEqual(logsRequest.decode(logsRequest.encode(logs)), logs)
})

test('metrics survive the wire, fractions included', () => {
  const report = {
    tasks: [{ taskId: 't', cpuMillicores: 12.5, memoryBytes: 1e9 }],
    services: [
      { serviceId: 's', requestsPerSecond: 0.25 },
      {
        ...{ serviceId: 'with-load', requestsPerSecond: 2 },
        load: { failuresPerSecond: 0.5, answersPerSecond: 2, answerMsPerSecond: 31, inFlight: 7 },
      },
    ],
    scraped: [{ taskId: 't', values: { queue_depth: 7.5 } }],
  }
  assert.deepEqual(metricsReport.decode(metricsReport.encode(report)), report)
  const sample = { serviceId: 's', timeMs: 5, values: { rps: 12.5 } }
  assert.deepEqual(pushedSample.decode(pushedSample.encode(sample)), sample)
})
