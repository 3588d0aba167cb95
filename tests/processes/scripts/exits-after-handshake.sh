#!/bin/sh
# A good handshake, and then it is gone.
[ -z "$SEEN" ] || echo "$$ $TMPDIR" >> "$SEEN"
echo "1|1|unix|$PLUGIN_UNIX_SOCKET_DIR/nobody|grpc|"
