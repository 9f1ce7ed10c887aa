/** `1 error`, `3 errors`, `10+ errors`, `2 directories`, `2 processes`. */
export function count(n: number, noun: string, more: '+' | '' = ''): string {
  return `${n}${more} ${n === 1 && more === '' ? noun : plural(noun)}`;
}

function plural(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return noun.endsWith('s') ? `${noun}es` : `${noun}s`;
}
