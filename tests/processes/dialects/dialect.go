package main

import (
	"context"
	"embed"
	"fmt"

	"github.com/bufbuild/protocompile"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/dynamicpb"
)

//go:embed protos/*.proto
var protos embed.FS

// Answer makes the reply of a method, as JSON of the reply's message, out of the request. Fields that the dialect does not
// have may be in it.
type Answer func(method string, request *dynamicpb.Message) (string, error)

// load compiles a dialect and makes its services.
func load(dialect string, answer Answer) ([]*grpc.ServiceDesc, error) {
	file, err := compile(dialect + ".proto")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dialect, err)
	}
	var services []*grpc.ServiceDesc
	for i := 0; i < file.Services().Len(); i++ {
		services = append(services, service(file.Services().Get(i), answer))
	}
	return services, nil
}

// compile reads a file of protos/, and registers it so that reflection can tell what is in it.
func compile(name string) (protoreflect.FileDescriptor, error) {
	read := func(path string) (protocompile.SearchResult, error) {
		source, err := protos.Open("protos/" + path)
		return protocompile.SearchResult{Source: source}, err
	}
	compiler := protocompile.Compiler{
		Resolver: protocompile.WithStandardImports(protocompile.ResolverFunc(read)),
	}
	files, err := compiler.Compile(context.Background(), name)
	if err != nil {
		return nil, err
	}
	if _, err := protoregistry.GlobalFiles.FindFileByPath("messages.proto"); err != nil {
		if err := protoregistry.GlobalFiles.RegisterFile(files[0].FindImportByPath("messages.proto")); err != nil {
			return nil, err
		}
	}
	return files[0], protoregistry.GlobalFiles.RegisterFile(files[0])
}

func service(described protoreflect.ServiceDescriptor, answer Answer) *grpc.ServiceDesc {
	service := grpc.ServiceDesc{
		ServiceName: string(described.FullName()),
		HandlerType: (*interface{})(nil),
		Metadata:    described.ParentFile().Path(),
	}
	for i := 0; i < described.Methods().Len(); i++ {
		method := described.Methods().Get(i)
		service.Methods = append(service.Methods, grpc.MethodDesc{
			MethodName: string(method.Name()),
			Handler: func(_ interface{}, _ context.Context, decode func(interface{}) error, _ grpc.UnaryServerInterceptor) (interface{}, error) {
				request := dynamicpb.NewMessage(method.Input())
				if err := decode(request); err != nil {
					return nil, err
				}
				dereference(request)
				return reply(method, request, answer)
			},
		})
	}
	return &service
}

func reply(method protoreflect.MethodDescriptor, request *dynamicpb.Message, answer Answer) (interface{}, error) {
	json, err := answer(string(method.Name()), request)
	if err != nil {
		return nil, err
	}
	reply := dynamicpb.NewMessage(method.Output())
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal([]byte(json), reply); err != nil {
		return nil, status.Errorf(codes.Internal, "the fixture's own answer: %v: %s", err, json)
	}
	return reply, nil
}

// dereference uses every sub-message of a request without asking whether it is there, as generated code in Go does: an
// absent one is a nil pointer, which nothing recovers from.
func dereference(message protoreflect.Message) {
	fields := message.Descriptor().Fields()
	for i := 0; i < fields.Len(); i++ {
		field := fields.Get(i)
		switch {
		case field.Message() == nil || field.IsMap():
		case field.IsList():
			list := message.Get(field).List()
			for j := 0; j < list.Len(); j++ {
				dereference(list.Get(j).Message())
			}
		default:
			var present *struct{ value protoreflect.Message }
			if message.Has(field) {
				present = &struct{ value protoreflect.Message }{message.Get(field).Message()}
			}
			dereference(present.value)
		}
	}
}
