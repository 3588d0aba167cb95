#!/bin/sh
# Says everything on stderr that can do harm to whoever shows it, a lot of it, and nothing on stdout.
[ -z "$SEEN" ] || echo "$$ $TMPDIR" >> "$SEEN"
printf 'panic: \033[31mred \303\050 \000 \r\n[ERROR] \033]0;title\007\n{"@level":"error","@message":"\\u001b[2J"}\n' >&2
head -c 8000000 /dev/zero | tr '\0' 'x' >&2
exec sleep 60
