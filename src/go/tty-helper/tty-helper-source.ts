/**
 * A program of its own, since node has no way to make a pseudo-terminal. Built with the user's own Go: a prebuilt module
 * would not be there for every libc, and the one of npm leaves the master open in every child. Go 1.19 and newer.
 */
export const ttyHelperSource = String.raw`// Gives a program a pseudo-terminal: node can open the master of one, but do nothing else with it.
//
//	gorl-tty run MASTER STATUS ROWS COLUMNS FILE ARGUMENTS...
//	gorl-tty size ROWS COLUMNS
//
// "run" becomes the program, in the session that whoever started this has made. MASTER and STATUS are descriptors: the
// open master, and where "tty PATH" is written, or "failed STEP ERRNO"; a byte is the answer to PATH. "size" changes the
// size of the terminal that its stdin is.
package main

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"unsafe"
)

// The same on Linux and on macOS.
const iutf8 = 0x4000

type windowSize struct{ rows, columns, width, height uint16 }

var status int

func fail(step string, err error) {
	code, _ := err.(syscall.Errno)
	syscall.Write(status, []byte("failed "+step+" "+strconv.Itoa(int(code))+"\n"))
	syscall.Exit(127)
}

func ioctl(fd int, request uintptr, argument unsafe.Pointer) error {
	if _, _, code := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), request, uintptr(argument)); code != 0 {
		return code
	}
	return nil
}

// The name of the other side, which may be opened from now on.
func unlock(master int) string {
	if runtime.GOOS == "darwin" {
		var name [128]byte
		for _, request := range []uintptr{0x20007454, 0x20007452, 0x40807453} { // TIOCPTYGRANT, TIOCPTYUNLK, TIOCPTYGNAME
			if err := ioctl(master, request, unsafe.Pointer(&name)); err != nil {
				fail("unlock", err)
			}
		}
		return strings.TrimRight(string(name[:]), "\x00")
	}
	var locked, number int32
	if err := ioctl(master, 0x40045431, unsafe.Pointer(&locked)); err != nil { // TIOCSPTLCK
		fail("unlock", err)
	}
	if err := ioctl(master, 0x80045430, unsafe.Pointer(&number)); err != nil { // TIOCGPTN
		fail("name", err)
	}
	return "/dev/pts/" + strconv.Itoa(int(number))
}

func number(at int) int {
	n, _ := strconv.Atoi(os.Args[at])
	return n
}

func resize(rows, columns int) {
	request := uintptr(0x5414) // TIOCSWINSZ
	if runtime.GOOS == "darwin" {
		request = 0x80087467
	}
	size := windowSize{rows: uint16(rows), columns: uint16(columns)}
	ioctl(0, request, unsafe.Pointer(&size))
}

func main() {
	if os.Args[1] == "size" {
		resize(number(2), number(3))
		return
	}
	master := number(2)
	status = number(3)
	syscall.CloseOnExec(master)
	syscall.CloseOnExec(status)
	name := unlock(master)
	// Whatever is opened takes the lowest number that is free.
	syscall.Close(0)
	if _, err := syscall.Open(name, syscall.O_RDWR|syscall.O_NOCTTY, 0); err != nil {
		fail("open", err)
	}
	for fd := 1; fd <= 2; fd++ {
		syscall.Close(fd)
		syscall.Dup(0)
	}
	getMode, setMode, setControlling := uintptr(0x5401), uintptr(0x5402), uintptr(0x540e)
	if runtime.GOOS == "darwin" {
		getMode, setMode, setControlling = 0x40487413, 0x80487414, 0x20007461
	}
	if err := ioctl(0, setControlling, nil); err != nil {
		fail("control", err)
	}
	resize(number(4), number(5))
	// Backspace takes a whole letter, as in the terminal itself.
	var mode syscall.Termios
	if ioctl(0, getMode, unsafe.Pointer(&mode)) == nil {
		mode.Iflag |= iutf8
		ioctl(0, setMode, unsafe.Pointer(&mode))
	}
	syscall.Write(status, []byte("tty "+name+"\n"))
	// Until the other side has it open, too: what is written while it hangs up would be lost.
	syscall.Read(status, make([]byte, 1))
	fail("start", start(os.Args[6], os.Args[6:]))
}

func start(file string, arguments []string) error {
	if strings.Contains(file, "/") {
		return syscall.Exec(file, arguments, os.Environ())
	}
	result := error(syscall.ENOENT)
	for _, directory := range strings.Split(os.Getenv("PATH"), ":") {
		err := syscall.Exec(directory+"/"+file, arguments, os.Environ())
		if err != syscall.ENOENT && err != syscall.ENOTDIR {
			result = err
		}
	}
	return result
}
`;
