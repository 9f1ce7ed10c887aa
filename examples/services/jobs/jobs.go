// Package jobs is what the api and the worker have in common.
package jobs

import "strings"

// Job is a text that waits for somebody to work on it.
type Job struct {
	ID   int    `json:"id"`
	Text string `json:"text"`
	Done string `json:"done,omitempty"`
}

// Work does the job.
func Work(text string) string {
	return strings.ToUpper(text)
}
