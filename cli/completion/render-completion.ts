// Completion scripts for shells, made from what the commands say about themselves: a new command needs no word here.
// Nothing in them asks an instance or starts a process while somebody types.

import { type Command, globalOptions } from '../arguments/command.ts'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

export function renderCompletion(shell: Shell, commands: readonly Command[]): string {
  if (shell === 'fish') return renderFish(commands)
  const bash = renderBash(commands)
  return shell === 'bash' ? bash : renderZsh(bash)
}

const optionsOf = ({ options }: Pick<Command, 'options'>): string[] =>
  Object.keys({ ...options, ...globalOptions }).map((name) => `--${name}`)

const firstWords = (commands: readonly Command[]): string[] => [
  ...new Set(commands.map(({ name }) => name.split(' ')[0]!)),
]

/** The second words of a group: `show diff rollback` of `revisions`. */
const members = (commands: readonly Command[], first: string): string[] =>
  commands.flatMap(({ name }) => (name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : []))

function renderBash(commands: readonly Command[]): string {
  const optionsLine = (command: Command): string =>
    `    '${command.name}') options='${optionsOf(command).join(' ')}' ;;`
  const single = commands.filter(({ name }) => !name.includes(' ')).map(optionsLine)
  const double = commands.filter(({ name }) => name.includes(' ')).map(optionsLine)
  const groups = firstWords(commands)
    .filter((first) => members(commands, first).length > 0)
    .map((first) => `    ${first}) members='${members(commands, first).join(' ')}' ;;`)
  return `# Completion of fuseboard for bash. Load it: source <(fuseboard completion bash)
_fuseboard() {
  local word=\${COMP_WORDS[COMP_CWORD]} first='' second='' members='' options='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      -*) ;;
      *) if [[ -z $first ]]; then first=\${COMP_WORDS[i]}; elif [[ -z $second ]]; then second=\${COMP_WORDS[i]}; fi ;;
    esac
  done
  case $first in
${groups.join('\n')}
  esac
  case $first in
${single.join('\n')}
  esac
  case "$first $second" in
${double.join('\n')}
  esac
  COMPREPLY=()
  if [[ -z $first ]]; then
    COMPREPLY=($(compgen -W '${firstWords(commands).join(' ')} ${Object.keys(globalOptions)
      .map((name) => `--${name}`)
      .join(' ')}' -- "$word"))
  elif [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
  elif [[ -n $members && -z $second ]]; then
    COMPREPLY=($(compgen -W "$members" -- "$word"))
  else
    compopt -o default 2>/dev/null
  fi
}
complete -F _fuseboard fuseboard
`
}

/** zsh runs completions that were written for bash. */
const renderZsh = (
  bash: string,
): string => `# Completion of fuseboard for zsh. Load it: source <(fuseboard completion zsh)
autoload -U +X bashcompinit && bashcompinit
${bash.split('\n').slice(1).join('\n')}`

function renderFish(commands: readonly Command[]): string {
  const lines = firstWords(commands).map((first) => {
    const command = commands.find(({ name }) => name === first)
    return `complete -c fuseboard -n __fish_use_subcommand -f -a ${first} -d ${quoted(command?.summary ?? '')}`
  })
  for (const { name, summary, options } of commands) {
    const [first = '', second] = name.split(' ')
    const seen = `'__fish_seen_subcommand_from ${second ?? first}'`
    if (second !== undefined) {
      lines.push(
        `complete -c fuseboard -n '__fish_seen_subcommand_from ${first}' -f -a ${second} -d ${quoted(summary)}`,
      )
    }
    for (const [option, { type, about }] of Object.entries(options)) {
      lines.push(`complete -c fuseboard -n ${seen} -l ${option}${type === 'string' ? ' -r' : ''} -d ${quoted(about)}`)
    }
  }
  for (const [option, { type, about }] of Object.entries(globalOptions)) {
    lines.push(`complete -c fuseboard -l ${option}${type === 'string' ? ' -r' : ''} -d ${quoted(about)}`)
  }
  return `# Completion of fuseboard for fish. Keep it: fuseboard completion fish > ~/.config/fish/completions/fuseboard.fish
${lines.join('\n')}
`
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
