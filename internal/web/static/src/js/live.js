// Keeps the parts of a page that are marked data-live as new as the server's.
//
//   <body data-live-stream="/live">                      the event stream
//   <div id="roll" data-live data-live-topic="meeting:12"
//        data-live-url="/meetings/12" data-live-version="7">
//
// One stream carries all topics of the page: /live?topic=a&topic=b. Its events
// are those of internal/platform/live: "current" and "change" name versions as in
// a query, meeting:12=8&unit:3=2, and "end" says that the session is over. For a
// newer version the address is fetched, and every data-live part with the same id
// is replaced by the newer one. A part that a person is typing in waits until he
// has left it. As "current" comes with every connection, a page that was cut off
// catches up by itself.
import { patience } from "./patience.js";

const waiting = new Map(); // id of a part to its newer element

export function watchLive() {
  const stream = document.body.dataset.liveStream;
  const topics = new Set(parts().map((p) => p.dataset.liveTopic));
  if (!stream || topics.size === 0) return;
  open(stream, topics);
  document.addEventListener("focusout", () => setTimeout(applyWaiting, 0));
}

function parts() {
  return Array.from(document.querySelectorAll("[data-live][data-live-topic]"));
}

function open(stream, topics) {
  const url = new URL(stream, location.href);
  topics.forEach((t) => url.searchParams.append("topic", t));
  connect(url, patience());
}

function connect(url, banner) {
  const events = new EventSource(url);
  const tell = (message) => new URLSearchParams(message.data).forEach((v, topic) => heard(topic, Number(v)));
  events.onopen = banner.hide;
  events.addEventListener("current", tell);
  events.addEventListener("change", tell);
  events.addEventListener("end", () => {
    events.close();
    banner.ended();
  });
  events.onerror = () => {
    banner.show();
    // The browser gives up after an error answer; try again, not all at once.
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(() => connect(url, banner), 3000 + Math.random() * 5000);
    }
  };
}

function heard(topic, version) {
  const stale = parts().filter((p) => p.dataset.liveTopic === topic && Number(p.dataset.liveVersion) < version);
  const spread = new Map(stale.map((p) => [p.dataset.liveUrl, Number(p.dataset.liveSpread || 0)]));
  // A full hall does not ask all at once.
  spread.forEach((ms, url) => setTimeout(() => refresh(url), Math.random() * ms));
}

const fetching = new Map(); // address to whether it changed again meanwhile

async function refresh(url) {
  if (fetching.has(url)) {
    fetching.set(url, true);
    return;
  }
  fetching.set(url, false);
  try {
    const answer = await fetch(url, { headers: { "X-Live": "1" }, credentials: "same-origin" });
    if (answer.ok && !answer.redirected) take(await answer.text());
  } catch {
    // The stream notices a lost network and says so.
  }
  const changed = fetching.get(url);
  fetching.delete(url);
  if (changed) refresh(url);
}

function take(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const fresh of page.querySelectorAll("[data-live][id]")) {
    const old = document.getElementById(fresh.id);
    if (!old || !isNewer(fresh, old)) continue;
    waiting.set(fresh.id, document.importNode(fresh, true));
  }
  applyWaiting();
}

function isNewer(fresh, old) {
  return Number(fresh.dataset.liveVersion) > Number(old.dataset.liveVersion);
}

function applyWaiting() {
  for (const [id, fresh] of waiting) {
    const old = document.getElementById(id);
    if (old && inUse(old)) continue;
    waiting.delete(id);
    if (old) replace(old, fresh);
  }
}

const typed = "input:not([type=hidden]),textarea,select";

// A part is in use while a field in it has the focus or holds an unsent change.
function inUse(part) {
  const active = document.activeElement;
  if (part.contains(active) && active.matches(typed)) return true;
  return Array.from(part.querySelectorAll(typed)).some(changed);
}

function changed(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) return Array.from(field.options).some((o) => o.selected !== o.defaultSelected) && hasDefault(field);
  return field.value !== field.defaultValue;
}

// A select without a chosen option shows its first one: that is no change.
function hasDefault(select) {
  return select.selectedIndex > 0 || Array.from(select.options).some((o) => o.defaultSelected);
}

function replace(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  const opened = Array.from(old.querySelectorAll("details[id][open]"), (d) => d.id);
  old.replaceWith(fresh);
  opened.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  fresh.dispatchEvent(new CustomEvent("sotay:live", { bubbles: true }));
}
