/** What a shell is told, once, so that it asks wirelab at each TAB. */

/** The first argument of a question: the words typed so far follow it. */
export const COMPLETE = '--complete';

export const SHELLS = ['bash', 'zsh'] as const;

export type Shell = (typeof SHELLS)[number];

/** `program` is what runs this wirelab, word by word: it completes also where `wirelab` is but an alias. */
export function completionScript(shell: Shell, program: readonly string[]): string {
  const ask = [...program.map(quoted), COMPLETE].join(' ');
  switch (shell) {
    case 'bash':
      return bashScript(ask);
    case 'zsh':
      return zshScript(ask);
  }
}

/** Where nothing fits, `-o default` completes file names. */
function bashScript(ask: string): string {
  return `_wirelab() {
  local IFS=$'\\n'
  COMPREPLY=($(${ask} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _wirelab wirelab
`;
}

function zshScript(ask: string): string {
  return `#compdef wirelab
_wirelab() {
  local -a found
  found=(\${(f)"$(${ask} "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( $#found )); then compadd -a found; else _files; fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
compdef _wirelab wirelab
`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
