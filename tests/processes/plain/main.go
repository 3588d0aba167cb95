// A plugin written by hand on gRPC alone, without go-plugin: no controller, no stdio stream, no broker, no reflection, and
// health only if asked for. Its flags choose the handshake and how it misbehaves.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/emptypb"

	pb "optimus.example/plugin-proto/v1beta1"
)

var (
	network    = flag.String("network", "unix", "unix or tcp")
	at         = flag.String("at", "", "the path of the socket, if not in the folder given")
	link       = flag.Bool("link", false, "hand out a symbolic link to the socket")
	address    = flag.String("address", "", "what the handshake says, if it is not the truth")
	fields     = flag.Int("fields", 5, "number of fields of the handshake, up to 8")
	serve      = flag.Bool("serve", true, "accept connections")
	healthy    = flag.String("health", "none", "none, serving or not-serving")
	stubborn   = flag.Bool("stubborn", false, "ignore SIGTERM and Shutdown")
	dialect    = flag.String("dialect", "", "full name of a method to answer instead of the services of Optimus 0.4")
	pluginType = flag.Int("type", 1, "the number of the plugin's type")
	mod        = flag.Int("mod", 1, "the number of the plugin's only mod")
	hook       = flag.Int("hook", 0, "the number of the plugin's hook type")
	name       = flag.String("name", "plain", "the plugin's name")
	app        = flag.Int("app", 1, "the version of the plugin's protocol that the handshake says")
	secure     = flag.String("tls", "none", "what it does when it is to speak TLS; see tls.go")
	telemetry  = flag.String("t", "", "where traces go, as plugins on Optimus 0.4 take it")
	once       = flag.String("once", "", "a file: the second start that finds it exits before the handshake")
)

// Plain answers info and validate-question.
type Plain struct {
	pb.UnimplementedBaseServiceServer
	pb.UnimplementedCLIModServiceServer
}

func (*Plain) PluginInfo(context.Context, *pb.PluginInfoRequest) (*pb.PluginInfoResponse, error) {
	return &pb.PluginInfoResponse{
		Name: *name, Description: *telemetry, PluginType: pb.PluginType(*pluginType), PluginVersion: "1", Image: "example.io/plain:1",
		PluginMods: []pb.PluginMod{pb.PluginMod(*mod)}, HookType: pb.HookType(*hook),
	}, nil
}

func (*Plain) ValidateQuestion(_ context.Context, request *pb.ValidateQuestionRequest) (*pb.ValidateQuestionResponse, error) {
	if request.Answer.Value == "do:exit" {
		os.Exit(3)
	}
	return &pb.ValidateQuestionResponse{Success: request.Answer.Value != ""}, nil
}

func main() {
	flag.Parse()
	refuseSecondStart()
	if *stubborn {
		signal.Ignore(syscall.SIGTERM, syscall.SIGINT)
	}
	listener, err := listen()
	if err != nil {
		log.Fatal(err)
	}
	listener, certificate := wrapped(listener)
	fmt.Println(handshake(listener, certificate))
	if !*serve {
		time.Sleep(time.Hour)
	}
	log.Fatal(server().Serve(listener))
}

func refuseSecondStart() {
	if *once == "" {
		return
	}
	if _, err := os.Stat(*once); err == nil {
		log.Fatal("started once already")
	}
	if err := os.WriteFile(*once, nil, 0o600); err != nil {
		log.Fatal(err)
	}
}

func listen() (net.Listener, error) {
	if *network == "tcp" {
		return net.Listen("tcp", "127.0.0.1:0")
	}
	path := filepath.Join(os.Getenv("PLUGIN_UNIX_SOCKET_DIR"), "plain")
	if *at != "" {
		path = *at
	}
	if *link {
		*address = path + "-link"
		if err := os.Symlink(path, *address); err != nil {
			return nil, err
		}
	}
	return net.Listen("unix", path)
}

func handshake(listener net.Listener, certificate string) string {
	at := listener.Addr().String()
	if *address != "" {
		at = *address
	}
	all := []string{"1", fmt.Sprint(*app), *network, at, "grpc", certificate, "true", "from the future"}
	return strings.Join(all[:*fields], "|")
}

func server() *grpc.Server {
	server := grpc.NewServer(grpc.UnknownServiceHandler(unknown))
	if *dialect == "" {
		pb.RegisterBaseServiceServer(server, &Plain{})
		pb.RegisterCLIModServiceServer(server, &Plain{})
	}
	if *healthy != "none" {
		serving := health.NewServer()
		serving.SetServingStatus("plugin", map[string]healthpb.HealthCheckResponse_ServingStatus{
			"serving":     healthpb.HealthCheckResponse_SERVING,
			"not-serving": healthpb.HealthCheckResponse_NOT_SERVING,
		}[*healthy])
		healthpb.RegisterHealthServer(server, serving)
	}
	return server
}

// unknown answers the method of -dialect with an empty message, Shutdown like go-plugin unless stubborn, else nothing.
func unknown(_ interface{}, stream grpc.ServerStream) error {
	method, _ := grpc.MethodFromServerStream(stream)
	switch {
	case *dialect != "" && method == "/"+*dialect:
		var empty proto.Message = &emptypb.Empty{}
		return stream.SendMsg(empty)
	case method == "/plugin.GRPCController/Shutdown" && *stubborn:
		return stream.SendMsg(&emptypb.Empty{})
	case method == "/plugin.GRPCController/Shutdown":
		os.Exit(0)
	}
	service := strings.SplitN(strings.TrimPrefix(method, "/"), "/", 2)[0]
	return status.Errorf(codes.Unimplemented, "unknown service %s", service)
}
