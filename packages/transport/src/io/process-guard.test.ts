import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { comesFromLibp2p } from './process-guard.ts'

function thrownAt(...frames: string[]): Error {
  const error = new Error('boom')
  error.stack = ['Error: boom', ...frames.map(frame => `    at ${frame}`)].join('\n')
  return error
}

test('what libp2p threw itself is told from what it called back', () => {
  const inside = 'YamuxStream.send (file:///app/node_modules/@libp2p/yamux/dist/src/stream.js:9:9)'
  const ours = 'RpcCaller.#onFrame (file:///app/packages/transport/src/io/rpc-caller.ts:9:9)'
  const runtime = 'process.processTicksAndRejections (node:internal/process/task_queues:104:5)'
  assert.equal(comesFromLibp2p(thrownAt(runtime, inside, ours)), true)
  assert.equal(comesFromLibp2p(thrownAt(ours, inside)), false)
  assert.equal(comesFromLibp2p(thrownAt(runtime)), false)
  assert.equal(comesFromLibp2p('text'), false)
})

/** Exit code of a program that guards itself and then fails as `failure` says. */
function exitCodeOf(failure: string): number | null {
  const guard = new URL('./process-guard.ts', import.meta.url).href
  const program = `
    import { guardProcess } from ${JSON.stringify(guard)}
    import { quietLogger } from '@polis/base'
    guardProcess(quietLogger)
    const error = new Error('boom')
    ${failure}
    setTimeout(() => {}, 20)`
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: import.meta.dirname,
    timeout: 10_000,
  })
  return status
}

test('a failure inside libp2p does not end the process; any other one does', () => {
  const inside = "error.stack = 'Error: boom\\n    at f (/x/node_modules/libp2p/dist/a.js:1:1)'"
  assert.equal(exitCodeOf(`${inside}; Promise.reject(error)`), 0)
  assert.equal(exitCodeOf(`${inside}; setTimeout(() => { throw error })`), 0)
  assert.notEqual(exitCodeOf('Promise.reject(error)'), 0)
  assert.notEqual(exitCodeOf('setTimeout(() => { throw error })'), 0)
})
