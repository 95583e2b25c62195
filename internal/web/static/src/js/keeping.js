// What a person saved on this device to be read without a network comes with a
// script of its own, for those who save. At the door everything is wiped: whoever
// signs in there may be somebody else, and a session that was ended leads there, too.
const list = "sotay.saved";
const others = ["sotay.saved-checked", "sotay.later"]; // what else belongs to who was signed in

export async function loadSaved() {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-sign-out]")) wipe();
  });
  if (document.querySelector('form[action="/sign-in"]')) {
    await wipe();
  } else if (document.querySelector("[data-keep],[data-saved]") || kept() || comesHome()) {
    const { watchSaved } = await import("../saved.js");
    watchSaved();
  }
}

// comesHome says that a telephone shows the first page: it asks what was marked elsewhere.
function comesHome() {
  return location.pathname === "/" && document.querySelector("form[data-sign-out]") && window.matchMedia("(pointer: coarse), (max-width: 640px)").matches;
}

function kept() {
  try {
    return localStorage.getItem(list) !== null;
  } catch {
    return false;
  }
}

async function wipe() {
  try {
    for (const name of [list, ...others]) localStorage.removeItem(name);
  } catch {
    // Nothing can have been kept.
  }
  await caches.delete("sotay-saved");
}
