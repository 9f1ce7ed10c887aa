/** What gorl said about the page when it put the script into it: `/__gorl/client.js?page=SESSION.RUN`. */
export interface PageOrigin {
  readonly session: string;
  readonly run: number;
  /** The page is the answer to another method than GET (`&form`): to load it anew is to send the form again. */
  readonly isFormAnswer: boolean;
  /** Which of several services made the page; absent where there is one. */
  readonly service?: string | undefined;
  /** gorl's own page, because there was no app to answer (`&waiting`). */
  readonly isWaiting: boolean;
}

/** Undefined when the script's address says nothing, because somebody wrote the tag by hand. */
export function readPageOrigin(script: string): PageOrigin | undefined {
  const { searchParams } = new URL(script);
  const page = searchParams.get('page') ?? '';
  const dot = page.lastIndexOf('.');
  if (dot < 1) return undefined;
  return {
    session: page.slice(0, dot),
    run: Number(page.slice(dot + 1)),
    isFormAnswer: searchParams.has('form'),
    isWaiting: searchParams.has('waiting'),
    service: searchParams.get('service') ?? undefined,
  };
}
