import { goFunctionNames } from './go-functions.ts';

/**
 * What a program says on the ports that it listens on, going by the functions in it. `ask`: it may be HTTP or TLS, and
 * whoever gets a ClientHello there takes it well.
 */
export type SpokenByProgram = 'http' | 'ask' | 'unknown';

/** The linker keeps them only in programs that call them: the servers that people write web programs with. */
const httpServers = ['net/http.(*Server).Serve', 'github.com/valyala/fasthttp.(*Server).Serve'].map(name);
/** Every TLS server comes by here, no client does. */
const tlsServer = name('crypto/tls.(*Conn).serverHandshake');
const grpcServer = name('google.golang.org/grpc.(*Server).Serve');
/** The debugger ends with its first visitor. */
const debuggers = [Buffer.from('github.com/go-delve/delve/')];

export async function spokenByProgram(pid: number): Promise<SpokenByProgram> {
  const functions = await goFunctionNames(`/proc/${pid}/exe`);
  const has = (mark: Buffer): boolean => functions?.includes(mark) === true;
  if (!httpServers.some(has) || debuggers.some(has)) return 'unknown';
  return has(tlsServer) || has(grpcServer) ? 'ask' : 'http';
}

function name(of: string): Buffer {
  return Buffer.from(`\0${of}\0`);
}
