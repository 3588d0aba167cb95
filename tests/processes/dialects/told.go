package main

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
)

// told answers with what the request said, as far as the dialect knows it, in whatever field of the reply is a text.
func told(method string, request *dynamicpb.Message) (string, error) {
	said := quoted(seen(request))
	switch method {
	case "PluginInfo":
		return fmt.Sprintf(`{"name": %s, "description": "Speaks a dialect", "pluginType": "PLUGIN_TYPE_HOOK", "pluginMods": [1, 2],
			"pluginVersion": "0.1.0", "apiVersion": ["1"], "image": "example.io/dialects:0.1.0", "dependsOn": ["first"],
			"hookType": "HOOK_TYPE_POST", "secretPath": "/tmp/key.json"}`, quoted(*name)), nil
	case "GetName", "GetTaskSchema", "GetHookSchema":
		return fmt.Sprintf(`{"name": %s}`, quoted(*name)), nil
	case "GetQuestions":
		return fmt.Sprintf(`{"questions": [{"name": "Q", "prompt": "Q?", "help": %s, "default": "a", "multiselect": ["a", "b"],
			"subQuestions": [{"ifValue": "b", "questions": [{"name": "R"}]}]}]}`, said), nil
	case "ValidateQuestion":
		return fmt.Sprintf(`{"error": %s}`, said), nil
	case "DefaultConfig":
		return fmt.Sprintf(`{"config": {"configs": [{"name": "seen", "value": %s}]}}`, said), nil
	case "DefaultAssets", "CompileAssets":
		return fmt.Sprintf(`{"assets": {"assets": [{"name": "seen", "value": %s}]}}`, said), nil
	case "GenerateDestination":
		return fmt.Sprintf(`{"destination": %s, "destinationType": "bigquery"}`, said), nil
	case "GenerateDependencies":
		return fmt.Sprintf(`{"dependencies": [%s]}`, said), nil
	}
	return "", fmt.Errorf("no answer to %s", method)
}

func quoted(text string) string {
	json, _ := json.Marshal(text)
	return string(json)
}

// seen writes a message with every field that it can have, in the order of their numbers.
func seen(message protoreflect.Message) string {
	fields := message.Descriptor().Fields()
	order := make([]protoreflect.FieldDescriptor, fields.Len())
	for i := range order {
		order[i] = fields.Get(i)
	}
	sort.Slice(order, func(i, j int) bool { return order[i].Number() < order[j].Number() })
	parts := make([]string, len(order))
	for i, field := range order {
		parts[i] = string(field.Name()) + value(field, message.Get(field))
	}
	return strings.Join(parts, " ")
}

func value(field protoreflect.FieldDescriptor, value protoreflect.Value) string {
	var parts []string
	switch {
	case field.IsMap():
		value.Map().Range(func(key protoreflect.MapKey, value protoreflect.Value) bool {
			parts = append(parts, key.String()+one(field.MapValue(), value))
			return true
		})
		sort.Strings(parts)
		return "{" + strings.Join(parts, " ") + "}"
	case field.IsList():
		for i := 0; i < value.List().Len(); i++ {
			parts = append(parts, one(field, value.List().Get(i)))
		}
		return "[" + strings.Join(parts, " ") + "]"
	}
	return one(field, value)
}

func one(field protoreflect.FieldDescriptor, value protoreflect.Value) string {
	switch field.Kind() {
	case protoreflect.MessageKind:
		return "{" + seen(value.Message()) + "}"
	case protoreflect.EnumKind:
		return "=" + string(field.Enum().Values().ByNumber(value.Enum()).Name())
	}
	return fmt.Sprintf("=%v", value.Interface())
}
