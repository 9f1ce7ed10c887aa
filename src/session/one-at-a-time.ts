/**
 * Lets one reading of the config be under way at a time; what is asked for meanwhile is one more reading
 * after it, so that the newest file is always the last that was read. `read` must not reject.
 */
export function oneAtATime(read: () => Promise<void>): () => void {
  let reading = false;
  let again = false;
  const run = async (): Promise<void> => {
    do {
      again = false;
      await read();
    } while (again);
    reading = false;
  };
  return () => {
    again = true;
    if (reading) return;
    reading = true;
    void run();
  };
}
