import type { PageProblem } from '../../src/gateway/live/page-message.ts';
import { type Diagnostic, problem } from '../../src/protocol/diagnostic.ts';

const undefinedName: Diagnostic = problem('undefined: greting', {
  source: 'go',
  location: {
    file: 'internal/web/handler.go',
    line: 23,
    column: 30,
    excerpt: {
      firstLine: 20,
      lines: [
        '// hello answers with a greeting in the language of the request.',
        'func (s *Server) hello(w http.ResponseWriter, r *http.Request) {',
        '\tname := r.URL.Query().Get("name")',
        '\tfmt.Fprintf(w, "%s, %s!\\n", greting(r, 42), name)',
        '\ts.log.Info("greeted", "name", name)',
        '}',
      ],
    },
  },
});

const wrongArguments: Diagnostic = problem(
  'not enough arguments in call to s.store.Put\n\thave (string)\n\twant (string, Entry)',
  {
    source: 'go',
    location: {
      file: 'main.go',
      line: 41,
      column: 18,
      excerpt: {
        firstLine: 39,
        lines: ['\tfor _, key := range keys {', '\t\t// every key once', '\t\ts.store.Put(key)', '\t}', ''],
      },
    },
    notes: [{ message: 'Put is declared here', location: { file: 'internal/store/store.go', line: 88, column: 17 } }],
  },
);

export const buildProblem: PageProblem = {
  kind: 'build',
  title: '2 errors',
  diagnostics: [undefinedName, wrongArguments],
  output: '# example.com/shop/internal/web\nvet: the rest of what go build said\n',
  stillServing: false,
};

export const panicProblem: PageProblem = {
  kind: 'crash',
  title: 'exit code 2',
  diagnostics: [
    problem('panic: runtime error: index out of range [5] with length 3', {
      source: 'panic',
      location: {
        file: 'internal/cart/total.go',
        line: 17,
        excerpt: {
          firstLine: 14,
          lines: [
            'func Total(items []Item, upTo int) (sum int) {',
            '\tfor i := 0; i < upTo; i++ {',
            '\t\t// prices are in cents',
            '\t\tsum += items[i].Price * items[i].Count',
            '\t}',
            '\treturn sum',
            '}',
          ],
        },
      },
      notes: [
        { message: 'goroutine 34 [running]:' },
        { message: 'main.(*Server).checkout', location: { file: 'main.go', line: 63 } },
        { message: 'main.(*Server).ServeHTTP', location: { file: 'main.go', line: 31 } },
        { message: 'created by net/http.(*Server).Serve', location: { file: 'main.go', line: 19 } },
        { message: '[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x48f2a1]' },
      ],
      hint: 'The app starts again with the next save',
    }),
  ],
  output: '',
  stillServing: false,
};
