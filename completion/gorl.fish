# Completes gorl in fish:
#
#     gorl completion fish > ~/.config/fish/completions/gorl.fish

# Asks gorl, and fails where fish is to complete the names of files by itself.
function __gorl_ask
    set -l before (commandline -opc)
    # Quoted, since of an empty word there would be none.
    set -l current (commandline -ct)
    set -l gorl (string replace -r '^~(?=/)' $HOME -- $before[1])
    set -g __gorl_candidates ($gorl completion --complete fish -- $before[2..-1] "$current" 2>/dev/null)
    set -l names $__gorl_candidates[1]
    set -e __gorl_candidates[1]
    if test "$names" = directories
        set -g __gorl_candidates (__fish_complete_directories (string replace -r '^-[^=]*=' '' -- "$current") '')
    end
    test "$names" != files -o (count $__gorl_candidates) -gt 0
end

complete -c gorl -n __gorl_ask -f -k -a '$__gorl_candidates'
