/**
 * Devices of the machine that a container may be given (Compose `devices`).
 *
 * Two hands have to agree. Only kinds that compute, show, hear or speak to something outside are
 * ever handed over: none that is a disk, memory, the kernel or the machine's own keyboard. And the
 * node must have been started with `--allow-device` for the very path, or one above it.
 */

/** One device of a container. */
export type ContainerDevice = {
  /** Path on the machine. */
  readonly source: string
  /** Path in the container. */
  readonly target: string
  /** `r` read, `w` write, `m` make. */
  readonly permissions: string
}

/** Accelerators, cameras, sound, serial lines and the buses of small machines. */
const KINDS =
  /^\/dev\/(?:dri|accel|kfd|nvidia|snd|video\d|media\d|tty(?:USB|ACM)\d|serial\/by-|i2c-\d|spidev\d|gpiochip\d|hailo\d|apex_\d)/

/** True if a device of that path is of a kind that a task may be given at all. */
export function isDeviceKind(path: string): boolean {
  const isPlain = !/\/\.{1,2}(?:\/|$)|\/\/|\0|\/$/.test(path)
  return isPlain && KINDS.test(path)
}

/** Why devices cannot be handed over, as the Compose key and one line each. */
export function deviceProblems(
  devices: readonly ContainerDevice[],
): { readonly field: string; readonly reason: string }[] {
  return devices.flatMap(({ source, target, permissions }) => {
    const refuse = (reason: string) => [{ field: 'devices', reason }]
    if (!isDeviceKind(source)) return refuse(`'${source}' is no device that a task may be given`)
    if (!/^\/dev\/[\w./-]+$/.test(target) || target.includes('..')) {
      return refuse(`'${target}' is not a path below /dev`)
    }
    if (!/^[rwm]{1,3}$/.test(permissions)) return refuse(`'${permissions}' is not r, w and m`)
    return []
  })
}

/** True if `path` is one of those, or below one of them. */
export function isBelow(path: string, allowed: readonly string[]): boolean {
  return allowed.some(one => path === one || path.startsWith(`${one.replace(/\/$/, '')}/`))
}
