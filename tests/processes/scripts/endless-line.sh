#!/bin/sh
# A first line that never ends.
[ -z "$SEEN" ] || echo "$$ $TMPDIR" >> "$SEEN"
exec tr '\0' 'x' < /dev/zero
