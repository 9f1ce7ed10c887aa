export type Value = string | number | boolean | readonly string[];

/** `.air.toml` with these keys (by their full names), and at most one rule, one generator, and one route. */
export function renderConfig(
  settings: Readonly<Record<string, Value>>,
  rule?: Readonly<Record<string, Value>>,
  generator?: Readonly<Record<string, Value>>,
  route?: Readonly<Record<string, Value>>,
): string {
  const tables = new Map<string, string[]>([['', []]]);
  for (const [key, value] of Object.entries(settings)) {
    const [group, name] = key.includes('.') ? (key.split('.') as [string, string]) : ['', key];
    tables.set(group, [...(tables.get(group) ?? []), assignment(name, value)]);
  }
  const lists = { '[build.rules]': rule, '[build.generate]': generator, '[proxy.routes]': route };
  for (const [table, values] of Object.entries(lists))
    if (values !== undefined)
      tables.set(
        table,
        Object.entries(values).map(([name, value]) => assignment(name, value)),
      );
  return [...tables]
    .map(([name, lines]) => [...(name === '' ? [] : [`[${name}]`]), ...lines].join('\n'))
    .join('\n\n')
    .concat('\n');
}

/** JSON is TOML for all values that are used here. */
function assignment(name: string, value: Value): string {
  return `${name} = ${JSON.stringify(value)}`;
}
