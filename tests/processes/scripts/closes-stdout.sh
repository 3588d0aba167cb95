#!/bin/sh
# Closes its output without a handshake, and stays.
exec >&-
exec sleep 60
