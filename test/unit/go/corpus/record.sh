#!/bin/sh
# Records what several Go releases print for the fixtures/broken-* modules, so that the parsers are
# tested on real words. Usage: record.sh [go1.19.13 …]; needs the network for releases not yet cached.
set -u
corpus=$(cd "$(dirname "$0")" && pwd)
fixtures=$(cd "$corpus/../../../../fixtures" && pwd)
scratch=$(mktemp -d)
path=$PATH
trap 'rm -rf "$scratch"' EXIT
export GOFLAGS=-buildvcs=false GOPROXY=off GOSUMDB=off GOWORK=off

[ $# -gt 0 ] || set -- go1.26.8
for release in "$@"; do
  # The toolchain itself may have to come from the proxy; the builds must not.
  root=$(cd "$scratch" && PATH=$path env -u GOPROXY -u GOSUMDB GOTOOLCHAIN="$release" go env GOROOT) || continue
  PATH=$root/bin:$path GOTOOLCHAIN=local
  export PATH GOTOOLCHAIN
  go version
  mkdir -p "$corpus/$release"
  for fixture in "$fixtures"/broken-*; do
    name=$(basename "$fixture")
    [ "$name" = broken-crash ] && continue
    command="build -o $scratch/out ."
    [ "$name" = broken-vet ] && command='vet .'
    # shellcheck disable=SC2086
    (cd "$fixture" && go $command) 2>&1 | sed "s|$fixtures|\$FIXTURES|g; s|$root|\$GOROOT|g" > "$corpus/$release/$name.txt"
  done
  for trim in '' -trimpath; do
    (cd "$fixtures/broken-crash" && go build $trim -o "$scratch/crash" .) || continue
    for mode in nilmap error multiline repanic nilpointer library deadlock goexit mapwrites outofmemory overflow; do
      [ -n "$trim" ] && [ $mode != nilmap ] && [ $mode != library ] && continue
      "$scratch/crash" $mode 2>&1 | sed "s|$fixtures|\$FIXTURES|g; s|$root|\$GOROOT|g" > "$corpus/$release/crash-$mode$trim.txt"
    done
  done
  record() { "$@" 2>&1 > /dev/null | sed "s|$fixtures|\$FIXTURES|g; s|$root|\$GOROOT|g"; }
  if (cd "$fixtures/data-races" && go build -race -o "$scratch/race" .); then
    for mode in counter map main many; do record "$scratch/race" $mode end > "$corpus/$release/race-$mode.txt"; done
  fi
  if (cd "$fixtures/data-races" && go build -o "$scratch/race" .); then
    for mode in mapaccess deadlock; do
      GOTRACEBACK=all record "$scratch/race" $mode > "$corpus/$release/crash-$mode-all.txt"
    done
  fi
  (cd "$fixtures/broken-crash" && go build -o "$scratch/crash" .) || continue
  "$scratch/crash" ignoresignals 2> "$scratch/dump" &
  pid=$!
  until grep -q ready "$scratch/dump"; do :; done
  kill -QUIT $pid
  wait $pid
  sed "s|$fixtures|\$FIXTURES|g; s|$root|\$GOROOT|g" "$scratch/dump" > "$corpus/$release/dump.txt"
done
