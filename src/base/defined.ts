type Undefinable<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T];

/** `T` where a member that may be undefined may be missing instead. */
export type Defined<T> = Omit<T, Undefinable<T> & keyof T> & {
  [K in Undefinable<T> & keyof T]?: Exclude<T[K], undefined>;
};

/** The members that are not undefined: what is not known is not there, as JSON and optional members want it. */
export function defined<const T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>;
}
