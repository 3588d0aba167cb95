#!/bin/sh
# Ends at once, as a program does whose configuration is missing.
echo 'missing configuration' >&2
exit 7
