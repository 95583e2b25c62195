// htmx is a third of all our bytes: it comes only to pages that use it.
const used = "[hx-get],[hx-post],[hx-put],[hx-delete],[hx-boost]";

export function loadFragments() {
  if (document.querySelector(used)) import("htmx.org");
}
