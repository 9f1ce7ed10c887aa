import type { Level, ReportsOf } from './report/report-spec.ts';
import type { Shapes } from './report/shapes.ts';
import type { reportTables } from './report/tables.ts';

type Tables = typeof reportTables;

/**
 * All that gorl says: one type per row of the tables in `report/`. Logic only ever emits one of these; the terminal
 * lines and the NDJSON stream are functions of it. A reporter adds `seq` and the time. All durations are in
 * milliseconds.
 */
export type Report = ReportIn<keyof Tables>;

/** The reports of one area. */
export type ReportIn<Area extends keyof Tables> = { [Name in Area]: ReportsOf<Tables[Name]> }[Area];

export type ReportType = Report['type'];

type ReportsByType = { readonly [One in Report as One['type']]: One };

/** The report of that type; of several types their union. */
export type ReportOf<Type extends ReportType> = ReportsByType[Type];

type LevelledType = {
  [Area in keyof Tables]: {
    [Type in keyof Tables[Area]]: { readonly type: Type; readonly level: LevelIn<Tables[Area][Type]> };
  }[keyof Tables[Area]];
}[keyof Tables];

type LevelIn<Row> = Row extends { readonly level: infer Its } ? Its : never;

/** The reports whose rows have that level. */
export type ReportAt<L extends Level> = ReportOf<Extract<LevelledType, { readonly level: L }>['type']>;

export type ProcessReport = ReportIn<'process'>;
export type PortHolder = Shapes['portHolder'];
