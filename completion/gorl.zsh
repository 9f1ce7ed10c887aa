#compdef gorl

# Completes gorl in zsh. Save it as _gorl in a directory of $fpath, before compinit runs:
#
#     mkdir -p ~/.zfunc && gorl completion zsh > ~/.zfunc/_gorl
#
# with, in ~/.zshrc:
#
#     fpath=(~/.zfunc $fpath)
#     autoload -Uz compinit && compinit
#
# or, in ~/.zshrc after compinit:
#
#     source <(gorl completion zsh)

_gorl() {
  local tab=$'\t' line word names
  local -a lines words_ described open openDescribed
  # What stands behind the cursor in its word does not count.
  words_=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
  lines=("${(@f)$(${(Q)~words[1]} completion --complete zsh -- "${words_[@]}" 2>/dev/null)}")
  names=$lines[1]
  shift lines
  for line in "${lines[@]}"; do
    word=${line%%$tab*}
    [[ -n $word ]] || continue
    # _describe takes what follows a colon for the description.
    line=${word//:/\\:}${${line#$word}/$tab/:}
    if [[ $word == ?*[./=] ]]; then open+=("$line"); else described+=("$line"); fi
  done
  (( $#described )) && _describe -V gorl described
  # More is to come: no space behind it.
  (( $#open )) && _describe -V gorl open -S ''
  case $names in
    files) compset -P '-*='; _files ;;
    directories) compset -P '-*='; _files -/ ;;
  esac
}

# Autoloaded, it is called right away; sourced, it is registered.
if [[ $funcstack[1] == _gorl ]]; then
  _gorl "$@"
else
  compdef _gorl gorl
fi
