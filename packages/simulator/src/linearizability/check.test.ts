import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LINEARIZABILITY_STEPS_MAX } from '../config.ts'
import { checkLinearizable, describeVerdict } from './check.ts'
import { HistoryRecorder } from './recorder.ts'
import {
  type Answer,
  after,
  type Call,
  canAnswer,
  type Operation,
  type State,
  type Value,
} from './register.ts'

const READ: Call = { kind: 'read' }
const DONE: Answer = { kind: 'done' }
const REFUSED: Answer = { kind: 'refused' }
const UNKNOWN: Answer = { kind: 'unknown' }
const write = (value: Value): Call => ({ kind: 'write', value })
const cas = (expected: Value, value: Value): Call => ({ kind: 'cas', expected, value })
const append = (value: string): Call => ({ kind: 'append', value })
const saw = (value: Value): Answer => ({ kind: 'value', value })

/** One operation of the key `k` from `calledAt` to `endedAt`. */
function operation(calledAt: number, endedAt: number, call: Call, answer: Answer): Operation {
  const until = answer.kind === 'unknown' ? Infinity : endedAt
  return { key: 'k', process: 'p', call, answer, calledAt, endedAt: until }
}

/** Operations one after the other. */
function inTurn(...steps: readonly (readonly [Call, Answer])[]): Operation[] {
  return steps.map(([call, answer], i) => operation(2 * i, 2 * i + 1, call, answer))
}

function verdictOf(operations: readonly Operation[]): string {
  return checkLinearizable(operations, LINEARIZABILITY_STEPS_MAX).kind
}

function accepts(operations: readonly Operation[]): void {
  assert.equal(verdictOf(operations), 'ok')
}

function refuses(operations: readonly Operation[]): void {
  assert.equal(verdictOf(operations), 'not-linearizable')
}

test('a history without operations is linearizable', () => {
  accepts([])
})

test('a key holds nothing at first', () => {
  accepts(inTurn([READ, saw(null)]))
  refuses(inTurn([READ, saw('1')]))
})

test('a stale read is found: the write had ended before the read began', () => {
  refuses(inTurn([write('1'), DONE], [write('2'), DONE], [READ, saw('1')]))
})

test('a read beside a write sees what was before it or after it', () => {
  const before = operation(0, 1, write('1'), DONE)
  const beside = operation(2, 9, write('2'), DONE)
  accepts([before, beside, operation(3, 4, READ, saw('1'))])
  accepts([before, beside, operation(3, 4, READ, saw('2'))])
  refuses([before, beside, operation(3, 4, READ, saw('3'))])
})

test('two reads beside a write never see it come and go', () => {
  const writes = [operation(0, 1, write('1'), DONE), operation(2, 9, write('2'), DONE)]
  accepts([...writes, operation(3, 4, READ, saw('1')), operation(5, 6, READ, saw('2'))])
  refuses([...writes, operation(3, 4, READ, saw('2')), operation(5, 6, READ, saw('1'))])
})

test('a lost write is found', () => {
  refuses(inTurn([write('1'), DONE], [READ, saw(null)]))
  refuses(inTurn([append('a'), DONE], [append('b'), DONE], [READ, saw('a')]))
})

test('two compare-and-sets of one value cannot both succeed', () => {
  const begin = operation(0, 1, write('1'), DONE)
  const first = operation(2, 8, cas('1', '2'), DONE)
  accepts([begin, first, operation(3, 9, cas('1', '3'), REFUSED)])
  refuses([begin, first, operation(3, 9, cas('1', '3'), DONE)])
})

test('a compare-and-set cannot succeed on a value that was never written', () => {
  refuses(inTurn([write('1'), DONE], [cas('7', '2'), DONE]))
})

test('a compare-and-set cannot be refused where it must fit', () => {
  refuses(inTurn([write('1'), DONE], [cas('1', '2'), REFUSED]))
})

test('a write of unknown outcome may take effect much later', () => {
  accepts([
    operation(0, 1, write('1'), UNKNOWN),
    ...[operation(2, 3, write('2'), DONE), operation(4, 5, READ, saw('2'))],
    operation(6, 7, READ, saw('1')),
  ])
})

test('a write of unknown outcome may never take effect', () => {
  accepts([operation(0, 1, write('1'), UNKNOWN), operation(2, 3, READ, saw(null))])
})

test('a write of unknown outcome takes effect once at most, and not before its call', () => {
  const unknown = operation(4, 5, write('1'), UNKNOWN)
  refuses([operation(2, 3, READ, saw('1')), unknown])
  const reads = [operation(6, 7, READ, saw('1')), operation(10, 11, READ, saw('1'))]
  refuses([unknown, ...reads, operation(8, 9, write('2'), DONE)])
  accepts([
    operation(0, 1, write('1'), UNKNOWN),
    ...[unknown, ...reads, operation(8, 9, write('2'), DONE)],
  ])
})

test('a compare-and-set of unknown outcome has its condition whenever it happens', () => {
  const unknown = operation(0, 1, cas('1', '2'), UNKNOWN)
  accepts([unknown, operation(2, 3, write('1'), DONE), operation(4, 5, READ, saw('2'))])
  refuses([unknown, operation(2, 3, write('3'), DONE), operation(4, 5, READ, saw('2'))])
})

test('a write of what is there already may have to wait for its turn', () => {
  accepts([
    operation(0, 1, write('1'), DONE),
    ...[operation(2, 12, write('1'), DONE), operation(3, 4, write('2'), DONE)],
    ...[operation(5, 6, READ, saw('2')), operation(7, 8, READ, saw('1'))],
  ])
})

