/** The same function, which works once for each key; what it gave is kept as long as the key is. */
export function oncePer<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    let found = made.get(key);
    if (found === undefined) made.set(key, (found = { value: make(key) }));
    return found.value;
  };
}
