/**
 * Runs a command inside a container that runs (Docker Engine API, `POST /containers/{id}/exec`).
 */

import type { Duplex } from 'node:stream'
import { FrameReader } from '../docker/multiplexed.ts'
import type { ExecEvent, ExecRequest } from '../driver.ts'
import type { DockerEngine } from './docker-engine.ts'

/** What a shell answers for a command that is not there. */
const NOT_FOUND_CODE = 127

/** Output as it comes, then the exit code. When `signal` aborts, the command is left to itself. */
export async function* execInContainer(
  engine: DockerEngine,
  containerId: string,
  request: ExecRequest,
  signal: AbortSignal,
): AsyncGenerator<ExecEvent> {
  const exec = await engine.calls.getContainer(containerId).exec({
    Cmd: [...request.command],
    AttachStdin: request.input.length > 0,
    AttachStdout: true,
    AttachStderr: true,
    abortSignal: signal,
  })
  const stream: Duplex = await engine.streams
    .getExec(exec.id)
    .start({ hijack: true, stdin: true, abortSignal: signal })
  const stop = () => stream.destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    stream.end(request.input)
    const frames = new FrameReader()
    for await (const chunk of stream) {
      for (const { stream: from, data } of frames.push(chunk as Buffer)) {
        yield { kind: 'output', stream: from, data }
      }
    }
    const { ExitCode } = await exec.inspect({ abortSignal: signal })
    yield { kind: 'exit', code: ExitCode ?? NOT_FOUND_CODE }
  } finally {
    signal.removeEventListener('abort', stop)
    stream.destroy()
  }
}
