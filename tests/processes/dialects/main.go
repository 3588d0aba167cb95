// A plugin of every dialect that Optimus ever spoke over go-plugin, one source on three releases of the library. It is
// strict: where a request leaves out a sub-message that the dialect knows, it dies of a nil dereference, as the Go plugins
// of the time did.
//
//	dialects -speak D2b[,D5]                                  answers with what it was asked
//	dialects -speak D2b -calls calls.jsonl -plugin bq2bq      answers as that plugin was recorded to
package main

import (
	"context"
	"flag"
	"log"
	"strings"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

var (
	speak = flag.String("speak", "D2b", "the dialects, separated by commas: names of files in protos/")
	name  = flag.String("name", "dialects", "the plugin's name")
	calls = flag.String("calls", "", "a file of recorded calls to answer from")
	who   = flag.String("plugin", "", "whose recorded calls")
)

var handshake = plugin.HandshakeConfig{
	ProtocolVersion:  1,
	MagicCookieKey:   "OP_PLUGIN_MAGIC_COOKIE",
	MagicCookieValue: "ksxR4BqCT81whVF2dVEUpYZXwM3pazSkP4IbVc6f2Kns57ypp2c0z0GzQNMdHSUk",
}

type services struct {
	plugin.NetRPCUnsupportedPlugin
	all []*grpc.ServiceDesc
}

func (s *services) GRPCServer(_ *plugin.GRPCBroker, server *grpc.Server) error {
	for _, service := range s.all {
		server.RegisterService(service, s)
	}
	return nil
}

func (s *services) GRPCClient(context.Context, *plugin.GRPCBroker, *grpc.ClientConn) (interface{}, error) {
	return nil, nil
}

func main() {
	flag.Parse()
	answer, err := answerer()
	if err != nil {
		log.Fatal(err)
	}
	var all services
	for _, dialect := range strings.Split(*speak, ",") {
		services, err := load(dialect, answer)
		if err != nil {
			log.Fatal(err)
		}
		all.all = append(all.all, services...)
	}
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: handshake,
		GRPCServer:      plugin.DefaultGRPCServer,
		Logger:          hclog.New(&hclog.LoggerOptions{Name: *name, Level: hclog.Trace, JSONFormat: true}),
		Plugins:         plugin.PluginSet{"all": &all},
	})
}

func answerer() (Answer, error) {
	if *calls == "" {
		return told, nil
	}
	return recorded(*calls, *who)
}
