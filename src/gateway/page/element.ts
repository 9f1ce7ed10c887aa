type Child = Node | string | undefined;

/** An element with its class and children. Texts become text nodes: nothing that gorl is told is ever read as HTML. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

export function button(className: string, onClick: () => void, ...children: readonly Child[]): HTMLButtonElement {
  const made = element('button', className, ...children);
  made.type = 'button';
  made.addEventListener('click', onClick);
  return made;
}

/** A constructable stylesheet: neither an inline `<style>` nor a `style` attribute, which a strict policy would refuse. */
export function stylesheet(text: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}
