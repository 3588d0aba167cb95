#!/bin/sh
# A program that is no plugin: it greets before anything else.
[ -z "$SEEN" ] || echo "$$ $TMPDIR" >> "$SEEN"
echo 'said on stderr' >&2
printf 'Hello from \033[31ma program\n'
sleep 60
