/**
 * A program for one network namespace: it serves, balances or asks, as it is told line by line.
 *
 * Commands come as JSON on standard input, each with an `id`; the answer goes to standard output
 * with the same id. It ends with its input.
 */

import { createSocket } from 'node:dgram'
import { connect, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { DataPlane, type RouteTable } from '@polis/balancer'

type Command = { readonly id: number } & (
  | { readonly do: 'serve'; readonly host: string; readonly port: number; readonly name: string }
  | { readonly do: 'apply'; readonly table: RouteTable; readonly kernelTable: string }
  | { readonly do: 'drain'; readonly endpoints: readonly string[] }
  | { readonly do: 'ask'; readonly host: string; readonly port: number; readonly count: number }
  | { readonly do: 'open'; readonly host: string; readonly port: number }
  | { readonly do: 'say'; readonly text: string }
  | { readonly do: 'ask-udp'; readonly host: string; readonly port: number; readonly from: number }
  | { readonly do: 'stop' }
)

/** How long one answer may take. */
const ANSWER_TIMEOUT_MS = 2_000

const kept: Socket[] = []
let plane: DataPlane | undefined

/** A server that says its name and whom it sees, then sends back what it gets; UDP alike. */
async function serve(host: string, port: number, name: string): Promise<string> {
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    socket.write(`${name} ${socket.remoteAddress}\n`)
    socket.pipe(socket)
  })
  await new Promise<void>(resolve => server.listen(port, host, resolve))
  const udp = createSocket('udp4')
  udp.on('message', (_, from) => udp.send(`${name} ${from.address}`, from.port, from.address))
  await new Promise<void>(resolve => udp.bind(port, host, resolve))
  return 'serving'
}

async function apply(table: RouteTable, kernelTable: string) {
  plane ??= await DataPlane.start({ workers: 1, kernelTable })
  const { listeners } = await plane.apply(table)
  const modes = plane.stats().services.map(({ id, mode, modeReason }) => [id, mode, modeReason])
  return { listeners, modes }
}

/** The first line that a server says, or the code of the error. */
function line(socket: Socket): Promise<string> {
  return new Promise(resolve => {
    let text = ''
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => resolve('timeout'))
    socket.once('error', error => resolve((error as NodeJS.ErrnoException).code ?? 'error'))
    socket.on('data', bytes => {
      text += bytes
      if (text.endsWith('\n')) resolve(text.trimEnd())
    })
  })
}

async function ask(host: string, port: number, count: number): Promise<string[]> {
  const answers: string[] = []
  for (let i = 0; i < count; i++) {
    const socket = connect(port, host)
    answers.push(await line(socket))
    socket.destroy()
  }
  return answers
}

async function open(host: string, port: number): Promise<string> {
  const socket = connect(port, host)
  const greeting = await line(socket)
  kept.push(socket)
  return greeting
}

/** Says `text` on every connection that is open; answers what comes back. */
function say(text: string): Promise<string[]> {
  return Promise.all(
    kept.map(socket => {
      socket.removeAllListeners('data')
      socket.write(`${text}\n`)
      return line(socket)
    }),
  )
}

async function askUdp(host: string, port: number, from: number): Promise<string> {
  const socket = createSocket('udp4')
  await new Promise<void>(resolve => socket.bind(from, resolve))
  const answer = new Promise<string>(resolve => {
    socket.once('message', bytes => resolve(bytes.toString()))
    setTimeout(() => resolve('timeout'), ANSWER_TIMEOUT_MS)
  })
  socket.send('hello', port, host)
  const text = await answer
  socket.close()
  return text
}

async function carryOut(command: Command): Promise<unknown> {
  switch (command.do) {
    case 'serve':
      return serve(command.host, command.port, command.name)
    case 'apply':
      return apply(command.table, command.kernelTable)
    case 'drain':
      return plane?.isDrained(command.endpoints, AbortSignal.timeout(ANSWER_TIMEOUT_MS * 2)).then(
        () => 'drained',
        () => 'still in use',
      )
    case 'ask':
      return ask(command.host, command.port, command.count)
    case 'open':
      return open(command.host, command.port)
    case 'say':
      return say(command.text)
    case 'ask-udp':
      return askUdp(command.host, command.port, command.from)
    case 'stop':
      await plane?.stop()
      return 'stopped'
  }
}

const lines = createInterface({ input: process.stdin })
lines.on('line', async text => {
  const command = JSON.parse(text) as Command
  const answer = await carryOut(command)
  process.stdout.write(`${JSON.stringify({ id: command.id, answer })}\n`)
})
lines.on('close', () => process.exit(0))
