// The worker asks the api for jobs and does them.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"example.com/services/jobs"
)

func work(ctx context.Context, api string) error {
	response, err := http.Post(api+"/next", "text/plain", nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil
	}
	var job jobs.Job
	if err := json.NewDecoder(response.Body).Decode(&job); err != nil {
		return err
	}
	done := jobs.Work(job.Text)
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, fmt.Sprintf("%s/jobs/%d", api, job.ID), strings.NewReader(done))
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	fmt.Println("job", job.ID, "is done:", done)
	return answer.Body.Close()
}

func main() {
	api := os.Getenv("API")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	fmt.Println("working for", api)
	for tick := time.NewTicker(100 * time.Millisecond); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := work(ctx, api); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
		}
	}
}
