// Command probe is the app of the conformance scenarios: it writes down what happens to it.
//
// It is steered by its environment: PROBE_LOG (where it writes), PROBE_VERSION (the file whose last
// word is its version; default tmp/version), PROBE_PORT (serves HTTP there), PROBE_SIGNAL
// (graceful:MS, ignore, count:MS), PROBE_EXIT (ends at once with that code), PROBE_SHOW (names of
// variables to write down), PROBE_CHILD (starts a child in a process group of its own).
package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// The main goroutine keeps the main thread, so that all others run on other threads.
func init() { runtime.LockOSThread() }

func main() {
	time.AfterFunc(2*time.Minute, func() { os.Exit(99) })
	if os.Getenv("PROBE_ROLE") == "child" {
		signal.Ignore(syscall.SIGINT, syscall.SIGTERM)
		say("child")
		time.Sleep(time.Hour)
	}
	version := readVersion()
	listener := listen(version)
	mode, pause := behavior()
	stop := make(chan os.Signal, 16)
	if mode != "" {
		signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	}
	if os.Getenv("PROBE_CHILD") != "" {
		startChild()
	}
	args, _ := json.Marshal(append([]string{}, os.Args[1:]...))
	say("args " + string(args))
	for _, name := range strings.Fields(os.Getenv("PROBE_SHOW")) {
		value, set := os.LookupEnv(name)
		if !set {
			value = "(unset)"
		}
		say("env " + name + "=" + value)
	}
	say("start " + version)
	if code, err := strconv.Atoi(os.Getenv("PROBE_EXIT")); err == nil {
		os.Exit(code)
	}
	if listener != nil {
		go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, version) }))
	}
	live(stop, mode, pause)
}

func live(stop <-chan os.Signal, mode string, pause time.Duration) {
	for {
		sent := <-stop
		say(map[os.Signal]string{syscall.SIGINT: "SIGINT", syscall.SIGTERM: "SIGTERM"}[sent])
		if mode == "ignore" {
			continue
		}
		end := time.After(pause)
		for done := false; !done; {
			select {
			case again := <-stop:
				if mode == "count" {
					say("again " + again.String())
				}
			case <-end:
				done = true
			}
		}
		say("bye")
		os.Exit(0)
	}
}

func behavior() (string, time.Duration) {
	mode, text, _ := strings.Cut(os.Getenv("PROBE_SIGNAL"), ":")
	ms, _ := strconv.Atoi(text)
	return mode, time.Duration(ms) * time.Millisecond
}

func readVersion() string {
	file := os.Getenv("PROBE_VERSION")
	if file == "" {
		file = "tmp/version"
	}
	text, _ := os.ReadFile(file)
	words := strings.Fields(string(text))
	if len(words) == 0 {
		return "v?"
	}
	return words[len(words)-1]
}

// listen says so when somebody else still has the port: two instances at once.
func listen(version string) net.Listener {
	port := os.Getenv("PROBE_PORT")
	if port == "" {
		return nil
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		say("port taken " + version)
		os.Exit(1)
	}
	return listener
}

// startChild starts a child from a thread that is not the main one, as Go programs commonly do.
func startChild() {
	done := make(chan struct{})
	go func() {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "PROBE_ROLE=child")
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		if err := cmd.Start(); err != nil {
			say("no child: " + err.Error())
		}
		close(done)
	}()
	<-done
}

func say(text string) {
	file, err := os.OpenFile(os.Getenv("PROBE_LOG"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return
	}
	fmt.Fprintf(file, "%s\t%d\n", text, time.Now().UnixMilli())
	file.Close()
}
