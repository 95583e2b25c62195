// A quiet line that says the network is gone. Short gaps are not worth a word.
const grace = 2500; // ms

export function patience() {
  let timer = 0;
  let bar = null;
  const show = () => {
    if (timer || bar) return;
    timer = setTimeout(() => {
      timer = 0;
      bar = document.createElement("p");
      bar.className = "offline";
      bar.setAttribute("role", "status");
      bar.textContent = "Mất kết nối, đang nối lại…";
      document.body.append(bar);
    }, grace);
  };
  const hide = () => {
    clearTimeout(timer);
    timer = 0;
    if (bar) bar.remove();
    bar = null;
  };
  return { show, hide };
}
