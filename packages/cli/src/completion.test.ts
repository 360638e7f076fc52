import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { Command } from 'commander'
import { completionScript, SHELLS } from './completion.ts'

const program = new Command('polis').option('-o, --output <format>', 'how it is printed')
const node = program.command('node').description("members: what a node's state is")
node.command('drain <node>').description('move tasks away').option('--deadline <d>', 'at most')
program.command('rm <services...>').description('remove services')

/** What bash offers for the line, of which the last word is being written. */
function offered(...line: string[]): string[] {
  const script = `
polis() { case "$*" in "ls -o name") echo web worker ;; "node ls -o name") echo n1 n2 ;; esac; }
${completionScript(program, 'bash')}
COMP_WORDS=(polis ${line.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${line.length}
_polis; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' })
  assert.equal(stderr, '')
  return stdout.split('\n').filter(word => word !== '')
}

describe('completion', () => {
  it('in bash offers the commands and flags of the place', () => {
    assert.deepEqual(offered(''), ['node', 'rm', '--output'])
    assert.deepEqual(offered('n'), ['node'])
    assert.deepEqual(offered('-o', 'json', 'node', 'd'), ['drain'])
  })

  it('in bash asks for the names that belong there', () => {
    assert.deepEqual(offered('rm', 'w'), ['web', 'worker'])
    assert.deepEqual(offered('node', 'drain', ''), ['--deadline', 'n1', 'n2'])
    assert.deepEqual(offered('node', 'drain', 'n1', '--'), ['--deadline'])
  })

  it('names every command in every shell, with quotes that the shell can read', () => {
    for (const shell of SHELLS) {
      const script = completionScript(program, shell)
      for (const word of ['node', 'drain', 'deadline', 'rm', 'output']) {
        assert.ok(script.includes(word), `${shell}: ${word}`)
      }
    }
    assert.match(completionScript(program, 'zsh'), /'node:members\\: what a node'\\''s state is'/)
    assert.match(
      completionScript(program, 'fish'),
      /-a node -d 'members: what a node\\'s state is'/,
    )
  })
})
