/** The build puts the minified text of a stylesheet in the place of its import. */
declare module '*.css' {
  const text: string;
  export default text;
}

/** The build puts gorl's version here. */
declare const __GORL_VERSION__: string;
