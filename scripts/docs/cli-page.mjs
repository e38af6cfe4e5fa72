// The page on the command line.

const INTRODUCTION = `# The command line

<!-- Written by scripts/generate-docs.mjs from the commands themselves: do not edit. -->

\`FILE\` is a recording of any format that \`pyrometer formats\` lists; the format is found by content, gzip, zstd and bzip2 are
taken off. \`-\` is standard input. Without a FILE the newest recording in \`.pyrometer/\` of the working directory is used.

Results go to standard output, progress and errors to standard error. Colours are left out when the output is no terminal,
with \`--no-color\` and where the environment sets \`NO_COLOR\`.

| status | meaning |
|---|---|
| 0 | done |
| 2 | wrong use, or an input that cannot be read |
| 125 | Pyrometer itself failed |
| 126, 127 | \`record\`, \`top\`: the program could not be run, or was not found |
| other | \`record\`, \`top\`: the program's own status; 128 + n when signal n ended it |

With \`--json\` figures are printed in the shapes of \`src/wire/\`, and an error is one line on standard error:
\`{"error":{"code","message","hint"}}\`. The codes are in [errors.md](errors.md).
`

/** The page; `load` imports a module of the build. */
export async function cliPage(load) {
  const { buildProgram } = await load('program/run.cjs')
  const silent = { write: () => {}, flush: async () => {}, isTerminal: false, columns: 80, colours: 0 }
  const context = { cwd: '.', env: {}, stdout: silent, stderr: silent, stdin: (async function* () {})() }
  const program = await buildProgram('completion', context, () => {})
  return `${[INTRODUCTION, ...program.commands.map(section)].join('\n')}`
}

function section(command) {
  const usage = `pyrometer ${command.name()} ${command.usage()}`.replace(/ \[command\]/, '')
  const parts = [`## ${command.name()}`, '', `${sentence(command.description())}`, '', '```', usage, '```']
  const described = command.registeredArguments.filter(argument => argument.description !== '')
  if (described.length > 0) {
    parts.push('', '| argument | |', '|---|---|')
    for (const argument of described) {
      parts.push(row(`\`${argumentName(argument)}\``, withChoices(argument.description, argument.argChoices)))
    }
  }
  const options = command.options.filter(option => !option.hidden && option.long !== '--no-color')
  if (options.length > 0) {
    parts.push('', '| option | |', '|---|---|')
    for (const option of options) parts.push(row(`\`${option.flags}\``, optionText(option)))
  }
  return `${parts.join('\n')}\n`
}

function optionText(option) {
  const fallback = option.defaultValueDescription ?? option.defaultValue
  const isShown =
    fallback !== undefined && fallback !== false && !(Array.isArray(fallback) && fallback.length === 0)
  return `${withChoices(option.description, option.argChoices)}${isShown ? ` (default: ${fallback})` : ''}`
}

function withChoices(text, choices) {
  return choices === undefined ? text : `${text}: ${choices.map(choice => `\`${choice}\``).join(', ')}`
}

function argumentName(argument) {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`
  return argument.required ? `<${name}>` : `[${name}]`
}

function row(...cells) {
  // In a cell of a Markdown table a bar must be escaped even within code.
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
}

function sentence(text) {
  const first = `${text[0].toUpperCase()}${text.slice(1)}`
  return first.endsWith('.') ? first : `${first}.`
}
