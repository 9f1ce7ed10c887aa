module example.com/live-reload-html

go 1.19
