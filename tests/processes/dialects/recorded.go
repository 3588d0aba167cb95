package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/dynamicpb"
)

type object = map[string]interface{}

// record is a call that a real plugin answered. One without reply and without an error of its own is a plugin that died,
// since the host of that time left the window out.
type record struct {
	Plugin, Method, Error string
	Request, Response     object
}

// recorded answers a request that was recorded as the plugin did, and refuses every other one.
func recorded(path, plugin string) (Answer, error) {
	records, err := readAll(path, plugin)
	if err != nil {
		return nil, err
	}
	return func(method string, request *dynamicpb.Message) (string, error) {
		if method == "GetName" {
			return fmt.Sprintf(`{"name": %s}`, quoted(plugin)), nil
		}
		for _, record := range records {
			if record.Method != method {
				continue
			}
			if same, err := record.asks(request); err != nil || same {
				return record.answer(request, err)
			}
		}
		return "", status.Errorf(codes.Internal, "%s was not recorded with %s", method, seen(request))
	}, nil
}

func readAll(path, plugin string) ([]record, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var records []record
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var read record
		if err := json.Unmarshal(lines.Bytes(), &read); err != nil {
			return nil, err
		}
		if read.Plugin == plugin {
			records = append(records, read)
		}
	}
	return records, lines.Err()
}

// asks tells whether this is the recorded request, in what the dialect knows of it.
func (r *record) asks(request *dynamicpb.Message) (bool, error) {
	text, err := json.Marshal(inProtosWords(r.Request, r.Method))
	if err != nil {
		return false, err
	}
	expected := dynamicpb.NewMessage(request.Descriptor())
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(text, expected); err != nil {
		return false, err
	}
	return seen(expected) == seen(request), nil
}

func (r *record) answer(request *dynamicpb.Message, err error) (string, error) {
	if err != nil {
		return "", err
	}
	if r.Response == nil && (r.Error == "" || strings.Contains(r.Error, "code = Unavailable")) {
		return passedThrough(request)
	}
	if r.Error != "" {
		return "", refusal(r.Error)
	}
	text, err := json.Marshal(inProtosWords(r.Response, r.Method))
	return string(text), err
}

// passedThrough is what neo says where it does not die: the assets of the request.
func passedThrough(request *dynamicpb.Message) (string, error) {
	text, err := protojson.Marshal(request)
	return string(text), err
}

// refusal reads `rpc error: code = Unknown desc = text`.
func refusal(text string) error {
	rest, desc, _ := strings.Cut(strings.TrimPrefix(text, "rpc error: code = "), " desc = ")
	for code := codes.OK; code <= codes.Unauthenticated; code++ {
		if code.String() == rest {
			return status.Error(code, desc)
		}
	}
	return status.Error(codes.Unknown, text)
}

// inProtosWords turns the words of upstream's Go structs into those of the messages, for every dialect at once.
func inProtosWords(recorded object, method string) object {
	out, _ := lowered(recorded).(object)
	if out == nil {
		out = object{}
	}
	out["options"] = object{"dryRun": out["dryRun"]}
	out["assets"] = object{"assets": out["assets"]}
	out["config"] = object{"configs": out["config"]}
	out["configs"] = out["config"]
	switch method {
	case "PluginInfo":
		out["pluginType"], out["hookType"] = enum("PLUGIN_TYPE_", out["pluginType"]), enum("HOOK_TYPE_", out["hookType"])
		mods, _ := out["pluginMods"].([]interface{})
		for i, mod := range mods {
			mods[i] = enum("PLUGIN_MOD_", mod)
		}
	case "CompileAssets":
		times(out)
	case "GenerateDestination":
		out["destinationType"] = out["type"]
	}
	if project, ok := out["project"].(object); ok && project["config"] == nil {
		project["config"] = object{}
	}
	return out
}

// times fills window and schedule from start and end, and the data of the instance in their older form.
func times(out object) {
	start, _ := time.Parse(time.RFC3339, fmt.Sprint(out["startTime"]))
	end, _ := time.Parse(time.RFC3339, fmt.Sprint(out["endTime"]))
	size := end.Sub(start)
	out["window"] = object{"size": fmt.Sprintf("%d.%09ds", size/time.Second, size%time.Second), "offset": "0s"}
	out["instanceSchedule"] = out["endTime"]
	data, _ := out["instanceData"].([]interface{})
	older := make([]interface{}, len(data))
	for i, datum := range data {
		datum := datum.(object)
		older[i] = object{"name": datum["name"], "value": datum["value"], "type": enum("TYPE_", datum["type"])}
	}
	out["instanceSpecData"] = older
}

func enum(prefix string, word interface{}) string {
	if word == nil || word == "" {
		word = "unspecified"
	}
	return prefix + strings.ToUpper(fmt.Sprint(word))
}

// lowered turns `SubQuestions` into `subQuestions`, at every depth but in the names of a project's configuration.
func lowered(value interface{}) interface{} {
	switch value := value.(type) {
	case object:
		out := object{}
		for key, inner := range value {
			if key == "APIVersion" {
				key = "ApiVersion"
			}
			key = strings.ToLower(key[:1]) + key[1:]
			if configuration, ok := inner.(object); ok && key == "config" {
				out[key] = configuration
				continue
			}
			out[key] = lowered(inner)
		}
		return out
	case []interface{}:
		out := make([]interface{}, len(value))
		for i, inner := range value {
			out[i] = lowered(inner)
		}
		return out
	}
	return value
}
