import { runIdVariable } from './process-table.ts';

/**
 * What the guardian runs; `$1` is the session id. Only what dash, busybox sh, bash and ksh share: of all
 * ways to signal a group just `kill -TERM -$pgid` works in each of them.
 *
 * At the end of its input it asks every registered group to stop, waits up to 500 ms, kills what is left,
 * and then kills, twice, whoever bears a run id of the session.
 */
export const guardianScript = `
trap '' HUP INT QUIT TERM TSTP TTIN TTOU PIPE
id=$1
groups=
while read -r op group; do
  case $op in
    +) groups="$groups $group" ;;
    -) rest=
       for g in $groups; do [ "$g" = "$group" ] || rest="$rest $g"; done
       groups=$rest ;;
    q) exit 0 ;;
  esac
done

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

bearers() {
  if [ -r /proc/self/environ ]; then
    if printf 'a\\000b' | grep -qz '^b'; then z=-z; else z=; fi
    grep -lsF $z -e "${runIdVariable}=$id/" /proc/[0-9]*/environ | while IFS=/ read -r _ _ pid _; do echo "$pid"; done
  else
    ps -axEww -o pid=,command= | while read -r pid command; do
      case $command in *"${runIdVariable}=$id/"*) echo "$pid" ;; esac
    done
  fi
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
for sweep in 1 2; do
  for pid in $(bearers); do [ "$pid" = $$ ] || kill -KILL "$pid"; done
done
exit 0
`;
