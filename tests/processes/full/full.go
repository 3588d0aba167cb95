package main

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/hashicorp/go-hclog"
	"google.golang.org/protobuf/types/known/timestamppb"

	pb "optimus.example/plugin-proto/v1beta1"
)

// Full dereferences sub-messages without a nil check, as upstream's server does: a request that leaves one out kills it.
type Full struct {
	pb.UnimplementedBaseServiceServer
	pb.UnimplementedCLIModServiceServer
	pb.UnimplementedDependencyResolverModServiceServer
	log hclog.Logger
}

func (*Full) PluginInfo(context.Context, *pb.PluginInfoRequest) (*pb.PluginInfoResponse, error) {
	return &pb.PluginInfoResponse{
		Name:          "full",
		Description:   "Everything a plugin can do",
		PluginType:    pb.PluginType_PLUGIN_TYPE_HOOK,
		PluginMods:    []pb.PluginMod{pb.PluginMod_PLUGIN_MOD_CLI, pb.PluginMod_PLUGIN_MOD_DEPENDENCYRESOLVER},
		PluginVersion: "0.1.0",
		ApiVersion:    []string{"1"},
		Image:         "example.io/full:0.1.0",
		DependsOn:     []string{"first"},
		HookType:      pb.HookType_HOOK_TYPE_POST,
		SecretPath:    "/tmp/key.json",
	}, nil
}

func (f *Full) GetQuestions(ctx context.Context, request *pb.GetQuestionsRequest) (*pb.GetQuestionsResponse, error) {
	if questions, done, err := f.survey(ctx, request.JobName); done {
		return &pb.GetQuestionsResponse{Questions: questions}, err
	}
	return &pb.GetQuestionsResponse{Questions: []*pb.PluginQuestion{
		{
			Name: "METHOD", Prompt: "Load method", Help: "How rows are written", Default: "APPEND",
			Multiselect: []string{"APPEND", "REPLACE"},
			SubQuestions: []*pb.PluginQuestion_SubQuestion{{
				IfValue:   "REPLACE",
				Questions: []*pb.PluginQuestion{{Name: "FILTER", Prompt: "Partition filter"}},
			}},
		},
		{Name: "JOB", Prompt: request.JobName, Default: fmt.Sprint(request.Options.DryRun)},
	}}, nil
}

func (f *Full) ValidateQuestion(ctx context.Context, request *pb.ValidateQuestionRequest) (*pb.ValidateQuestionResponse, error) {
	question, value := request.Answer.Question, request.Answer.Value
	if done, err := f.act(ctx, value); done {
		return &pb.ValidateQuestionResponse{}, err
	}
	if value == "good" {
		return &pb.ValidateQuestionResponse{Success: true}, nil
	}
	text := fmt.Sprintf("%s=%s default=%s choices=%s subs=%d dry_run=%t", question.Name, value, question.Default,
		strings.Join(question.Multiselect, "|"), len(question.SubQuestions), request.Options.DryRun)
	return &pb.ValidateQuestionResponse{Error: text}, nil
}

func (f *Full) DefaultConfig(ctx context.Context, request *pb.DefaultConfigRequest) (*pb.DefaultConfigResponse, error) {
	config := &pb.Configs{Configs: []*pb.Configs_Config{{Name: "DRY_RUN", Value: fmt.Sprint(request.Options.DryRun)}}}
	for _, answer := range request.Answers {
		if answer.Value == "absent" {
			return &pb.DefaultConfigResponse{}, nil
		}
		config.Configs = append(config.Configs, &pb.Configs_Config{Name: answer.Question.Name, Value: answer.Value})
	}
	return &pb.DefaultConfigResponse{Config: config}, nil
}

func (f *Full) DefaultAssets(ctx context.Context, request *pb.DefaultAssetsRequest) (*pb.DefaultAssetsResponse, error) {
	assets := &pb.Assets{}
	for _, answer := range request.Answers {
		if answer.Value == "absent" {
			return &pb.DefaultAssetsResponse{}, nil
		}
		assets.Assets = append(assets.Assets, &pb.Assets_Asset{Name: answer.Question.Name, Value: answer.Value})
	}
	_ = request.Options.DryRun
	return &pb.DefaultAssetsResponse{Assets: assets}, nil
}

// CompileAssets returns the assets, and one more that says everything else that arrived.
func (f *Full) CompileAssets(ctx context.Context, request *pb.CompileAssetsRequest) (*pb.CompileAssetsResponse, error) {
	for _, config := range request.Configs.Configs {
		if done, err := f.act(ctx, config.Value); done {
			return &pb.CompileAssetsResponse{}, err
		}
	}
	var seen strings.Builder
	for _, config := range request.Configs.Configs {
		fmt.Fprintf(&seen, "config %s=%s\n", config.Name, config.Value)
	}
	fmt.Fprintf(&seen, "window %d %d %q\n", request.Window.Size.Seconds, request.Window.Offset.Seconds, request.Window.TruncateTo)
	fmt.Fprintf(&seen, "schedule %s\n", text(request.InstanceSchedule))
	fmt.Fprintf(&seen, "start %s\nend %s\n", text(request.StartTime), text(request.EndTime))
	for _, data := range request.InstanceData {
		fmt.Fprintf(&seen, "data %s=%s %s\n", data.Name, data.Value, data.Type)
	}
	fmt.Fprintf(&seen, "dry_run %t\n", request.Options.DryRun)
	assets := append(request.Assets.Assets, &pb.Assets_Asset{Name: "seen", Value: seen.String()})
	return &pb.CompileAssetsResponse{Assets: &pb.Assets{Assets: assets}}, nil
}

func text(at *timestamppb.Timestamp) string {
	return time.Unix(at.Seconds, int64(at.Nanos)).UTC().Format(time.RFC3339Nano)
}

func (f *Full) GenerateDestination(ctx context.Context, request *pb.GenerateDestinationRequest) (*pb.GenerateDestinationResponse, error) {
	_, _ = request.Options.DryRun, request.Assets.Assets
	for _, config := range request.Config.Configs {
		if config.Name == "TABLE" {
			return &pb.GenerateDestinationResponse{
				Destination:     request.Project.Name + ":" + config.Value,
				DestinationType: "bigquery",
			}, nil
		}
	}
	return nil, errors.New("missing config key required to generate destination")
}

// GenerateDependencies names the project's configuration and the assets.
func (f *Full) GenerateDependencies(ctx context.Context, request *pb.GenerateDependenciesRequest) (*pb.GenerateDependenciesResponse, error) {
	for _, config := range request.Config.Configs {
		if done, err := f.act(ctx, config.Value); done {
			return &pb.GenerateDependenciesResponse{}, err
		}
	}
	dependencies := []string{fmt.Sprintf("dry-run://%t", request.Options.DryRun)}
	for name, value := range request.Project.Config {
		dependencies = append(dependencies, "config://"+name+"="+value)
	}
	for _, asset := range request.Assets.Assets {
		dependencies = append(dependencies, "bigquery://"+asset.Name)
	}
	sort.Strings(dependencies)
	return &pb.GenerateDependenciesResponse{Dependencies: dependencies}, nil
}
