// Generates the Go stubs from the .proto file without protoc.
//
//	cd host/plugin-process/proto/go/generate && go run .
package main

import (
	"bytes"
	"context"
	"log"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/bufbuild/protocompile"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/pluginpb"
)

const (
	source = "odpf/optimus/plugins/v1beta1/plugin.proto"
	target = "../v1beta1"
)

// The versions decide which runtime the stubs need: these accept every grpc since 1.32 and protobuf since 1.28.
var generators = []string{
	"google.golang.org/protobuf/cmd/protoc-gen-go@v1.28.1",
	"google.golang.org/grpc/cmd/protoc-gen-go-grpc@v1.2.0",
}

func main() {
	request, err := compile()
	if err != nil {
		log.Fatal(err)
	}
	for _, generator := range generators {
		if err := run(generator, request); err != nil {
			log.Fatalf("%s: %v", generator, err)
		}
	}
}

func compile() ([]byte, error) {
	compiler := protocompile.Compiler{
		Resolver:       protocompile.WithStandardImports(&protocompile.SourceResolver{ImportPaths: []string{"../.."}}),
		SourceInfoMode: protocompile.SourceInfoStandard,
	}
	files, err := compiler.Compile(context.Background(), source)
	if err != nil {
		return nil, err
	}
	var all []*descriptorpb.FileDescriptorProto
	var add func(file protoreflect.FileDescriptor)
	add = func(file protoreflect.FileDescriptor) {
		for i := 0; i < file.Imports().Len(); i++ {
			add(file.Imports().Get(i).FileDescriptor)
		}
		all = append(all, protodesc.ToFileDescriptorProto(file))
	}
	add(files[0])
	return proto.Marshal(&pluginpb.CodeGeneratorRequest{FileToGenerate: []string{source}, ProtoFile: all})
}

func run(generator string, request []byte) error {
	command := exec.Command("go", "run", generator)
	command.Stdin, command.Stderr = bytes.NewReader(request), os.Stderr
	output, err := command.Output()
	if err != nil {
		return err
	}
	var response pluginpb.CodeGeneratorResponse
	if err := proto.Unmarshal(output, &response); err != nil {
		return err
	}
	if response.Error != nil {
		log.Fatal(*response.Error)
	}
	for _, file := range response.File {
		path := filepath.Join(target, filepath.Base(file.GetName()))
		if err := os.WriteFile(path, []byte(file.GetContent()), 0o644); err != nil {
			return err
		}
	}
	return nil
}
