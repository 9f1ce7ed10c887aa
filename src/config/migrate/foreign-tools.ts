/** The tools whose settings `gorl init --from` understands. */
export const foreignTools = ['fresh', 'gin', 'nodemon', 'reflex', 'modd', 'procfile', 'compose'] as const;
export type ForeignTool = (typeof foreignTools)[number];
