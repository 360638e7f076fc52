import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type InheritedSocket, listeningIn, shareOut, socketKey } from './inherited-sockets.ts'

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'

/** A line of /proc/net/tcp as Linux 6 prints it. */
function line(local: string, state: string, inode: number): string {
  return `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0000 100 0 0 10 0`
}

describe('listening sockets in the tables of the system', () => {
  it('are found by inode, with the address in its usual form', () => {
    const table = [HEAD, line('0200007F:1F90', '0A', 71), line('00000000:0050', '0A', 72)].join(
      '\n',
    )
    assert.deepEqual(Object.fromEntries(listeningIn(table, 'tcp')), {
      71: { host: '127.0.0.2', port: 8_080 },
      72: { host: '0.0.0.0', port: 80 },
    })
  })

  it('have addresses of IPv6 as they are written in a manifest', () => {
    const hosts = (hex: string) => [
      ...listeningIn(`${HEAD}\n${line(`${hex}:0050`, '0A', 1)}`, 'tcp'),
    ]
    const host = (hex: string) => hosts(hex)[0]?.[1].host
    assert.equal(host('00000000000000000000000000000000'), '::')
    assert.equal(host('00000000000000000000000001000000'), '::1')
    assert.equal(host('B80D0120000000000000000001000000'), '2001:db8::1')
    assert.equal(host('000080FE00000000FF005EFE010000FE'), 'fe80::fe5e:ff:fe00:1')
  })

  it('do not include connections, or sockets of UDP that speak to one peer', () => {
    const table = [HEAD, line('0100007F:1F90', '01', 71), line('0100007F:1F90', '07', 72)].join(
      '\n',
    )
    assert.deepEqual([...listeningIn(table, 'tcp')], [])
    assert.deepEqual([...listeningIn(table, 'udp').keys()], ['72'])
  })
})

describe('sockets of the process before', () => {
  const socket = (fd: number, port: number): InheritedSocket => ({
    ...{ transport: 'tcp', host: '127.0.0.1', port, fd },
  })

  it('are shared out so that each thread has one of every port', () => {
    const shares = shareOut([socket(3, 80), socket(4, 80), socket(5, 81), socket(6, 81)], 2)
    const key = (port: number) => socketKey('tcp', '127.0.0.1', port)
    assert.deepEqual(
      shares.map(share => [share.get(key(80)), share.get(key(81))]),
      [
        [3, 5],
        [4, 6],
      ],
    )
  })

  it('are nobody’s where there are fewer threads than before', () => {
    const [only] = shareOut([socket(3, 80), socket(4, 80)], 1)
    assert.deepEqual([...only!.values()], [3])
  })
})
