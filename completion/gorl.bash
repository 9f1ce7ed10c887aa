# Completes gorl in bash (3.2 or newer):
#
#     gorl completion bash > ~/.local/share/bash-completion/completions/gorl
#
# or, without the package bash-completion, in ~/.bashrc:
#
#     source <(gorl completion bash)

_gorl() {
  local IFS=$'\n' gorl="${COMP_WORDS[0]/#\~/$HOME}" names word
  COMPREPLY=()
  # gorl reads the line itself: readline takes words apart at = and : as well.
  {
    read -r names
    while read -r word; do COMPREPLY+=("$word"); done
  } < <("$gorl" completion --complete bash -- "${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null)
  # bash 3.2 has no compopt: it offers files where nothing else fits.
  type compopt &>/dev/null || return 0
  case $names in
    files) compopt -o default ;;
    directories) compopt -o dirnames ;;
  esac
  if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == ?*[./=] ]]; then compopt -o nospace; fi
}

if type compopt &>/dev/null; then
  complete -F _gorl gorl
else
  complete -o default -F _gorl gorl
fi
