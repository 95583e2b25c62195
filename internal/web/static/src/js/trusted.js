// htmx and live regions parse HTML that this site's own server has rendered and
// escaped. Pages run under require-trusted-types-for 'script'; this policy lets
// that HTML through and, having no createScript or createScriptURL, leaves every
// other way to run a string closed.
if (window.trustedTypes && !window.trustedTypes.defaultPolicy) {
  window.trustedTypes.createPolicy("default", { createHTML: (html) => html });
}
