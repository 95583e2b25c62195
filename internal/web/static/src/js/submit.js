// One press, one post: a form that is on its way cannot be sent again. The
// server refuses doubles too; this spares people the doubt.
const again = 15000; // ms after which a lost answer may be tried again

export function guardSubmits(drafts) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    drafts.sent(form);
    lock(form);
  });
  // Coming back by the back button shows the page as it was left.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(free));
}

function buttonsOf(form) {
  return Array.from(form.elements).filter((e) => e.type === "submit");
}

// The buttons are only marked: disabling the pressed one would drop its value.
function lock(form) {
  form.dataset.sending = "true";
  buttonsOf(form).forEach((b) => b.setAttribute("aria-disabled", "true"));
  setTimeout(() => free(form), again);
}

function free(form) {
  delete form.dataset.sending;
  buttonsOf(form).forEach((b) => b.removeAttribute("aria-disabled"));
}
