package main

// Spec has the keys, types and order of a plugin's yaml in Optimus 0.4: yaml.v2 takes a field's name in small letters for
// its key where no tag says otherwise.
type Spec struct {
	Info          `yaml:",inline"`
	GetQuestions  `yaml:",inline"`
	DefaultAssets `yaml:",inline"`
	DefaultConfig `yaml:",inline"`
}

type Info struct {
	Name          string
	Description   string
	Image         string
	PluginType    string
	PluginMods    []string
	PluginVersion string
	APIVersion    []string
	SecretPath    string
	DependsOn     []string
	HookType      string
}

type GetQuestions struct{ Questions []Question }

type Question struct {
	Name            string
	Prompt          string
	Help            string
	Default         string
	Multiselect     []string
	SubQuestions    []SubQuestion
	Regexp          string
	ValidationError string
	MinLength       int
	MaxLength       int
	Required        bool
}

type SubQuestion struct {
	IfValue   string
	Questions []Question
}

type DefaultAssets struct {
	Assets []Pair `yaml:"defaultassets"`
}

type DefaultConfig struct {
	Config []Pair `yaml:"defaultconfig"`
}

type Pair struct {
	Name  string
	Value string
}
