import { describe, expect, test } from 'vitest';
import { readTestWords } from '../../../../src/go/test/test-messages.ts';

describe('what a test said', () => {
  test('a message at a place, without the frame around it', () => {
    const words = readTestWords('=== RUN   TestSum\n    sum_test.go:8: got 3, want 4\n--- FAIL: TestSum (0.00s)\n');
    expect(words).toEqual({
      messages: [{ file: 'sum_test.go', line: 8, text: 'got 3, want 4', trace: [] }],
      printed: [],
    });
  });

  test('a message of several lines keeps them, and what is indented in it', () => {
    const output =
      '    sum_test.go:8: mismatch (-want +got):\n          int(\n        - \t1,\n        + \t2,\n          )\n';
    const [message] = readTestWords(output).messages;
    expect(message?.text).toBe('mismatch (-want +got):\n  int(\n- \t1,\n+ \t2,\n  )');
  });

  test('what the test prints itself is no message', () => {
    const words = readTestWords(
      '=== RUN   TestSum\nhello\n\nworld\n    sum_test.go:8: no\n--- FAIL: TestSum (0.00s)\n',
    );
    expect(words.printed).toEqual(['hello', '', 'world']);
    expect(words.messages).toHaveLength(1);
  });

  test('messages of subtests, with a whole path, and CRLF', () => {
    const output = '        /p/calc/sum_test.go:8: no\r\n    --- FAIL: TestSum/neg (0.00s)\r\n';
    expect(readTestWords(output)).toEqual({
      messages: [{ file: '/p/calc/sum_test.go', line: 8, text: 'no', trace: [] }],
      printed: [],
    });
  });

  test('an assertion of testify: what it says, and where from', () => {
    const output = [
      '    sum_test.go:14: ',
      '        \tError Trace:\t/p/calc/helper_test.go:20',
      '        \t            \t\t\t\t/p/calc/sum_test.go:14',
      '        \tError:      \tNot equal: ',
      '        \t            \texpected: 3',
      '        \t            \tactual  : 4',
      '        \tTest:       \tTestSum',
      '        \tMessages:   \tof two numbers',
      '',
    ].join('\n');
    expect(readTestWords(output).messages).toEqual([
      {
        file: 'sum_test.go',
        line: 14,
        text: 'of two numbers\nNot equal:\nexpected: 3\nactual  : 4',
        trace: [
          { file: '/p/calc/helper_test.go', line: 20 },
          { file: '/p/calc/sum_test.go', line: 14 },
        ],
      },
    ]);
  });

  test('nothing', () => {
    expect(readTestWords('')).toEqual({ messages: [], printed: [] });
  });
});
