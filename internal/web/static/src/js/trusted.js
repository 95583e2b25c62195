// Pages run under require-trusted-types-for 'script': no string becomes markup or
// a script unless this one policy lets it. Markup it lets through, because htmx and
// live regions parse only what this site's own server has rendered and escaped.
// Scripts it lets through by address, and only those of the bundle: the worker that
// reads PDF files and the service worker. Having no createScript, it leaves every
// way to run a string closed.
const own = /^\/(static\/[\w.-]+|sw)\.js$/;

function ownScript(address) {
  const url = new URL(address, location.href);
  if (url.origin === location.origin && url.search === "" && own.test(url.pathname)) return address;
  throw new TypeError(`${address} is no script of this site`);
}

if (window.trustedTypes && !window.trustedTypes.defaultPolicy) {
  window.trustedTypes.createPolicy("default", { createHTML: (html) => html, createScriptURL: ownScript });
}
