#!/bin/sh
# Prints its first argument as the handshake, and stays.
printf '%s\n' "$1"
exec sleep 60
