import type { Command, Option } from 'commander'

/** Shells that a completion script can be written for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const
/** One of {@link SHELLS}. */
export type Shell = (typeof SHELLS)[number]

/** What a shell needs to know of one option. */
interface Flag {
  readonly long: string
  readonly short: string | null
  readonly summary: string
  /** Values to offer, null where it takes none, empty where it takes any; 'files' for paths. */
  readonly values: 'none' | 'any' | 'files' | readonly string[]
}

interface Entry {
  readonly name: string
  readonly summary: string
  readonly flags: readonly Flag[]
  /** Words its first argument may be; empty where it takes files or nothing. */
  readonly words: readonly string[]
}

/** A script that completes commands, options, the values of options and file names. `program` must have the options of all
 *  its commands. Texts are quoted for the shell whatever they hold. */
export function completionScript(program: Command, shell: Shell): string {
  const entries = program.commands.map(entryOf)
  if (shell === 'bash') return bashScript(entries)
  return shell === 'zsh' ? zshScript(entries) : fishScript(entries)
}

function entryOf(command: Command): Entry {
  const flags = command.options.filter(option => !option.hidden).map(flagOf)
  const help: Flag = { long: '--help', short: '-h', summary: 'print help', values: 'none' }
  return {
    name: command.name(),
    summary: command.summary(),
    flags: [...flags, help],
    words: command.registeredArguments[0]?.argChoices ?? [],
  }
}

function flagOf(option: Option): Flag {
  const takesValue = option.required || option.optional
  const isPath = /[<[](?:[a-z]*-)?(?:file|path|dir|folder|executable|python)\.*[>\]]/i.test(option.flags)
  return {
    long: option.long ?? option.short!,
    short: option.long === undefined ? null : (option.short ?? null),
    summary: option.description,
    values: !takesValue ? 'none' : (option.argChoices ?? (isPath ? 'files' : 'any')),
  }
}

function names(flag: Flag): string[] {
  return flag.short === null ? [flag.long] : [flag.short, flag.long]
}

/** In single quotes, in which no shell here reads anything but the quote itself. */
function quote(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`
}

function bashScript(entries: readonly Entry[]): string {
  const cases = entries.map(entry => {
    const choices = entry.flags.filter(flag => Array.isArray(flag.values))
    const values = choices.map(
      flag =>
        `        ${names(flag).join('|')}) words=${quote((flag.values as string[]).join(' '))}; return 0 ;;`,
    )
    const any = entry.flags.filter(flag => flag.values === 'any').flatMap(names)
    const anyCase = any.length === 0 ? [] : [`        ${any.join('|')}) return 0 ;;`]
    const files = entry.flags.filter(flag => flag.values === 'files').flatMap(names)
    const fileCase = files.length === 0 ? [] : [`        ${files.join('|')}) return 1 ;;`]
    return [
      `    ${entry.name})`,
      `      case "$previous" in`,
      ...[...values, ...anyCase, ...fileCase],
      '      esac',
      `      if [[ $current == -* ]]; then words=${quote(entry.flags.flatMap(names).join(' '))}; return 0; fi`,
      entry.words.length > 0
        ? `      words=${quote(entry.words.join(' '))}; return 0 ;;`
        : '      return 1 ;;',
    ].join('\n')
  })
  return `# bash completion for pyrometer: source <(pyrometer completion bash)
_pyrometer_words() {
  case "$1" in
${cases.join('\n')}
  esac
  return 1
}
_pyrometer() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} words=
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    words=${quote([...entries.map(({ name }) => name), '--help', '--version', '--no-color'].join(' '))}
  elif ! _pyrometer_words "\${COMP_WORDS[1]}"; then
    compopt -o default 2>/dev/null
    return
  fi
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$current")
}
complete -F _pyrometer pyrometer
`
}

function zshScript(entries: readonly Entry[]): string {
  // Brackets and colons end a description there.
  const plain = (text: string) => text.replace(/[[\]:\\]/g, char => `\\${char}`)
  const spec = (flag: Flag) => {
    const value =
      flag.values === 'none'
        ? ''
        : flag.values === 'files'
          ? ':file:_files'
          : flag.values === 'any'
            ? ':value:'
            : `:value:(${flag.values.join(' ')})`
    return names(flag).map(name => `      ${quote(`${name}[${plain(flag.summary)}]${value}`)}`)
  }
  const cases = entries.map(entry => {
    const rest = entry.words.length > 0 ? `1:word:(${entry.words.join(' ')})` : '*:file:_files'
    return `    ${entry.name}) _arguments -s \\
${[...entry.flags.flatMap(spec), `      ${quote(rest)}`].join(' \\\n')} ;;`
  })
  return `#compdef pyrometer
# zsh completion for pyrometer: put this into a folder of $fpath as _pyrometer, or source it
_pyrometer() {
  local -a commands
  commands=(
${entries.map(({ name, summary }) => `    ${quote(`${name}:${plain(summary)}`)}`).join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe 'command' commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${cases.join('\n')}
  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _pyrometer "$@"; else compdef _pyrometer pyrometer; fi
`
}

function fishScript(entries: readonly Entry[]): string {
  const text = (value: string) => `'${value.replace(/[\\']/g, char => `\\${char}`)}'`
  const lines = entries.map(
    ({ name, summary }) => `complete -c pyrometer -f -n __fish_use_subcommand -a ${name} -d ${text(summary)}`,
  )
  for (const entry of entries) {
    const when = text(`__fish_seen_subcommand_from ${entry.name}`)
    for (const flag of entry.flags) {
      const long = flag.long.startsWith('--') ? ` -l ${flag.long.slice(2)}` : ` -s ${flag.long.slice(1)}`
      const short = flag.short === null ? '' : ` -s ${flag.short.slice(1)}`
      const value =
        flag.values === 'none'
          ? ''
          : flag.values === 'files'
            ? ' -r -F'
            : flag.values === 'any'
              ? ' -x'
              : ` -x -a ${text(flag.values.join(' '))}`
      lines.push(`complete -c pyrometer -n ${when}${long}${short}${value} -d ${text(flag.summary)}`)
    }
    if (entry.words.length > 0)
      lines.push(`complete -c pyrometer -f -n ${when} -a ${text(entry.words.join(' '))}`)
  }
  return `# fish completion for pyrometer: pyrometer completion fish > ~/.config/fish/completions/pyrometer.fish
${lines.join('\n')}
`
}
