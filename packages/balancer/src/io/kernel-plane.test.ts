import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { quietLogger } from '@polis/base'
import { newService, type RouteTable } from '../routes.ts'
import { KernelPlane } from './kernel-plane.ts'

const ENDPOINT = { id: 'e1', address: '127.0.0.1', port: 8_080, weight: 1 }

function table(): RouteTable {
  const service = newService({ id: 'dns', name: 'dns', endpoints: [ENDPOINT], protocol: 'tcp' })
  const services = [{ ...service, mode: 'kernel' as const }]
  return { version: 1, listeners: [{ host: '127.0.0.1', port: 53, protocol: 'tcp', services }] }
}

describe('the rules of the kernel', () => {
  const path = process.env['PATH']
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'polis-nft-'))
    process.env['PATH'] = `${folder}:${path}`
  })
  afterEach(() => {
    process.env['PATH'] = path
    rmSync(folder, { recursive: true })
  })

  /** An `nft` that takes its time, notes when it has carried out a script, and ends with `code`. */
  function slowNft(code: number): () => string[] {
    const log = join(folder, 'log')
    writeFileSync(log, '')
    const note = `case "$script" in *dnat*) echo rules;; *) echo removal;; esac >> ${log}`
    const lines = [
      '#!/bin/sh',
      `: > ${folder}/begun`,
      'script=$(cat)',
      'sleep 0.1',
      note,
      `exit ${code}`,
    ]
    writeFileSync(join(folder, 'nft'), `${lines.join('\n')}\n`)
    chmodSync(join(folder, 'nft'), 0o755)
    return () => readFileSync(log, 'utf8').split('\n').slice(0, -1)
  }

  it('are removed when the load balancer stops while they are being put in force', async () => {
    const log = slowNft(0)
    const plane = new KernelPlane('polis_test', quietLogger, () => undefined)
    const applied = plane.apply(table())
    while (!existsSync(join(folder, 'begun'))) await sleep(5)
    await plane.stop()
    await applied
    await plane.apply(table())
    await plane.stop()
    assert.deepEqual(log(), ['rules', 'removal'])
  })

  it('are removed although nobody said that they were taken', async () => {
    const log = slowNft(1)
    const plane = new KernelPlane('polis_test', quietLogger, () => undefined)
    await plane.apply(table())
    assert.equal(plane.mode('dns').mode, 'user')
    assert.deepEqual(log(), ['rules', 'removal'])
    await plane.stop()
    assert.deepEqual(log(), ['rules', 'removal', 'removal'], 'tried again at the end')
  })
})
