// The example service: plain Node.js, no dependency. It says who answered, and has a health path.
import { createServer } from 'node:http'

const {
  PORT = '3000',
  HOST = '127.0.0.1',
  POLIS_TASK = '-',
  POLIS_NODE = '-',
  GREETING = 'hello',
} = process.env

const server = createServer((request, response) => {
  if (request.url === '/up') return response.end('up\n')
  const body = JSON.stringify({
    greeting: GREETING,
    task: POLIS_TASK,
    node: POLIS_NODE,
    path: request.url,
  })
  response.setHeader('content-type', 'application/json')
  response.end(`${body}\n`)
})
server.listen(Number(PORT), HOST, () => console.log(`listening on ${HOST}:${PORT}`))
process.on('SIGTERM', () => {
  console.log('stopping')
  server.close(() => process.exit(0))
  server.closeIdleConnections()
})
