// Papers that are kept on this device to be read without a network.
//
//   <button data-keep="/documents/12" data-keep-title="05-NQ/ĐU: …"
//           data-keep-files="/documents/12/read /documents/12/file/van-ban.pdf" hidden>
//
// The page, its reader and its file are kept as this person got them. Whenever there
// is a network again each page is asked for anew: what is no longer there for him, or
// may no longer be kept, goes; when the session is over, all goes. What he confirms
// meanwhile is sent then.
//
// What he saves here is marked in the library, too, and what he marked there, on
// whatever device, comes to his telephone at the next visit and goes when it is
// unmarked. Fetching a paper is not reading it: requests carry X-Saving.
const cacheName = "sotay-saved";
const listName = "sotay.saved";
const laterName = "sotay.later";
const checkName = "sotay.saved-checked";
const often = 10 * 60 * 1000; // ms between two checks
const most = 20; // papers that one visit fetches
const telephone = window.matchMedia("(pointer: coarse), (max-width: 640px)");
const saving = { credentials: "same-origin", headers: { "X-Saving": "1" } };

export function watchSaved() {
  document.querySelectorAll("[data-keep]").forEach(watchButton);
  showList();
  document.addEventListener("submit", confirmLater, true);
  window.addEventListener("online", () => whenOnline());
  // Another version of the site has other files: the saved pages must name those.
  if (navigator.serviceWorker.controller) navigator.serviceWorker.addEventListener("controllerchange", () => whenOnline(true));
  whenOnline();
}

function stored(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) || [];
  } catch {
    return [];
  }
}

function store(name, value) {
  if (value.length === 0) localStorage.removeItem(name);
  else localStorage.setItem(name, JSON.stringify(value));
}

function watchButton(button) {
  const entry = () => stored(listName).find((e) => e.page === button.dataset.keep);
  const label = button.querySelector("[data-keep-label]");
  const show = () => {
    const on = Boolean(entry());
    button.setAttribute("aria-pressed", String(on));
    label.textContent = on ? "Đã lưu trên máy (bấm để bỏ)" : "Lưu để đọc khi mất mạng";
  };
  button.hidden = false;
  show();
  button.addEventListener("click", async () => {
    button.setAttribute("aria-disabled", "true");
    try {
      if (entry()) await giveUp(button.dataset.keep);
      else await keep(button.dataset);
      show();
    } catch {
      label.textContent = "Chưa lưu được, bấm để thử lại";
    }
    button.removeAttribute("aria-disabled");
  });
}

async function keep({ keep: page, keepSubject: subject, keepTitle: title, keepFiles }) {
  await fetchPaper({ page, subject, title, files: keepFiles.split(" ") });
  const marked = await mark(subject, "save").catch(() => false); // then it is this device's alone
  if (marked) store(listName, stored(listName).map((e) => (e.page === page ? { ...e, marked } : e)));
}

// mark tells the library; false where it has no such paper.
async function mark(subject, act) {
  const answer = await fetch("/library/mark", { method: "POST", body: new URLSearchParams({ subject, act }), credentials: "same-origin", redirect: "manual" });
  return answer.type === "opaqueredirect";
}

async function fetchPaper({ page, subject, title, files, marked }) {
  await navigator.serviceWorker.register("/sw.js");
  for (const address of [page, ...files, "/saved"]) await renew(address);
  await navigator.serviceWorker.ready;
  store(listName, [{ page, subject, title, files, marked, since: Date.now() }, ...stored(listName).filter((e) => e.page !== page)]);
}

// fetchWhole is an answer that belongs to the address itself.
async function fetchWhole(address) {
  const answer = await fetch(address, saving);
  if (!answer.ok || answer.redirected) throw new Error(`${address} answers ${answer.status}`);
  return answer;
}

// giveUp is what the person himself does: the paper goes from here, and from the list
// of the library when there is a network.
async function giveUp(page) {
  const entry = stored(listName).find((e) => e.page === page);
  await drop(page);
  if (!entry || !entry.marked) return;
  const body = new URLSearchParams({ subject: entry.subject, act: "unsave" }).toString();
  store(laterName, [...stored(laterName), { action: "/library/mark", body }]);
  if (navigator.onLine) await sendLater();
}

