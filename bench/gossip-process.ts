/**
 * One gossip member as a process: `node bench/gossip-process.ts INDEX COUNT FIRST-PORT [PRESET]`.
 *
 * Members are the indexes below COUNT, on 127.0.0.1 from FIRST-PORT on; their identities follow
 * from their indexes, so no file and no join is needed. A line on the standard input says how many
 * of them there are by now, as the log tells a node. What it sees is printed as lines of JSON,
 * `{ t, event, member, by }`, with `t` on the machine's monotonic clock in milliseconds and
 * `event` one of listening, ready, alive, suspect, restarting, dead, left. SIGTERM is a farewell.
 */

import { hash } from 'node:crypto'
import { createInterface } from 'node:readline'
import { startGossipMember } from '@polis/gossip'
import { identityFromSeed } from '@polis/transport'

const [index = 0, count = 1, firstPort = 17_000] = process.argv.slice(2, 5).map(Number)
const preset = process.argv[5] === 'local' || process.argv[5] === 'wan' ? process.argv[5] : 'lan'

function say(event: string, member: string, by = member): void {
  const t = Number(process.hrtime.bigint()) / 1e6
  process.stdout.write(`${JSON.stringify({ t, event, member, by })}\n`)
}

const identities = await Promise.all(
  Array.from({ length: count }, (_, i) =>
    identityFromSeed(hash('sha256', `polis bench member ${i}`, 'buffer')),
  ),
)
const addressOf = (i: number) => ({ host: '127.0.0.1', port: firstPort + i })
const nameOf = new Map(identities.map(({ peerId }, i) => [peerId, `n${i}`]))
const member = await startGossipMember({
  ...{ identity: identities[index]!, name: `n${index}`, listen: addressOf(index), preset },
  // Seconds since 2020, so that a process that is started again is a later boot.
  bootCount: Math.floor(Date.now() / 1_000) - 1_577_836_800,
  clusterId: 'bench',
})
member.gossip.onMember(({ name, previous, liveness, by }) => {
  if (previous !== undefined && previous !== liveness) say(liveness, name, nameOf.get(by))
})
say('listening', `n${index}`)
createInterface({ input: process.stdin }).on('line', line => {
  const members = identities.slice(0, Number(line))
  member.setMembers(
    members.map(({ peerId }, i) => ({ peer: peerId, name: `n${i}`, address: addressOf(i) })),
  )
})
const waiting = setInterval(() => {
  if (member.transport.connected().length < count - 1) return
  clearInterval(waiting)
  say('ready', `n${index}`)
}, 20)
process.on('SIGTERM', () => {
  void member.gossip
    .leave()
    .then(() => member.stop())
    .finally(() => process.exit(0))
})
