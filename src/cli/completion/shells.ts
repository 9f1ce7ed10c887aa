/** The shells that `gorl completion` has a script for. */
export const completedShells = ['bash', 'zsh', 'fish'] as const;
