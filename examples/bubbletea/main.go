// Command bubbletea is a full-screen program: it has the terminal, and gorl has the last row of it.
package main

import (
	"fmt"
	"os"

	tea "github.com/charmbracelet/bubbletea"
)

const title = "What shall we build?"

type model struct {
	choices []string
	cursor  int
	width   int
	height  int
}

func (m model) Init() tea.Cmd { return nil }

func (m model) Update(message tea.Msg) (tea.Model, tea.Cmd) {
	switch message := message.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = message.Width, message.Height
	case tea.KeyMsg:
		switch message.String() {
		case "up", "k":
			m.cursor = max(0, m.cursor-1)
		case "down", "j":
			m.cursor = min(len(m.choices)-1, m.cursor+1)
		case "ctrl+c", "esc":
			return m, tea.Quit
		}
	}
	return m, nil
}

func (m model) View() string {
	text := title + "\n\n"
	for at, choice := range m.choices {
		mark := " "
		if at == m.cursor {
			mark = ">"
		}
		text += fmt.Sprintf("%s %s\n", mark, choice)
	}
	return text + fmt.Sprintf("\n%d columns, %d rows\n", m.width, m.height)
}

func main() {
	start := model{choices: []string{"a server", "a worker", "a terminal program"}}
	if _, err := tea.NewProgram(start, tea.WithAltScreen()).Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
