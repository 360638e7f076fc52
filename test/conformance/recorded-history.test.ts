import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ROOT } from '../tidy/source-files.ts'
import { HistoryProblem, readHistory } from './recorded-history.ts'

const log = (...lines: string[]) => lines.map(line => `INFO  jepsen.util - ${line}\n`).join('')

const WRITE_1 = log('0\t:invoke\t:write\t1', '0\t:ok\t:write\t1')
const READ_1 = log('1\t:invoke\t:read\tnil', '1\t:ok\t:read\t1')
const READ_NOTHING = log('1\t:invoke\t:read\tnil', '1\t:ok\t:read\tnil')

test("Jepsen's log: answers, a refused cas, a read that failed, an outcome that nobody knows", () => {
  const text = log(
    '0\t:invoke\t:cas\t[1 4]',
    '0\t:fail\t:cas\t[1 4]',
    ':nemesis\t:info\t:start\tnil',
    '1\t:invoke\t:read\tnil',
    '1\t:fail\t:read\t:timed-out',
    '2\t:invoke\t:write\t3',
    '2\t:info\t:write\t:timed-out',
    '3\t:invoke\t:read\tnil',
    '3\t:ok\t:read\t3',
    '4\t:invoke\t:write\t5',
  )
  assert.deepEqual(
    readHistory(`INFO  jepsen.core - Run started\n${text}`).map(each => [each.call, each.answer]),
    [
      [{ kind: 'cas', expected: '1', value: '4' }, { kind: 'refused' }],
      [{ kind: 'write', value: '3' }, { kind: 'unknown' }],
      [{ kind: 'read' }, { kind: 'value', value: '3' }],
      [{ kind: 'write', value: '5' }, { kind: 'unknown' }],
    ],
  )
})

test('EDN events: keys, text with blanks and quotes, text of no length is nothing', () => {
  const event = (type: string, rest: string) => `{:process 7, :type :${type}, ${rest}}\n`
  const history = readHistory(
    [
      event('invoke', ':f :append, :key "k", :value "x 0 \\"y\\""'),
      event('ok', ':f :append, :key "k", :value "x 0 \\"y\\""'),
      '{:process :nemesis, :type :info, :f :start, :value nil}\n',
      event('invoke', ':f :get, :key "j", :value nil'),
      event('ok', ':f :get, :key "j", :value ""'),
      event('invoke', ':f :cas, :value [1 2], :index 5'),
    ].join(''),
  )
  assert.deepEqual(
    history.map(({ key, call, answer }) => [key, call, answer]),
    [
      ['k', { kind: 'append', value: 'x 0 "y"' }, { kind: 'done' }],
      ['j', { kind: 'read' }, { kind: 'value', value: null }],
      ['', { kind: 'cas', expected: '1', value: '2' }, { kind: 'unknown' }],
    ],
  )
})

test('what makes no sense is refused with its line', () => {
  const cases = [
    ['', /no operations/],
    [`${WRITE_1}${log('0\t:ok\t:write\t1')}`, /^line 3: process 0 has called nothing/],
    [log('0\t:invoke\t:write\t1', '0\t:ok\t:read\t1'), /^line 2: process 0 called write, not read/],
    [log('0\t:invoke\t:cas\t1'), /^line 1: cas takes a pair/],
    [log('0\t:invoke\t:transfer\t1'), /^line 1: transfer is no operation/],
    ['0 :invoke\n', /^line 1: .* is no event/],
    ['{:process 0, :type :invoke, :f :get', /^line 1: an open map/],
    ['{:process 0, :type :invoke, :f :put, :value "x}', /^line 1: an open string/],
  ] as const
  for (const [text, reason] of cases) {
    assert.throws(
      () => readHistory(text),
      error => error instanceof HistoryProblem && reason.test(error.message),
      text,
    )
  }
})

test('the command says each verdict, whether it is the known one, and fails if it is not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'polis-histories-'))
  const run = () => {
    const program = join(ROOT, 'test/conformance/linearizability.ts')
    const { stdout, status } = spawnSync(process.execPath, [program, folder], { encoding: 'utf8' })
    return {
      status,
      lines: stdout
        .replace(/, \d+ ms/g, '')
        .trim()
        .split('\n'),
    }
  }
  try {
    writeFileSync(join(folder, 'a.log'), WRITE_1 + READ_1)
    writeFileSync(join(folder, 'b.log'), WRITE_1 + READ_NOTHING)
    writeFileSync(join(folder, 'c-bad.txt'), WRITE_1 + READ_NOTHING)
    writeFileSync(join(folder, 'verdicts.txt'), 'a.log linearizable\nb.log not-linearizable\n')
    assert.deepEqual(run(), {
      status: 0,
      lines: [
        'a.log: ok (agrees)',
        'b.log: not linearizable (agrees)',
        'c-bad.txt: not linearizable (agrees)',
        '3 passed, 0 failed',
      ],
    })
    writeFileSync(join(folder, 'verdicts.txt'), 'a.log not-linearizable\nb.log linearizable\n')
    writeFileSync(join(folder, 'd.log'), 'INFO  jepsen.util - 0 :invoke\n')
    const { status, lines } = run()
    assert.equal(status, 1)
    assert.ok(lines.includes('a.log: ok (known as not linearizable)'), lines.join('\n'))
    assert.ok(lines.includes('d.log: parse problem (no known verdict)'), lines.join('\n'))
    assert.equal(lines.at(-1), '1 passed, 3 failed')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
