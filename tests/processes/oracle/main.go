// What upstream's libraries say: yaml.v2 of a plugin's yaml, Go's regexp of a question's pattern. Not a plugin.
//
// Each line of stdin is a question, each line of stdout its answer in JSON:
//
//	oracle yaml      a file as hexadecimal digits      {"spec": …} or {"error": …}
//	oracle patterns  {"pattern": …, "values": […]}     {"matches": […]} or {"error": …}
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"regexp"

	"gopkg.in/yaml.v2"
)

func main() {
	log.SetFlags(0)
	answers := map[string]func(line []byte) any{"yaml": ofYaml, "patterns": ofPattern}
	if len(os.Args) != 2 || answers[os.Args[1]] == nil {
		log.Fatal("usage: oracle yaml|patterns")
	}
	in, out := bufio.NewReader(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			return
		}
		check(err)
		check(out.Encode(answers[os.Args[1]](line[:len(line)-1])))
	}
}

func ofYaml(line []byte) any {
	text, err := hex.DecodeString(string(line))
	check(err)
	var spec Spec
	if err := yaml.UnmarshalStrict(text, &spec); err != nil {
		return failure(err)
	}
	return map[string]any{"spec": spec}
}

func ofPattern(line []byte) any {
	var question struct {
		Pattern string
		Values  []string
	}
	check(json.Unmarshal(line, &question))
	pattern, err := regexp.Compile(question.Pattern)
	if err != nil {
		return failure(err)
	}
	matches := make([]bool, len(question.Values))
	for i, value := range question.Values {
		matches[i] = pattern.MatchString(value)
	}
	return map[string]any{"matches": matches}
}

func failure(err error) any {
	return map[string]any{"error": fmt.Sprint(err)}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
