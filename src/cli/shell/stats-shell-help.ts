const LIMITS = `Arguments may be:
* An integer maximum number of entries to print.
* A decimal fractional number between 0 and 1, controlling
  what fraction of selected entries to print.
* A regular expression; only entries with function names
  that match it are printed.`

/** What "help COMMAND" prints: the words of `python -m pstats`, so that scripts and habits carry over. */
export const HELP: Readonly<Record<string, string>> = {
  EOF: 'Leave the profile browser.',
  add: 'Add profile info from given file to current statistics object.',
  callees: `Print callees statistics from the current stat object.\n${LIMITS}`,
  callers: `Print callers statistics from the current stat object.\n${LIMITS}`,
  help: 'Show help for a given command.',
  quit: 'Leave the profile browser.',
  read: 'Read in profile data from a specified file.\nWithout argument, reload the current file.',
  reverse: 'Reverse the sort order of the profiling report.',
  sort: "Sort profile data according to specified keys.\n(Typing `sort' without arguments lists valid keys.)",
  stats: `Print statistics from the current stat object.\n${LIMITS}`,
  strip: 'Strip leading path information from filenames in the report.',
}

/** What "help" prints. */
export const HELP_INDEX = `
Documented commands (type help <topic>):
========================================
${Object.keys(HELP).join('  ')}
`
