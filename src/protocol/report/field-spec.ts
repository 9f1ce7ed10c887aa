/** How one value of a report is described. The tables of this folder hold nothing but these, as plain data. */
export type ValueSpec<ShapeName extends string> =
  | { readonly type: keyof ScalarTypes }
  /** This value and no other. */
  | { readonly type: 'const'; readonly value: true | number }
  | { readonly type: 'enum'; readonly choices: readonly string[] }
  | { readonly type: 'list'; readonly of: ValueSpec<ShapeName> }
  /** A row of `shapes.ts`. */
  | { readonly type: 'shape'; readonly shape: ShapeName }
  | { readonly type: 'variants'; readonly of: Variants<ShapeName> }
  | { readonly type: 'any-of'; readonly of: readonly ValueSpec<ShapeName>[] };

export type FieldSpec<ShapeName extends string> = ValueSpec<ShapeName> & {
  /** The field may be absent. None is ever `null`. */
  readonly optional?: true;
  /** Plain sentences; they go into the schema and the documentation. */
  readonly doc?: string;
};

export type Fields<ShapeName extends string> = { readonly [name: string]: FieldSpec<ShapeName> };

/** Objects that say in `type` which of the variants they are. */
export type Variants<ShapeName extends string> = {
  readonly [tag: string]: { readonly doc?: string; readonly fields?: Fields<ShapeName> };
};

/** What needs no further word to be described, and its type in TypeScript. */
export interface ScalarTypes {
  readonly string: string;
  readonly bool: boolean;
  readonly int: number;
  /** From 0. */
  readonly count: number;
  /** From 1: a line, a column, or what gorl numbers. */
  readonly ordinal: number;
  readonly pid: number;
  readonly port: number;
  /** A duration in milliseconds, with a fraction where it was measured so. */
  readonly ms: number;
  /** Unix time in whole milliseconds. */
  readonly time: number;
}

/** The type of a value from its description; `Shapes` are the types of the shapes by name. */
export type ValueOf<Spec, Shapes> = Spec extends { readonly type: keyof ScalarTypes }
  ? ScalarTypes[Spec['type']]
  : Spec extends { readonly type: 'enum'; readonly choices: readonly (infer Choice)[] }
    ? Choice
    : Spec extends { readonly type: 'const'; readonly value: infer Value }
      ? Value
      : Spec extends { readonly type: 'list'; readonly of: infer Item }
        ? readonly ValueOf<Item, Shapes>[]
        : Spec extends { readonly type: 'shape'; readonly shape: infer Name extends keyof Shapes }
          ? Shapes[Name]
          : Spec extends { readonly type: 'variants'; readonly of: infer Of }
            ? VariantsOf<Of, Shapes>
            : Spec extends { readonly type: 'any-of'; readonly of: readonly (infer Member)[] }
              ? ValueOf<Member, Shapes>
              : never;

/** An object with these fields. */
export type ObjectOf<F, Shapes> = Flat<
  {
    readonly [Name in keyof F as F[Name] extends { readonly optional: true } ? never : Name]: ValueOf<F[Name], Shapes>;
  } & {
    readonly [Name in keyof F as F[Name] extends { readonly optional: true } ? Name : never]?: ValueOf<F[Name], Shapes>;
  }
>;

/** One of these, each with its tag as `type`. */
export type VariantsOf<V, Shapes> = {
  [Tag in keyof V]: Flat<
    { readonly type: Tag } & (V[Tag] extends { readonly fields: infer F } ? ObjectOf<F, Shapes> : unknown)
  >;
}[keyof V];

/** Shows as one object where a type is shown. */
type Flat<T> = { [Name in keyof T]: T[Name] };
