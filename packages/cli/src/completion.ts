/**
 * Scripts that complete `polis` in a shell, made from the tree of commands itself.
 *
 * A script knows for every place in the tree (`node drain`) its subcommands and flags, and which
 * names belong there; those it asks a node for when they are needed (`polis node ls -o name`).
 */

import type { Command } from 'commander'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** What can be written at one place; `at` is its path with a space before each word. */
type Place = {
  readonly at: string
  readonly words: readonly { readonly word: string; readonly description: string }[]
  readonly flags: readonly { readonly flag: string; readonly description: string }[]
  /** The command that prints the names that belong here; empty if none do. */
  readonly names: string
}

/** Which command prints what an argument of that name is. */
const NAMES: Readonly<Record<string, string>> = {
  service: 'polis ls -o name',
  services: 'polis ls -o name',
  node: 'polis node ls -o name',
  task: 'polis ps -o name',
}

/** The script for that shell. */
export function completionScript(program: Command, shell: Shell): string {
  const places = placesOf(program, '')
  return SCRIPTS[shell](places)
}

function placesOf(command: Command, at: string): Place[] {
  const { commands, options, registeredArguments } = command
  const place: Place = {
    at,
    words: commands.map(one => ({ word: one.name(), description: one.description() })),
    flags: options.flatMap(({ long, description }) => (long ? [{ flag: long, description }] : [])),
    names: registeredArguments.map(one => NAMES[one.name()] ?? '').find(one => one !== '') ?? '',
  }
  return [place, ...commands.flatMap(one => placesOf(one, `${at} ${one.name()}`))]
}

const SCRIPTS: Readonly<Record<Shell, (places: readonly Place[]) => string>> = { bash, zsh, fish }

/** The places below the first, as patterns of a `case`. */
function patterns(places: readonly Place[], separator: string): string {
  return places
    .slice(1)
    .map(({ at }) => `'${at}'`)
    .join(separator)
}

function bash(places: readonly Place[]): string {
  const cases = places.map(({ at, words, flags, names }) => {
    const list = [...words.map(({ word }) => word), ...flags.map(({ flag }) => flag)].join(' ')
    const more = names === '' ? '' : ` words+=" $(${names} 2>/dev/null)"`
    return `    '${at}') words='${list}';${more} ;;`
  })
  return `# polis completion bash > /etc/bash_completion.d/polis
_polis() {
  local at='' words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at $word" in
      ${patterns(places, '|')}) at="$at $word" ;;
    esac
  done
  case "$at" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _polis polis
`
}

function zsh(places: readonly Place[]): string {
  const item = (word: string, description: string) =>
    quoted(`${word}:${description.replaceAll(':', '\\:')}`)
  const cases = places.map(({ at, words, flags, names }) => {
    const list = [
      ...words.map(({ word, description }) => item(word, description)),
      ...flags.map(({ flag, description }) => item(flag, description)),
    ].join(' ')
    const more = names === '' ? '' : ` items+=(\${(f)"$(${names} 2>/dev/null)"})`
    return `    '${at}') items=(${list});${more} ;;`
  })
  return `#compdef polis
# polis completion zsh > "\${fpath[1]}/_polis"
_polis() {
  local at='' word
  local -a items
  for word in \${words[2,CURRENT-1]}; do
    case "$at $word" in
      ${patterns(places, '|')}) at="$at $word" ;;
    esac
  done
  case "$at" in
${cases.join('\n')}
  esac
  _describe polis items || _files
}
compdef _polis polis
`
}

function fish(places: readonly Place[]): string {
  const lines = places.flatMap(({ at, words, flags, names }) => {
    const here = `complete -c polis -n '__polis_at "${at}"'`
    return [
      ...words.map(({ word, description }) => `${here} -f -a ${word} -d ${escaped(description)}`),
      ...flags.map(
        ({ flag, description }) => `${here} -l ${flag.slice(2)} -d ${escaped(description)}`,
      ),
      ...(names === '' ? [] : [`${here} -f -a '(${names} 2>/dev/null)'`]),
    ]
  })
  return `# polis completion fish > ~/.config/fish/completions/polis.fish
function __polis_at
  set -l at ''
  for word in (commandline -opc)[2..-1]
    switch "$at $word"
      case ${patterns(places, ' ')}
        set at "$at $word"
    end
  end
  test "$at" = "$argv[1]"
end
${lines.join('\n')}
`
}

/** A word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** A word of fish, which knows backslashes within quotes. */
function escaped(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
