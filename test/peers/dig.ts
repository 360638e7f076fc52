/**
 * `dig` as a client: runs it and reads its report back, so that tests compare what an independent
 * decoder of DNS understood, section by section.
 */

import assert from 'node:assert/strict'
import { runTool } from './debian-tools.ts'

/** One message as dig reported it. Records are `NAME TTL TYPE DATA`, sorted. */
export type Dug = {
  readonly status: string
  readonly flags: readonly string[]
  /** `NAME CLASS TYPE`, in the case in which the server sent it back. */
  readonly question: string
  readonly answer: readonly string[]
  readonly authority: readonly string[]
  readonly additional: readonly string[]
  /** The server's EDNS(0) payload size; undefined without an OPT record. */
  readonly ednsBytes: number | undefined
  readonly messageBytes: number
  readonly transport: string
  /** Lines in which dig complains, such as `;; Truncated, retrying in TCP mode.`. */
  readonly remarks: readonly string[]
}

/** Asks 127.0.0.1:`port` once; fails if there is no answer that dig can decode. */
export async function dig(port: number, ...args: readonly string[]): Promise<Dug> {
  return digAt('127.0.0.1', port, ...args)
}

/** The same for a server at another address. */
export async function digAt(host: string, port: number, ...args: readonly string[]): Promise<Dug> {
  const { code, text } = await digText(host, port, ...args)
  assert.equal(code, 0, text)
  return parse(text)
}

/** Runs dig and answers its report as it stands. */
export async function digText(
  host: string,
  port: number,
  ...args: readonly string[]
): Promise<{ code: number | null; text: string }> {
  const options = ['-r', `@${host}`, '-p', `${port}`, '+tries=1', '+time=5', '+nocmd']
  const { code, stdout, stderr } = await runTool('dig', [...options, ...args])
  return { code, text: `${stdout}${stderr}` }
}

function parse(text: string): Dug {
  const sections = new Map<string, string[]>()
  let section: string[] = []
  const remarks: string[] = []
  for (const line of text.split('\n')) {
    const title = /^;; (\w+) SECTION:$/.exec(line)?.[1]
    if (title !== undefined) {
      section = []
      sections.set(title, section)
    } else if (line === '') section = []
    else if (/^;?[^;\s]/.test(line)) section.push(line)
    else if (isRemark(line)) remarks.push(line)
  }
  const records = (title: string) => (sections.get(title) ?? []).map(record).sort()
  return {
    status: found(text, /, status: (\w+),/),
    flags: found(text, /^;; flags: ([^;]*);/m).split(' '),
    question: (sections.get('QUESTION') ?? []).join().slice(1).replace(/\s+/g, ' '),
    answer: records('ANSWER'),
    authority: records('AUTHORITY'),
    additional: records('ADDITIONAL'),
    ednsBytes: number(/^; EDNS: version: 0.*udp: (\d+)/m.exec(text)?.[1]),
    messageBytes: Number(found(text, /^;; MSG SIZE {2}rcvd: (\d+)/m)),
    transport: found(text, /^;; SERVER: .*\((UDP|TCP)\)/m),
    remarks,
  }
}

/** Name, TTL, type and data of a line; the class is IN throughout. */
function record(line: string): string {
  const [, name, ttl, type, data] = /^(\S+)\s+(\d+)\s+IN\s+(\S+)\s+(.*)$/.exec(line) ?? []
  assert.ok(name !== undefined, `a record: ${line}`)
  return `${name} ${ttl} ${type} ${data}`
}

/** That a server offers no recursion is its right, and dig says it each time. */
function isRemark(line: string): boolean {
  const isSerious = /\b(?:warning|error|mismatch|malformed|extra bytes|retrying|unexpected)/i.test(
    line,
  )
  return isSerious && !line.includes('recursion requested but not available')
}

function found(text: string, pattern: RegExp): string {
  const value = pattern.exec(text)?.[1]
  assert.ok(value !== undefined, `${pattern} in what dig printed:\n${text}`)
  return value
}

function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
}
