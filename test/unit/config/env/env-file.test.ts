import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEnvFile } from '../../../../src/config/env/env-file.ts';
import cases from '../godotenv-cases.json' with { type: 'json' };

interface Case {
  readonly text: string;
  readonly values?: Record<string, string>;
  readonly error?: boolean;
}

describe('env files', () => {
  // Recorded from godotenv 1.5.1.
  test.each(cases as Case[])('$text', ({ text, values, error }) => {
    const reading = parseEnvFile('.env', text);
    const failed = reading.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
    expect(failed).toBe(error === true);
    if (values) expect(Object.fromEntries(reading.values)).toEqual(values);
  });

  test('an error names the place, in lines and bytes', () => {
    const [problem] = parseEnvFile('.env', '# é\nA=1\n  é"=2\nB=3').diagnostics;
    expect(problem).toMatchObject({
      severity: 'error',
      source: 'env-file',
      message: '"\\"" cannot be part of a variable name',
    });
    expect(problem?.location).toEqual({ file: '.env', line: 3, column: 5 });
  });

  test.each([
    'A=1\nTOKEN="s3cret\nB=2\n',
    "TOKEN='s3cret\n",
    'TOKEN=x\ns3cret\n',
    'KEY="----"\ns3cret',
    'A=1\ns3cret!=2\n',
    'A="s3cret\nB="2"\n',
  ])('a problem in %j says nothing of what stands there', (text) => {
    const { diagnostics } = parseEnvFile('.env', text);
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(JSON.stringify(diagnostics)).not.toContain('s3cret');
  });

  test('an unclosed quote is told where it opens', () => {
    const [problem] = parseEnvFile('.env', 'A=1\nKEY="abc\nB=2\n').diagnostics;
    expect(problem).toMatchObject({ message: 'the value of "KEY" has no closing "', location: { line: 2, column: 5 } });
  });

  test('a name without a value at the end is a warning, as godotenv loads such a file', () => {
    const { values, diagnostics } = parseEnvFile('.env', 'A=1\nSECRET');
    expect([...values]).toEqual([['A', '1']]);
    expect(diagnostics.map(({ severity, location }) => [severity, location?.line])).toEqual([['warning', 2]]);
  });

  test('never throws, and an error always has a place', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'AB=:"\'\\$(){}# \n\r\te') }),
    );
    fc.assert(
      fc.property(text, (content) => {
        for (const diagnostic of parseEnvFile('.env', content).diagnostics)
          expect(diagnostic.location?.line).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });
});
