#!/bin/sh
# Closes its output without a handshake, and stays.
[ -z "$SEEN" ] || echo "$$ $TMPDIR" >> "$SEEN"
exec >&-
exec sleep 60
