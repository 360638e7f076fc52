/** A response that goes on: written piece by piece, at the pace of who reads it. */

import type { FastifyReply } from 'fastify'

/** Takes over the response and answers a function that writes to it, false once it is gone. */
export function openStream(
  reply: FastifyReply,
  contentType: string,
): (text: string) => Promise<boolean> {
  reply.hijack()
  const raw = reply.raw
  raw.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' })
  raw.flushHeaders()
  return async text => {
    if (raw.destroyed) return false
    if (raw.write(text)) return true
    await new Promise<void>(resolve => {
      const done = () => {
        raw.off('drain', done)
        raw.off('close', done)
        resolve()
      }
      raw.on('drain', done)
      raw.on('close', done)
    })
    return !raw.destroyed
  }
}
