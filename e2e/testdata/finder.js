const clean = (s) => (s || "").normalize("NFC").replace(/\s+/g, " ").trim();
const words = (e) => clean(e.innerText || e.value);
const shown = (e) => e.checkVisibility({ visibilityProperty: true });
const says = (text) => clean(document.body.innerText).includes(text);
// What bears the words exactly comes before what begins with them, and that before
// what has them.
const best = (all, text) =>
  all.find((e) => words(e) === text) || all.find((e) => words(e).startsWith(text)) || all.find((e) => words(e).includes(text));
// Buttons come before links, and the page before its frame.
const within = (place) => ["button", "a,summary"].flatMap((kind) => [...document.querySelectorAll(place + " :is(" + kind + ")")]).filter(shown);
const control = (text) => best(within("main"), text) || best(within("body"), text);
const field = (text) => {
  if (text.startsWith("[")) return document.querySelector(text);
  const label = best([...document.querySelectorAll("label")].filter(shown), text);
  return label && label.control;
};
const middle = (e) => {
  e.scrollIntoView({ block: "center", behavior: "instant" });
  const r = e.getClientRects()[0];
  return { X: r.left + r.width / 2, Y: r.top + r.height / 2 };
};
// ready says how a field is filled, and readies those that are typed into.
const ready = (e) => {
  if (e.tagName !== "TEXTAREA" && !["text", "password", "tel", "email", "number", "search", "url"].includes(e.type)) return "put";
  e.scrollIntoView({ block: "center", behavior: "instant" });
  e.focus();
  if (e.value !== "") e.select();
  return "typed";
};
const put = (e, value) => {
  if (e.type === "radio" || e.type === "checkbox") {
    if (!e.checked) e.click();
    return e.checked;
  }
  if (e.tagName === "SELECT") {
    const option = [...e.options].find((o) => clean(o.text) === value) || [...e.options].find((o) => clean(o.text).startsWith(value));
    if (!option) return false;
    e.value = option.value;
  } else {
    e.value = value;
  }
  e.dispatchEvent(new Event("input", { bubbles: true }));
  e.dispatchEvent(new Event("change", { bubbles: true }));
  return e.value !== "";
};
