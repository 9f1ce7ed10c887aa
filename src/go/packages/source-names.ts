/** What the compiler, the assembler, cgo and the linker read of a package (https://pkg.go.dev/cmd/go#hdr-File_types). */
const source = /\.(?:go|s|S|sx|c|h|hh|hpp|hxx|cc|cpp|cxx|m|f|F|for|f90|swig|swigcxx|syso)$/;

/** By its name; tests are of no program. */
export function isSourceName(name: string): boolean {
  return source.test(name) && !name.endsWith('_test.go');
}

/** Whether a new file of that name belongs to the package in its directory: what begins with `_` or `.` does not. */
export function mayJoinPackage(name: string): boolean {
  return isSourceName(name) && !/^[._]/.test(name);
}
