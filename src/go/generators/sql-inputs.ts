/** Globs of the schemas and queries that a sqlc config names, relative to it; all SQL files where none can be read. */
export function sqlInputs(config: string): readonly string[] {
  // YAML and JSON alike: `schema: "db/schema.sql"`, `queries: [a, b]`, or a list below it.
  const found = [
    ...config.matchAll(
      /["']?\b(?:schema|queries)["']?[ \t]*:[ \t]*(\[[^\]]*\]|[^\n]*(?:\n[ \t]*-[ \t]+["']?[^\s:"']+["']?[ \t]*(?=\n|$))*)/g,
    ),
  ];
  const paths = found.flatMap(([, value = '']) =>
    value
      .replaceAll(/(?:^|\s)#.*$/gm, '')
      .split(/[\n,[\]{}]|(?<=^|\s)-[ \t]/)
      .map((word) => word.trim().replaceAll(/^["']|["']$/g, ''))
      .filter((word) => /^[\w./*-]+$/.test(word)),
  );
  if (paths.length === 0) return ['**/*.sql'];
  return [...new Set(paths.map((path) => (/\.sql$|\*/.test(path) ? path : `${path.replace(/\/$/, '')}/**/*.sql`)))];
}
