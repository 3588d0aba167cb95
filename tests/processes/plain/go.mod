module optimus.example/fixtures/plain

go 1.24

require (
	google.golang.org/grpc v1.61.0
	google.golang.org/protobuf v1.36.6
	optimus.example/plugin-proto v0.0.0
)

require (
	github.com/golang/protobuf v1.5.3 // indirect
	golang.org/x/net v0.18.0 // indirect
	golang.org/x/sys v0.14.0 // indirect
	golang.org/x/text v0.14.0 // indirect
	google.golang.org/genproto/googleapis/rpc v0.0.0-20231106174013-bbf56f31fb17 // indirect
)

replace optimus.example/plugin-proto => ../../../host/plugin-process/proto/go