test('appends stand in one order for everybody', () => {
  const appends = [operation(0, 5, append('a'), DONE), operation(0, 5, append('b'), DONE)]
  accepts([...appends, operation(6, 7, READ, saw('ba'))])
  refuses([...appends, operation(6, 7, READ, saw('ba')), operation(8, 9, READ, saw('ab'))])
})

test('one key that contradicts itself decides the whole, and is named', () => {
  const stale = inTurn([write('1'), DONE], [READ, saw(null)]).map(each => ({ ...each, key: 'bad' }))
  const verdict = checkLinearizable([...inTurn([READ, saw(null)]), ...stale], 100)
  assert.equal(
    describeVerdict(verdict),
    [
      "not linearizable: key bad holds '1' after 1 operations",
      "    p write '1': done",
      'and none of these can follow:',
      '    p read: nothing',
    ].join('\n'),
  )
})

test('what is not decided within the bound is unknown, not right', () => {
  const many = Array.from({ length: 12 }, (_, i) => operation(0, 50, write(`${i}`), DONE))
  const reads = many.map((_, i) => operation(60 + i, 60.5 + i, READ, saw(`${i}`)))
  const verdict = checkLinearizable([...many, ...reads], 20)
  assert.equal(verdict.kind, 'unknown')
  refuses([...many, ...reads])
})

test('what a recorder is told is a history with the time in it', () => {
  const recorder = new HistoryRecorder()
  const first = recorder.call('a', 'k', write('1'))
  const second = recorder.call('b', 'k', READ)
  const third = recorder.call('c', 'k', write('2'))
  recorder.answer(second, saw('1'))
  recorder.withdraw(third)
  recorder.answer(first, UNKNOWN)
  assert.deepEqual(recorder.operations, [
    { key: 'k', process: 'a', call: write('1'), answer: UNKNOWN, calledAt: 1, endedAt: Infinity },
    { key: 'k', process: 'b', call: READ, answer: saw('1'), calledAt: 2, endedAt: 4 },
  ])
  assert.throws(() => recorder.answer(second, DONE), /under way/)
})

const value = fc.constantFrom('a', 'b', 'ab')
const anyCall: fc.Arbitrary<Call> = fc.oneof(
  fc.constant(READ),
  fc.constant(READ),
  value.map(write),
  fc.tuple(fc.option(value), value).map(([expected, next]) => cas(expected, next)),
  value.map(append),
)
/** Where it happens, how long it was under way before and after, and whether that was told. */
const anyStep = fc.record({
  call: anyCall,
  early: fc.integer({ min: 0, max: 40 }),
  late: fc.integer({ min: 1, max: 40 }),
  isTold: fc.nat({ max: 5 }).map(each => each > 0),
  happens: fc.boolean(),
})
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never

/** What clients see of operations that do happen one after another. */
function observed(steps: readonly Step[]): Operation[] {
  let state: Value = null
  return steps.map(({ call, early, late, isTold, happens }, i) => {
    const at = i * 10
    const answer = isTold ? answerTo(state, call) : UNKNOWN
    if (isTold || happens) state = after(state, call) as Value
    return operation(at - early, at + late, call, answer)
  })
}

function answerTo(state: Value, call: Call): Answer {
  if (call.kind === 'read') return saw(state)
  return call.kind === 'cas' && state !== call.expected ? REFUSED : DONE
}

/** Tries every order: for tiny histories alone. */
function hasOrder(left: readonly Operation[], state: State): boolean {
  if (left.every(({ answer }) => answer.kind === 'unknown')) return true
  const firstEnd = Math.min(...left.map(({ endedAt }) => endedAt))
  return left.some(next => {
    const { call, answer, calledAt } = next
    const canBeNext = calledAt <= firstEnd && canAnswer(state, call, answer)
    return (
      canBeNext &&
      hasOrder(
        left.filter(each => each !== next),
        after(state, call),
      )
    )
  })
}

test('whatever happened one after another is accepted, however it overlapped', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 60 }), steps => {
      accepts(observed(steps))
    }),
    { numRuns: 500 },
  )
})

test('on tiny histories with wrong answers it finds what trying every order finds', () => {
  let right = 0
  let wrong = 0
  const mutation = fc.record({ at: fc.nat(), told: fc.option(value) })
  fc.assert(
    fc.property(
      fc.array(anyStep, { minLength: 1, maxLength: 7 }),
      fc.array(mutation, { minLength: 1, maxLength: 2 }),
      (steps, mutations) => {
        const history = observed(steps)
        for (const { at, told } of mutations) mutate(history, at % history.length, told)
        const expected = hasOrder(history, null)
        if (expected) right++
        else wrong++
        assert.equal(verdictOf(history), expected ? 'ok' : 'not-linearizable')
      },
    ),
    { numRuns: 3000 },
  )
  assert.ok(right > 300 && wrong > 300, `${right} right, ${wrong} wrong`)
})

/** Tells the client something else than what has happened. */
function mutate(history: Operation[], at: number, told: Value): void {
  const { call, answer } = history[at]!
  if (answer.kind === 'value') history[at] = { ...history[at]!, answer: saw(told) }
  if (call.kind !== 'cas' || answer.kind === 'unknown') return
  history[at] = { ...history[at]!, answer: answer.kind === 'done' ? REFUSED : DONE }
}
