import type { Fields, VariantsOf } from './field-spec.ts';
import type { ShapeName, Shapes } from './shapes.ts';

/** How one type of report is described: a row of a table of this folder. */
export interface ReportSpec {
  /** Plain sentences: when it is reported. They go into the schema and the documentation. */
  readonly doc: string;
  readonly level: Level;
  readonly fields: Fields<ShapeName>;
}

/** Who reads a report on a terminal that is to say less: `log.main_only`, `log.silent`. */
export type Level =
  /** Part of every save: hidden by `log.main_only`. */
  | 'routine'
  /** The same when the process in it ended well; else as `main`. */
  | 'routine-when-clean'
  /** Of gorl itself, or a failure: only `log.silent` hides it. */
  | 'main'
  /** A message with a severity of its own: an error is always shown, the rest is as `main`. */
  | 'message'
  /** Repeats what a command said: `log.silent` shows those words only. */
  | 'quote'
  /** What a command of the user's prints: always shown. */
  | 'output';

/** Types of report with their rows. */
export type ReportRows = readonly (readonly [type: string, spec: ReportSpec])[];

export type ReportTable = { readonly [type: string]: ReportSpec };

/** The reports that a table describes. */
export type ReportsOf<Table extends ReportTable> = VariantsOf<Table, Shapes>;
