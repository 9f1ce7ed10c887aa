import type { Fields, ValueSpec, Variants } from '../../../src/protocol/report/field-spec.ts';
import { shapes, type ShapeSpec } from '../../../src/protocol/report/shapes.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { reportRows } from '../../../src/report/describe/describe.ts';

/** The fields and variants of all tables, by name: `build-failed.end`, `processEnd=code`, `processEnd=code.code`. */
export function placesOfTables(): readonly string[] {
  const ofShapes = Object.entries<ShapeSpec>(shapes).flatMap(([name, shape]) =>
    'fields' in shape ? ofFields(name, shape.fields) : ofVariants(name, shape.variants),
  );
  return [...reportRows.flatMap(([type, { fields }]) => ofFields(type, fields)), ...ofShapes];
}

function ofFields(owner: string, fields: Fields<string>): readonly string[] {
  return Object.entries(fields).flatMap(([name, field]) => [`${owner}.${name}`, ...ofValue(`${owner}.${name}`, field)]);
}

function ofVariants(owner: string, variants: Variants<string>): readonly string[] {
  return Object.entries(variants).flatMap(([tag, { fields = {} }]) => [
    `${owner}=${tag}`,
    ...ofFields(`${owner}=${tag}`, fields),
  ]);
}

function ofValue(place: string, value: ValueSpec<string>): readonly string[] {
  if (value.type === 'list') return ofValue(place, value.of);
  if (value.type === 'any-of') return value.of.flatMap((member) => ofValue(place, member));
  return value.type === 'variants' ? ofVariants(place, value.of) : [];
}

/** Those of them that a report has. */
export function placesIn(report: Report): readonly string[] {
  const fields = reportRows.find(([type]) => type === report.type)?.[1].fields;
  return fields === undefined ? [] : inFields(report.type, fields, report);
}

type Values = Readonly<Record<string, unknown>>;

function inFields(owner: string, fields: Fields<string>, values: Values): readonly string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const value = values[name];
    return value === undefined ? [] : [`${owner}.${name}`, ...inValue(`${owner}.${name}`, field, value)];
  });
}

function inVariants(owner: string, variants: Variants<string>, values: Values): readonly string[] {
  const tag = String(values['type']);
  const variant = variants[tag];
  return variant === undefined ? [] : [`${owner}=${tag}`, ...inFields(`${owner}=${tag}`, variant.fields ?? {}, values)];
}

function inValue(place: string, spec: ValueSpec<string>, value: unknown): readonly string[] {
  switch (spec.type) {
    case 'list':
      return (value as readonly unknown[]).flatMap((item) => inValue(place, spec.of, item));
    case 'any-of':
      return spec.of.flatMap((member) => inValue(place, member, value));
    case 'variants':
      return inVariants(place, spec.of, value as Values);
    case 'shape': {
      const shape: ShapeSpec | undefined = Object.entries<ShapeSpec>(shapes).find(([name]) => name === spec.shape)?.[1];
      if (shape === undefined) return [];
      if ('fields' in shape) return inFields(spec.shape, shape.fields, value as Values);
      return inVariants(spec.shape, shape.variants, value as Values);
    }
    default:
      return [];
  }
}
