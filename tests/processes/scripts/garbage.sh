#!/bin/sh
# A program that is no plugin: it greets before anything else.
printf 'Hello from \033[31ma program\n'
echo 'said on stderr' >&2
sleep 60
