package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	pb "optimus.example/plugin-proto/v1beta1"
)

// How many calls wait in a switch, how many ended because the host took them back, and how many failed as they were told to.
var waiting, cancelled, failed atomic.Int64

// Closed by do:release, which lets every do:hold go on.
var release = make(chan struct{})

// act does what a word in a request says, and tells whether it was such a word.
func (f *Full) act(ctx context.Context, word string) (bool, error) {
	switch word {
	case "do:exit":
		os.Exit(3)
	case "do:panic":
		panic("told to panic")
	case "do:sleep":
		waiting.Add(1)
		defer waiting.Add(-1)
		<-ctx.Done()
		cancelled.Add(1)
		return true, ctx.Err()
	case "do:linger":
		waiting.Add(1)
		defer waiting.Add(-1)
		time.Sleep(300 * time.Millisecond)
		return false, nil
	case "do:hold":
		waiting.Add(1)
		defer waiting.Add(-1)
		<-release
		return false, nil
	case "do:release":
		close(release)
		return false, nil
	case "do:echo-metadata":
		incoming, _ := metadata.FromIncomingContext(ctx)
		_, deadline := ctx.Deadline()
		return true, fmt.Errorf("%s %t", strings.Join(incoming.Get("traceparent"), ","), deadline)
	case "do:exhausted":
		failed.Add(1)
		return true, status.Error(codes.ResourceExhausted, "the quota is used up")
	case "do:too-large":
		failed.Add(1)
		return true, status.Error(codes.ResourceExhausted, "grpc: received message larger than max (5 vs. 4)")
	case "do:twice-unavailable":
		if failed.Add(1) <= 2 {
			return true, status.Error(codes.Unavailable, "not yet")
		}
		return false, nil
	case "do:exit-once":
		if file, err := os.OpenFile(os.Getenv("ONCE"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err == nil {
			file.Close()
			os.Exit(3)
		}
		return false, nil
	case "do:unavailable":
		failed.Add(1)
		return true, status.Error(codes.Unavailable, "the warehouse is closed")
	case "do:invalid":
		return true, status.Error(codes.InvalidArgument, "no such table")
	case "do:plain-error":
		return true, fmt.Errorf("plain \x1b[2Jerror")
	case "do:long-error":
		return true, fmt.Errorf("%s", strings.Repeat("e", 1<<20))
	case "do:flood":
		flood()
		return false, nil
	case "do:log":
		f.speak()
		return false, nil
	}
	return false, nil
}

// go-plugin replaces os.Stdout and os.Stderr; these are the pipes that the host reads. Package variables, since a File that
// is collected closes.
var raw, rawOut = os.NewFile(2, "stderr"), os.NewFile(1, "stdout")

// speak says something in every form that a plugin's output can have.
func (f *Full) speak() {
	f.log.Info("structured", "key", "value", "number", 7)
	fmt.Fprint(raw, "[WARN] by prefix\n", "no level\n", "{\"@level\":\"error\",\"@message\":\"turns \\u001b[2J the screen\"}\n")
	fmt.Fprintln(os.Stdout, "to stdout")
	fmt.Fprintln(os.Stderr, "to replaced stderr")
}

// flood writes to every stream far more than a pipe holds: it comes to its end only if the host reads them all.
func flood() {
	much := []byte(strings.Repeat("x", 4<<20))
	for _, stream := range []*os.File{raw, rawOut, os.Stdout, os.Stderr} {
		_, _ = stream.Write(much)
	}
}

// survey answers get-questions for job names that are switches.
func (f *Full) survey(ctx context.Context, job string) ([]*pb.PluginQuestion, bool, error) {
	if done, err := f.act(ctx, job); done {
		return nil, true, err
	}
	var depth, count int
	if n, _ := fmt.Sscanf(job, "do:deep %d", &depth); n == 1 {
		return []*pb.PluginQuestion{deep(depth)}, true, nil
	}
	if n, _ := fmt.Sscanf(job, "do:help %d", &count); n == 1 {
		return []*pb.PluginQuestion{{Name: "HELP", Help: strings.Repeat("h", count)}}, true, nil
	}
	if n, _ := fmt.Sscanf(job, "do:many %d", &count); n == 1 {
		return listed(count, func(i int) string { return fmt.Sprint("Q", i) }), true, nil
	}
	switch job {
	case "do:pid":
		return named(fmt.Sprint(os.Getpid())), true, nil
	case "do:cancelled":
		return named(fmt.Sprint(cancelled.Load())), true, nil
	case "do:waiting":
		return named(fmt.Sprint(waiting.Load())), true, nil
	case "do:failed":
		return named(fmt.Sprint(failed.Load())), true, nil
	case "do:environment":
		return named(os.Environ()...), true, nil
	case "do:variables":
		variables := os.Environ()
		for i, variable := range variables {
			variables[i], _, _ = strings.Cut(variable, "=")
		}
		return named(variables...), true, nil
	case "do:folder":
		return named(os.Getenv("TMPDIR")), true, nil
	case "do:arguments":
		return named(os.Args...), true, nil
	case "do:descriptors":
		return named(descriptors()...), true, nil
	case "do:metadata":
		incoming, _ := metadata.FromIncomingContext(ctx)
		_, deadline := ctx.Deadline()
		return named(strings.Join(incoming.Get("traceparent"), ","), fmt.Sprint(deadline)), true, nil
	case "do:spawn":
		child := exec.Command("sleep", "300")
		err := child.Start()
		if err != nil {
			return nil, true, err
		}
		return named(fmt.Sprint(child.Process.Pid)), true, nil
	}
	return nil, false, nil
}

func named(names ...string) []*pb.PluginQuestion {
	return listed(len(names), func(i int) string { return names[i] })
}

func listed(count int, name func(int) string) []*pb.PluginQuestion {
	questions := make([]*pb.PluginQuestion, count)
	for i := range questions {
		questions[i] = &pb.PluginQuestion{Name: name(i)}
	}
	return questions
}

func deep(depth int) *pb.PluginQuestion {
	question := &pb.PluginQuestion{Name: "leaf"}
	for i := 1; i < depth; i++ {
		sub := &pb.PluginQuestion_SubQuestion{IfValue: "yes", Questions: []*pb.PluginQuestion{question}}
		question = &pb.PluginQuestion{Name: "node", SubQuestions: []*pb.PluginQuestion_SubQuestion{sub}}
	}
	return question
}

// descriptors lists what is open, as the links in /proc say.
func descriptors() []string {
	entries, _ := os.ReadDir("/proc/self/fd")
	var open []string
	for _, entry := range entries {
		if target, err := os.Readlink("/proc/self/fd/" + entry.Name()); err == nil {
			open = append(open, entry.Name()+" "+target)
		}
	}
	return open
}
