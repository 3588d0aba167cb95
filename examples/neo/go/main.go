// Optimus plugin neo: tracks near earth objects. The work itself is done by the container image that it names; this
// program only describes it, asks for the dates, and turns the answers into configuration.
package main

import (
	"context"

	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	pb "optimus.example/plugin-proto/v1beta1"
)

// What host and plugin agree on before the first call. The cookie is no secret: it keeps people from starting a plugin
// by hand and wondering why it does nothing.
var handshake = plugin.HandshakeConfig{
	ProtocolVersion:  1,
	MagicCookieKey:   "OP_PLUGIN_MAGIC_COOKIE",
	MagicCookieValue: "ksxR4BqCT81whVF2dVEUpYZXwM3pazSkP4IbVc6f2Kns57ypp2c0z0GzQNMdHSUk",
}

// service registers the plugin's gRPC services. Optimus never serves a plugin from its own process, so there is no client.
type service struct {
	plugin.NetRPCUnsupportedPlugin
	register func(*grpc.Server)
}

func (s *service) GRPCServer(_ *plugin.GRPCBroker, server *grpc.Server) error {
	s.register(server)
	return nil
}

func (s *service) GRPCClient(context.Context, *plugin.GRPCBroker, *grpc.ClientConn) (interface{}, error) {
	return nil, nil
}

func main() {
	neo := &Neo{}
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: handshake,
		GRPCServer:      plugin.DefaultGRPCServer,
		Plugins: plugin.PluginSet{
			"base": &service{register: func(s *grpc.Server) { pb.RegisterBaseServiceServer(s, neo) }},
			"cli":  &service{register: func(s *grpc.Server) { pb.RegisterCLIModServiceServer(s, neo) }},
		},
	})
}
