// Keeps unsent text on this device until the server says that it has it.
//
// A form with data-draft-key keeps its fields marked data-draft. Text that was
// kept comes back with a note and a way to drop it. The server ends a draft with
// an element data-draft-done="key"; signing out ends all that this site keeps, for
// shared machines.
const prefix = "sotay.draft:";
const everything = "sotay."; // drafts, and one's places in papers

export function watchDrafts() {
  forgetDone();
  const forms = Array.from(document.querySelectorAll("form[data-draft-key]"));
  forms.forEach(restore);
  document.addEventListener("input", (event) => keep(event.target));
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-sign-out]")) forgetAll();
  });
  warnOnLeaving();
  return { sent: (form) => delete form.dataset.unsent };
}

function nameOf(form, field) {
  return `${prefix}${form.dataset.draftKey}:${field.name}`;
}

function fieldsOf(form) {
  return Array.from(form.elements).filter((e) => e.matches("[data-draft]"));
}

// Storage may be full or forbidden; typing must go on all the same.
function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

function keep(field) {
  const form = field.form;
  if (!form || !form.dataset.draftKey || !field.matches("[data-draft]")) return;
  form.dataset.unsent = "true";
  attempt(() => localStorage.setItem(nameOf(form, field), field.value));
}

function restore(form) {
  for (const field of fieldsOf(form)) {
    const kept = attempt(() => localStorage.getItem(nameOf(form, field)));
    if (kept === null || kept === field.value) continue;
    const before = field.value;
    field.value = kept;
    form.dataset.unsent = "true";
    note(form, field, before);
  }
}

function note(form, field, before) {
  const box = document.createElement("div");
  box.className = "draft-note";
  box.setAttribute("role", "status");
  box.append("Đã lấy lại nội dung đang viết dở.");
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "btn btn-quiet";
  drop.textContent = "Bỏ phần này";
  drop.addEventListener("click", () => {
    field.value = before;
    attempt(() => localStorage.removeItem(nameOf(form, field)));
    delete form.dataset.unsent;
    box.remove();
    field.focus();
  });
  box.append(drop);
  field.insertAdjacentElement("afterend", box);
}

function forget(matches) {
  attempt(() => Object.keys(localStorage).filter(matches).forEach((k) => localStorage.removeItem(k)));
}

function forgetDone() {
  for (const done of document.querySelectorAll("[data-draft-done]")) {
    const start = `${prefix}${done.dataset.draftDone}:`;
    forget((key) => key.startsWith(start));
  }
}

function forgetAll() {
  forget((key) => key.startsWith(everything));
}

function warnOnLeaving() {
  window.addEventListener("beforeunload", (event) => {
    if (!document.querySelector("form[data-unsent]")) return;
    event.preventDefault();
    event.returnValue = "";
  });
}
