// What a person saved on this device to be read without a network comes with a
// script of its own, for those who save. At the door everything is wiped: whoever
// signs in there may be somebody else, and a session that was ended leads there, too.
const list = "sotay.saved";

export async function loadSaved() {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-sign-out]")) wipe();
  });
  if (document.querySelector('form[action="/sign-in"]')) {
    await wipe();
  } else if (document.querySelector("[data-keep],[data-saved]") || kept()) {
    const { watchSaved } = await import("../saved.js");
    watchSaved();
  }
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
    localStorage.removeItem(list);
  } catch {
    // Nothing can have been kept.
  }
  await caches.delete("sotay-saved");
}
