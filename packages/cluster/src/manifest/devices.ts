/**
 * `devices` of a service in both forms (Compose Specification, `services.devices`). Few kinds are
 * taken, and those only where a node offers them; everything else would open the machine.
 */

import { type ContainerDevice, isDeviceKind } from '@polis/runtime'
import { ownKeys } from './compose-keys.ts'
import type { ManifestNode } from './node.ts'
import { pathOf, type Reader, type Section } from './reader.ts'

const PERMISSIONS = 'rwm'

/** The devices of a service, in the order of the manifest. */
export function readDevices(reader: Reader, service: Section): ContainerDevice[] {
  return reader.list(service, 'devices').flatMap((node, i) => {
    const path = `${pathOf(service, 'devices')}[${i}]`
    const device = node.kind === 'map' ? long(reader, node, path) : short(reader, node, path)
    if (device === undefined) return []
    if (!isDeviceKind(device.source)) {
      const { at } = service.entries.find(({ key }) => key === 'devices')!
      const why = `'${device.source}' is none of the devices that a task may be given`
      reader.error(at, `${pathOf(service, 'devices')} is refused: ${why}`)
      return []
    }
    const where = 'only nodes that were started with --allow-device for it run the task'
    reader.warn(node.at, `${path}: ${device.source} is a device of the node: ${where}`)
    return [device]
  })
}

/** `SOURCE[:TARGET[:PERMISSIONS]]`. */
function short(reader: Reader, node: ManifestNode, path: string): ContainerDevice | undefined {
  const text = reader.textOf(node, path)
  if (text === undefined) return undefined
  const [source = '', target = source, permissions = PERMISSIONS] = text.split(':')
  return { source, target, permissions }
}

function long(reader: Reader, node: ManifestNode, path: string): ContainerDevice {
  const section = reader.section(node, path)
  reader.checkKeys(section, ownKeys('source', 'target', 'permissions'))
  const source = reader.text(section, 'source') ?? ''
  const target = reader.text(section, 'target') ?? source
  return { source, target, permissions: reader.text(section, 'permissions') ?? PERMISSIONS }
}
