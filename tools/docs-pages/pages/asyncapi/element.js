/** A DOM element. Text goes in as text nodes only, so that nothing in a document can become markup. */
export function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
