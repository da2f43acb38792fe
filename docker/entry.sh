#!/bin/sh
# Starts a container's program. A lab host first gets its interface ready, which needs NET_ADMIN, and then gives up every
# right before its program runs:
#
#   entry.sh host PROGRAM...      a lab host, on eth0
#   entry.sh server PROGRAM...    a lab host for other people's servers, which begin as root and become other users
#   entry.sh plain PROGRAM...     anything else, such as the capture beside the bridge
#
# WIRELAB_SHAPING      token bucket for what the host sends, in tc's words; none where empty
# WIRELAB_FAMILY       ipv6 takes the IPv4 address away that the engine gives in any case
# WIRELAB_KEEP         capabilities that the program keeps, in setpriv's words (+net_admin); none where empty
set -eu

# Offloads merge segments and leave checksums to the card: a capture would show 64 KB "segments" with bad checksums.
OFFLOADS='tso off gso off gro off tx off rx off sg off'

# The user "node" of Node's own images; the number is all that matters.
USER_ID=1000

# What vsftpd, Postfix and Dovecot need to become their own users and to lock themselves in; a test compares it with
# src/runtime/docker/network.ts.
SERVER_CAPABILITIES='+chown,+setuid,+setgid,+sys_chroot,+net_bind_service'

role=$1
shift
if [ "$role" != plain ]; then
  ethtool -K eth0 $OFFLOADS >/dev/null
  if [ -n "${WIRELAB_SHAPING:-}" ]; then tc qdisc add dev eth0 root tbf $WIRELAB_SHAPING; fi
  if [ "${WIRELAB_FAMILY:-ipv4}" = ipv6 ]; then ip -4 addr flush dev eth0; fi
  keep=${WIRELAB_KEEP:-}
  export HOME=/lab LANG=C.UTF-8 TZ=UTC
  unset WIRELAB_SHAPING WIRELAB_FAMILY WIRELAB_KEEP
  if [ "$role" = server ]; then
    exec setpriv --no-new-privs --inh-caps=-all --bounding-set="-all,$SERVER_CAPABILITIES${keep:+,$keep}" -- "$@"
  fi
  if [ -n "$keep" ]; then
    exec setpriv --reuid "$USER_ID" --regid "$USER_ID" --clear-groups --no-new-privs \
      --inh-caps="-all,$keep" --ambient-caps="-all,$keep" --bounding-set="-all,$keep" -- "$@"
  fi
  exec setpriv --reuid "$USER_ID" --regid "$USER_ID" --clear-groups --no-new-privs \
    --inh-caps=-all --ambient-caps=-all --bounding-set=-all -- "$@"
fi
exec "$@"
