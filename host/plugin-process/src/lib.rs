//! Plugins that are processes: hashicorp/go-plugin over gRPC, the host side.
