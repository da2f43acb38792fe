#!/usr/bin/env bash
# A Docker engine for the tests, where no registry answers:
#
#   eval "$(docker-engine.sh start)"    starts dockerd unless an engine answers already, and makes the base image from
#                                       Debian's packages and this machine's Node; prints what to export
#   docker-engine.sh stop               ends the engine that `start` has started, and no other
#
# Root, on Debian, with docker.io and debootstrap. The engine begins with nothing and leaves nothing: a store that an
# engine was killed over may keep the next one from starting. The bootstrapped system is kept between runs.
set -euo pipefail

readonly base=wirelab-test-base:latest
readonly state=/run/wirelab-test-engine
readonly store=/var/lib/wirelab-test-engine
readonly cache=${XDG_CACHE_HOME:-$HOME/.cache}/wirelab-test
readonly suite=bookworm
readonly start_seconds=60

say() { echo "docker-engine: $*" >&2; }

answers() { docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

start_engine() {
  if answers; then return; fi
  stop_engine
  mkdir -p "$state" "$store"
  say 'starting dockerd'
  setsid dockerd --data-root "$store" --exec-root "$state/exec" --pidfile "$state/dockerd.pid" \
    >"$state/dockerd.log" 2>&1 </dev/null &
  echo $! >"$state/pid"
  for ((second = 0; second < start_seconds * 5; second++)); do
    if answers; then return; fi
    if ! kill -0 "$(cat "$state/pid")" 2>/dev/null; then break; fi
    sleep 0.2
  done
  say 'dockerd did not start:'
  grep -m 5 -E 'level=(error|fatal)|^panic|^failed' "$state/dockerd.log" >&2 || tail -5 "$state/dockerd.log" >&2
  return 1
}
# A tar of a minimal Debian, made once.
bootstrapped() {
  local tar="$cache/$suite-$(dpkg --print-architecture).tar"
  if [ ! -s "$tar" ]; then
    say 'bootstrapping a Debian for the base image'
    mkdir -p "$cache"
    local root
    root=$(mktemp -d "$cache/root.XXXXXX")
    debootstrap --variant=minbase --include=ca-certificates,libstdc++6 "$suite" "$root" >"$cache/debootstrap.log" 2>&1 ||
      { tail -5 "$cache/debootstrap.log" >&2; rm -rf "$root"; return 1; }
    rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
    tar -C "$root" -cf "$tar.part" . && mv "$tar.part" "$tar"
    rm -rf "$root"
  fi
  echo "$tar"
}

# The same Debian and the same Node give the same base, which is made anew when either has changed.
make_base() {
  local node tar key
  node=$(readlink -f "$(command -v node)")
  tar=$(bootstrapped)
  key=$(sha256sum "$node" "$tar" | sha256sum | cut -c1-16)
  if [ "$(docker image inspect -f '{{index .Config.Labels "wirelab.test.key"}}' "$base" 2>/dev/null)" = "$key" ]; then return; fi
  say 'making the base image'
  local root
  root=$(mktemp -d "$cache/root.XXXXXX")
  tar -C "$root" -xf "$tar"
  # mktemp closes its directory to others; as the root of an image it is open to everybody.
  chmod 755 "$root"
  install -D "$node" "$root/usr/local/bin/node"
  # Libraries that this machine's Node needs and a minimal Debian lacks.
  ldd "$node" | awk '$3 ~ /^\// { print $3 }' | while read -r library; do
    [ -e "$root$library" ] || install -D "$(readlink -f "$library")" "$root$library"
  done
  tar -C "$root" -c . | docker import -c 'CMD ["node"]' -c "LABEL wirelab.test.key=$key" \
    -c 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' - "$base" >/dev/null
  rm -rf "$root"
}

# Also tidies up after an engine that was killed: its containerd and its mounts.
stop_engine() {
  local pid
  for pid in $(cat "$state/pid" "$state/exec/containerd/containerd.pid" 2>/dev/null); do
    case $(cat "/proc/$pid/comm" 2>/dev/null) in
      dockerd | containerd) kill "$pid" && tail --pid="$pid" -f /dev/null ;;
    esac
  done
  awk -v state="$state" -v store="$store" 'index($5, state) == 1 || index($5, store) == 1 { print $5 }' \
    /proc/self/mountinfo | sort -r | while read -r mount; do umount -l "$mount"; done
  rm -rf "$state" "$store"
}

case ${1:-} in
  start)
    start_engine
    make_base
    echo "export WIRELAB_IMAGE_BASE=$base"
    ;;
  stop) stop_engine ;;
  *)
    echo 'usage: docker-engine.sh start|stop' >&2
    exit 2
    ;;
esac
