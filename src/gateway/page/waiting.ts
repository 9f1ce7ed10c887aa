import { stylesheet } from './element.ts';
import css from './waiting.css';

/** gorl's own page brings no styles along: its policy allows none but those of the script. */
export function showWaiting(): void {
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, stylesheet(css)];
}
