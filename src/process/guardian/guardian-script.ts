import { runIdVariable } from '../tree/process-table.ts';

/**
 * What a terminal shows wrong after gorl was killed, by another program's `printf`: modes of a full-screen program, the
 * margins, the last row, and the cursor.
 */
const terminalPutRight = [
  '\\0337\\033[?1049l\\033[?1000l\\033[?1002l\\033[?1003l\\033[?1006l\\033[?1004l\\033[?2004l\\033[?1l\\033>\\033[?25h',
  '\\0337\\033[r\\033[999;1H\\033[0m\\033[2K\\0338',
].join('');

/**
 * What the guardian runs; `$1` is the session id. Only what dash, busybox sh, bash and ksh share: of all
 * ways to signal a group just `kill -TERM -$pgid` works in each of them.
 *
 * Descriptor 3 is gorl's terminal, if there is one; a line on stdout says that its mode has been seen.
 *
 * At the end of its input it puts the terminal right, asks every registered group to stop, waits up to 500 ms, kills what is left,
 * and then kills whoever bears a run id of the session, until nobody is found any more, for 5 s at most.
 */
export const guardianScript = `
trap '' HUP INT QUIT TERM TSTP TTIN TTOU PIPE
id=$1
groups=
saved= raw= held=0
mode() { stty -g <&3; }
if [ -t 3 ]; then saved=$(mode); fi
echo
while read -r op group; do
  case $op in
    +) groups="$groups $group" ;;
    -) rest=
       for g in $groups; do [ "$g" = "$group" ] || rest="$rest $g"; done
       groups=$rest ;;
    t) held=$group raw=
       [ "$held" = 1 ] && raw=$(mode) ;;
    q) exit 0 ;;
  esac
done

# The terminal first: a shell that asks for the next line may have its own ideas of it.
if [ "$held" = 1 ]; then
  [ -n "$saved" ] && [ "$(mode)" = "$raw" ] && stty "$saved" <&3
  printf '${terminalPutRight}' >&3
fi

signal() { for g in $groups; do kill -"$1" -"$g"; done; }

living() {
  if [ ! -r /proc/self/stat ]; then
    for g in $groups; do kill -0 -"$g" && return 0; done
    return 1
  fi
  for file in /proc/[0-9]*/stat; do
    line=
    read -r line < "$file"
    set -- \${line##*) }
    case $1 in ''|Z|X) continue ;; esac
    case " $groups " in *" $3 "*) return 0 ;; esac
  done
  return 1
}

if [ -r /proc/self/environ ] && printf 'a\\000b' | grep -qz '^b'; then z=-z; else z=; fi

# Kills those of these processes (their environ files) that bear a run id of the session; fails when there is none.
strike() {
  hit=1
  for file in $(grep -lsF $z -e "${runIdVariable}=$id/" "$@"); do
    pid=\${file#/proc/}
    pid=\${pid%/environ}
    [ "$pid" = $$ ] || { kill -KILL "$pid"; hit=0; }
  done
  return $hit
}

newest() { read -r _ _ _ _ new < /proc/loadavg; }

# Who is born while the others are looked at is looked at next: a chain of processes leaves a trail of numbers.
follow() {
  tries=0
  while [ "$tries" -lt 3 ] && [ "$ticks" -lt "$deadline" ]; do
    tries=$((tries + 1)) last=$new files=
    newest
    while [ "$last" -lt "$new" ]; do
      last=$((last + 1))
      files="$files /proc/$last/environ"
    done
    if [ -n "$files" ] && strike $files; then
      empty=0 tries=0
      now
    fi
  done
}

# Until nobody was found three times in a row.
sweep() {
  empty=0
  now
  deadline=$((ticks + 500))
  while [ "$empty" -lt 3 ] && [ "$ticks" -lt "$deadline" ]; do
    empty=$((empty + 1))
    newest
    strike /proc/[0-9]*/environ && empty=0
    follow
    now
  done
}

sweep_by_ps() {
  for round in 1 2; do
    ps -axEww -o pid=,command= | while read -r pid command; do
      case $command in *"${runIdVariable}=$id/"*) [ "$pid" = $$ ] || kill -KILL "$pid" ;; esac
    done
  done
}

# Hundredths of a second since boot; without /proc, two for every call.
ticks=0
now() {
  if read -r up _ < /proc/uptime; then ticks=\${up%.*}\${up#*.}; else ticks=$((ticks + 2)); fi
}

signal TERM
signal CONT
now
deadline=$((ticks + 50))
while [ "$ticks" -lt "$deadline" ] && living; do
  sleep 0.02 || { sleep 1; break; }
  now
done
signal KILL
if [ -r /proc/self/environ ]; then sweep; else sweep_by_ps; fi
exit 0
`;
