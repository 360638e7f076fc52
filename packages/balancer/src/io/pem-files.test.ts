import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { quietLogger } from '@polis/base'
import { listenerProtocol, newService, type RouteTable } from '../routes.ts'
import { makeCertificate } from './certificate-fixture.ts'
import { PemFiles } from './pem-files.ts'

describe('certificate files', () => {
  let folder: string
  let files: PemFiles
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'polis-pem-'))
    files = new PemFiles(quietLogger, () => undefined)
  })
  afterEach(() => {
    files.stop()
    rmSync(folder, { recursive: true })
  })

  function table(): RouteTable {
    const certificates = [
      {
        certificate: { file: join(folder, 'cert.pem') },
        key: { file: join(folder, 'key.pem') },
      },
    ]
    const upstream = { isTls: true, ca: { file: join(folder, 'ca.pem') } }
    const service = newService({
      id: 'web',
      name: 'web',
      endpoints: [],
      protocol: 'https',
      http: { certificates, upstream },
    })
    const listener = { host: '127.0.0.1', port: 1, protocol: listenerProtocol(service) }
    return { version: 1, listeners: [{ ...listener, services: [service] }] }
  }

  async function resolved() {
    const { listeners } = await files.resolve(table())
    return listeners[0]!.services[0]!.http!
  }

  function put(name: string, text: string): void {
    writeFileSync(join(folder, `${name}.pem`), text)
  }

  it('become texts, and are read again when they change', async () => {
    for (let round = 0; round < 2; round++) {
      const { certificate, key } = makeCertificate('a.example')
      put('cert', certificate)
      put('key', key)
      put('ca', certificate)
      const { certificates, upstream } = await resolved()
      assert.deepEqual(certificates, [{ certificate: { pem: certificate }, key: { pem: key } }])
      assert.deepEqual(upstream, { isTls: true, ca: { pem: certificate } })
    }
  })

  it('stay as they were while a pair does not fit together, or is gone', async () => {
    const first = makeCertificate('a.example')
    put('cert', first.certificate)
    put('key', first.key)
    const expected = [{ certificate: { pem: first.certificate }, key: { pem: first.key } }]
    assert.deepEqual((await resolved()).certificates, expected)
    const second = makeCertificate('a.example')
    put('cert', second.certificate)
    assert.deepEqual((await resolved()).certificates, expected)
    rmSync(join(folder, 'key.pem'))
    assert.deepEqual((await resolved()).certificates, expected)
    put('key', second.key)
    const renewed = [{ certificate: { pem: second.certificate }, key: { pem: second.key } }]
    assert.deepEqual((await resolved()).certificates, renewed)
  })

  it('are left out when they are none', async () => {
    put('cert', 'nonsense')
    put('key', 'nonsense')
    assert.deepEqual((await resolved()).certificates, [])
  })

  it('are no devices', async () => {
    const { certificate } = makeCertificate('a.example')
    put('cert', certificate)
    const [listener] = table().listeners
    const [service] = listener!.services
    const certificates = [{ certificate: { file: '/dev/zero' }, key: { file: '/dev/zero' } }]
    const odd = { ...service!, http: { certificates } }
    const { listeners } = await files.resolve({
      version: 1,
      listeners: [{ ...listener!, services: [odd] }],
    })
    assert.deepEqual(listeners[0]!.services[0]!.http!.certificates, [])
  })

  it('are plain files: no pipe is waited for, no device read, and no folder', async () => {
    const { certificate } = makeCertificate('a.example')
    put('ca', certificate)
    execFileSync('mkfifo', [join(folder, 'cert.pem')])
    symlinkSync('/dev/zero', join(folder, 'key.pem'))
    const { certificates, upstream } = await resolved()
    assert.deepEqual(certificates, [])
    assert.deepEqual(upstream, { isTls: true, ca: { pem: certificate } })
    rmSync(join(folder, 'ca.pem'))
    mkdirSync(join(folder, 'ca.pem'))
    assert.deepEqual((await resolved()).upstream, { isTls: true, ca: { pem: '' } })
  })
})
