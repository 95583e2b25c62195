// htmx is most of our script: it comes only to pages that use it, also when a
// live part brings the first use.
const used = "[hx-get],[hx-post],[hx-put],[hx-delete],[hx-boost]";

export function loadFragments() {
  if (document.querySelector(used)) import("htmx.org");
  document.addEventListener("sotay:live", async (event) => {
    if (!event.target.matches(used) && !event.target.querySelector(used)) return;
    const { default: htmx } = await import("htmx.org");
    htmx.process(event.target);
  });
}
