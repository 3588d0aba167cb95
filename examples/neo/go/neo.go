package main

import (
	"context"

	pb "optimus.example/plugin-proto/v1beta1"
)

const (
	version    = "0.1.0"
	rangeStart = "RANGE_START"
	rangeEnd   = "RANGE_END"
)

// Neo answers the calls. It holds no state: Optimus calls it from many goroutines at once.
type Neo struct {
	pb.UnimplementedBaseServiceServer
	pb.UnimplementedCLIModServiceServer
}

// PluginInfo says who the plugin is. Optimus asks once, when it loads the plugin.
func (*Neo) PluginInfo(context.Context, *pb.PluginInfoRequest) (*pb.PluginInfoResponse, error) {
	return &pb.PluginInfoResponse{
		Name:          "neo",
		Description:   "Near earth object tracker",
		PluginType:    pb.PluginType_PLUGIN_TYPE_TASK,
		PluginMods:    []pb.PluginMod{pb.PluginMod_PLUGIN_MOD_CLI},
		PluginVersion: version,
		ApiVersion:    []string{"1"},
		Image:         "ghcr.io/kushsharma/optimus-task-neo-executor:" + version,
		SecretPath:    "/tmp/.secrets",
	}, nil
}

// GetQuestions says what to ask a person who creates a job.
func (*Neo) GetQuestions(context.Context, *pb.GetQuestionsRequest) (*pb.GetQuestionsResponse, error) {
	return &pb.GetQuestionsResponse{Questions: []*pb.PluginQuestion{
		{Name: rangeStart, Prompt: "Date range start", Help: "YYYY-MM-DD format"},
		{Name: rangeEnd, Prompt: "Date range end", Help: "YYYY-MM-DD format"},
	}}, nil
}

// ValidateQuestion says whether an answer is good.
func (*Neo) ValidateQuestion(_ context.Context, request *pb.ValidateQuestionRequest) (*pb.ValidateQuestionResponse, error) {
	switch key(request.GetAnswer().GetQuestion()) {
	case rangeStart, rangeEnd:
		if request.GetAnswer().GetValue() == "" {
			return &pb.ValidateQuestionResponse{Error: "not a valid string"}, nil
		}
	}
	return &pb.ValidateQuestionResponse{Success: true}, nil
}

// DefaultConfig turns the answers into the task's configuration.
func (*Neo) DefaultConfig(_ context.Context, request *pb.DefaultConfigRequest) (*pb.DefaultConfigResponse, error) {
	config := &pb.Configs{}
	for _, answer := range request.GetAnswers() {
		config.Configs = append(config.Configs, &pb.Configs_Config{
			Name:  key(answer.GetQuestion()),
			Value: answer.GetValue(),
		})
	}
	return &pb.DefaultConfigResponse{Config: config}, nil
}

// key is what an answer is configured under. Until version 0.0.6 the questions had names of their own, and answers that were
// written down then still count.
func key(question *pb.PluginQuestion) string {
	switch name := question.GetName(); name {
	case "Start":
		return rangeStart
	case "End":
		return rangeEnd
	default:
		return name
	}
}

// DefaultAssets: neo's jobs need no files.
func (*Neo) DefaultAssets(context.Context, *pb.DefaultAssetsRequest) (*pb.DefaultAssetsResponse, error) {
	return &pb.DefaultAssetsResponse{Assets: &pb.Assets{}}, nil
}

// CompileAssets leaves the job's files as they are.
func (*Neo) CompileAssets(_ context.Context, request *pb.CompileAssetsRequest) (*pb.CompileAssetsResponse, error) {
	return &pb.CompileAssetsResponse{Assets: request.GetAssets()}, nil
}
