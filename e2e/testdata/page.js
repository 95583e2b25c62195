// What every page must be: Vietnamese, one h1, nothing beside the screen, nothing
// too small to touch. Answers with what is wrong.
(() => {
  const wrong = [];
  if (document.documentElement.lang !== "vi") wrong.push("lang is " + document.documentElement.lang);
  const heads = document.querySelectorAll("h1").length;
  if (heads !== 1) wrong.push(heads + " h1");
  const wide = document.scrollingElement.scrollWidth, screen = document.documentElement.clientWidth;
  if (wide > screen) wrong.push("scrolls sideways: " + wide + " > " + screen + " " + widest(screen));
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of new Set(ids.filter((x, i) => ids.indexOf(x) !== i))) wrong.push("id " + id + " stands twice");
  for (const e of document.querySelectorAll("button,a.btn,summary,select,input:not([type=hidden]),textarea,.bottom a,.side a,[role=tab],.tabs a")) {
    if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || e.type === "radio" || e.type === "checkbox") continue;
    const r = e.getBoundingClientRect();
    if (r.height < 43.5 || r.width < 43.5) wrong.push("small to touch: " + e.tagName + " “" + (e.innerText || e.name).trim().slice(0, 40) + "” " + Math.round(r.width) + "×" + Math.round(r.height));
  }
  return wrong;

  function widest(screen) {
    const beyond = [...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > screen + 1);
    return beyond.slice(-3).map((e) => e.tagName + "." + e.className).join(", ");
  }
})()
