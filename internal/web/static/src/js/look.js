// Theme and type size change at once and are remembered in the cookie that the
// server reads (ui.Look). Without this the same forms post and come back.
const root = document.documentElement;
const year = 365 * 24 * 60 * 60; // seconds

export function watchLook() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-look]")) return;
    event.preventDefault();
    const button = event.submitter || event.target.querySelector("button");
    if (button.name === "large") root.classList.toggle("large");
    else root.dataset.theme = isDark() ? "light" : "dark";
    remember();
    show();
  });
  show();
}

function isDark() {
  if (root.dataset.theme) return root.dataset.theme === "dark";
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}

function isLarge() {
  return root.classList.contains("large");
}

function remember() {
  const look = `${root.dataset.theme || ""}.${isLarge() ? "large" : ""}`;
  document.cookie = `look=${look}; Path=/; Max-Age=${year}; SameSite=Lax`;
}

function show() {
  for (const button of document.querySelectorAll("form[data-look] button")) {
    const large = button.name === "large";
    const on = large ? isLarge() : isDark();
    button.setAttribute("aria-pressed", String(on));
    button.value = large ? (on ? "0" : "1") : on ? "light" : "dark";
  }
}