async function drop(page) {
  const entry = stored(listName).find((e) => e.page === page);
  store(listName, stored(listName).filter((e) => e.page !== page));
  const cache = await caches.open(cacheName);
  for (const address of [page, ...(entry ? entry.files : [])]) await cache.delete(address);
}

async function dropAll() {
  store(listName, []);
  store(checkName, []);
  await caches.delete(cacheName);
}

// follow does here what was marked and unmarked elsewhere.
async function follow() {
  const answer = await fetch("/saved/wanted", { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return;
  const wanted = await answer.json();
  const here = stored(listName);
  for (const entry of here) {
    if (entry.marked && !wanted.some((x) => x.page === entry.page)) await drop(entry.page);
  }
  if (!telephone.matches || navigator.connection?.saveData) return;
  const missing = wanted.filter((x) => !here.some((e) => e.page === x.page));
  for (const paper of missing.slice(0, most)) {
    try {
      await fetchPaper({ ...paper, marked: true });
    } catch {
      // It may be gone already; the others come.
    }
  }
}

async function whenOnline(now = false) {
  if (!navigator.onLine) return;
  try {
    await sendLater();
    const [last = 0] = stored(checkName);
    if (!now && Date.now() - last < often) return;
    for (const entry of stored(listName)) await check(entry);
    await follow();
    if (stored(listName).length > 0) await renew("/saved");
    store(checkName, [Date.now()]);
    showList();
  } catch {
    // The network is not there yet; next time.
  }
}

async function check(entry) {
  const answer = await fetch(entry.page, saving);
  if (answer.redirected && new URL(answer.url).pathname === "/sign-in") return dropAll();
  if (answer.status === 401) return dropAll();
  if (answer.status >= 500) return;
  const page = answer.clone();
  const html = answer.ok && !answer.redirected ? await answer.text() : "";
  if (!html.includes(`data-keep="${entry.page}"`)) return drop(entry.page);
  await (await caches.open(cacheName)).put(entry.page, page);
  await renew(entry.files[0]); // the file itself, once issued, never changes
}

async function renew(address) {
  await (await caches.open(cacheName)).put(address, await fetchWhole(address));
}

// confirmLater keeps what is confirmed without a network; the form carries the key
// by which the server takes it once.
function confirmLater(event) {
  const form = event.target;
  if (navigator.onLine || !form.matches("form[data-later]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const body = new URLSearchParams(new FormData(form)).toString();
  store(laterName, [...stored(laterName).filter((l) => l.action !== form.action), { action: form.action, body }]);
  const note = document.createElement("p");
  note.setAttribute("role", "status");
  note.textContent = "Đang mất mạng. Xác nhận đã ghi trên máy này và tự gửi khi có mạng.";
  form.replaceWith(note);
}

async function sendLater() {
  for (const { action, body } of stored(laterName)) {
    await fetch(action, { method: "POST", body, headers: { "Content-Type": "application/x-www-form-urlencoded" }, credentials: "same-origin" });
    store(laterName, stored(laterName).filter((l) => l.action !== action));
  }
}

function showList() {
  const box = document.querySelector("[data-saved]");
  if (!box) return;
  const entries = stored(listName);
  box.replaceChildren(...entries.map(card));
  document.querySelector("[data-saved-none]").hidden = entries.length > 0;
}

function card({ page, title, files, since }) {
  const article = document.createElement("article");
  article.className = "card";
  const head = document.createElement("h2");
  head.className = "card-title";
  head.append(link(files[0], title));
  const when = document.createElement("p");
  when.textContent = `Lưu lúc ${new Date(since).toLocaleString("vi-VN", { dateStyle: "short", timeStyle: "short" })}`;
  const acts = document.createElement("div");
  acts.className = "actions";
  const about = link(page, "Trang văn bản");
  about.className = "btn";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-quiet";
  button.textContent = "Bỏ khỏi máy";
  button.addEventListener("click", async () => {
    await giveUp(page);
    showList();
  });
  acts.append(about, button);
  article.append(head, when, acts);
  return article;
}

function link(address, words) {
  const a = document.createElement("a");
  a.href = address;
  a.textContent = words;
  return a;
}
