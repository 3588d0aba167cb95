// A plugin with everything, on the real go-plugin. It answers deterministically from its request alone, and takes the
// switches of act.go from its requests, so that one running process can be made to misbehave in every way.
package main

import (
	"context"
	"os"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	pb "optimus.example/plugin-proto/v1beta1"
)

var handshake = plugin.HandshakeConfig{
	ProtocolVersion:  1,
	MagicCookieKey:   "OP_PLUGIN_MAGIC_COOKIE",
	MagicCookieValue: "ksxR4BqCT81whVF2dVEUpYZXwM3pazSkP4IbVc6f2Kns57ypp2c0z0GzQNMdHSUk",
}

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
	countStart()
	full := &Full{log: hclog.New(&hclog.LoggerOptions{Name: "full", Level: hclog.Trace, JSONFormat: true})}
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: handshake,
		GRPCServer:      plugin.DefaultGRPCServer,
		Logger:          full.log,
		Plugins: plugin.PluginSet{
			"base": &service{register: func(s *grpc.Server) { pb.RegisterBaseServiceServer(s, full) }},
			"cli":  &service{register: func(s *grpc.Server) { pb.RegisterCLIModServiceServer(s, full) }},
			"dr":   &service{register: func(s *grpc.Server) { pb.RegisterDependencyResolverModServiceServer(s, full) }},
		},
	})
}

// countStart leaves a byte in the file that STARTS names, so that starts can be counted.
func countStart() {
	if file, err := os.OpenFile(os.Getenv("STARTS"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); err == nil {
		defer file.Close()
		_, _ = file.Write([]byte{'.'})
	}
}
