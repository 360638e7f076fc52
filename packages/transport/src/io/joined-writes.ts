/**
 * Connections whose writes of one turn of the event loop leave together.
 *
 * libp2p writes each piece by itself: the header of a frame and its data are two records of TLS and
 * two packets, the second of which waits for the first. A small message costs as much for each
 * piece as for all of them. So the sockets below, of TLS and of TCP, are corked until the present
 * turn has said everything.
 */

import type { Socket } from 'node:net'
import type { ConnectionEncrypter, MessageStream } from '@libp2p/interface'
import { assert } from '@polis/base'

type SendData = (data: Iterable<Uint8Array>) => unknown
/** What libp2p's connections are made of, beneath their interface (@libp2p/tcp, @libp2p/tls). */
type OverSocket = { readonly socket: Pick<Socket, 'cork' | 'uncork'>; sendData: SendData }

/** An encrypter like `encrypter`, over and under whose connections writes are joined. */
export function withJoinedWrites<C>(
  encrypter: (components: C) => ConnectionEncrypter,
): (components: C) => ConnectionEncrypter {
  return components => {
    const made = encrypter(components)
    for (const method of ['secureInbound', 'secureOutbound'] as const) {
      const secure = made[method].bind(made) as ConnectionEncrypter[typeof method]
      made[method] = async (connection, options) => {
        const secured = await secure(connection, options)
        joinWrites(connection)
        joinWrites(secured.connection)
        return secured
      }
    }
    return made
  }
}

/** Makes everything that is sent on `connection` in one turn one write of its socket. */
export function joinWrites(connection: MessageStream): void {
  const over = connection as unknown as OverSocket
  const { socket } = over
  assert(socket !== undefined, 'a connection of the installed libp2p is over a socket')
  const sendData: SendData = over.sendData.bind(over)
  let isCorked = false
  over.sendData = data => {
    if (!isCorked) {
      isCorked = true
      socket.cork()
      process.nextTick(() => {
        isCorked = false
        socket.uncork()
      })
    }
    return sendData(data)
  }
}
