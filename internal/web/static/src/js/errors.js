// A form that came back with mistakes is read from its summary on.
export function focusErrors() {
  const summary = document.querySelector("[data-focus]");
  if (summary && !location.hash) summary.focus();
}
