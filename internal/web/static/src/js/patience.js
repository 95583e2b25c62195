// A quiet line about the connection. Short gaps are not worth a word.
const grace = 2500; // ms

export function patience() {
  let timer = 0;
  let bar = null;
  const say = (...words) => {
    bar = bar || document.createElement("p");
    bar.className = "offline";
    bar.setAttribute("role", "status");
    bar.replaceChildren(...words);
    document.body.append(bar);
  };
  const hide = () => {
    clearTimeout(timer);
    timer = 0;
    if (bar) bar.remove();
    bar = null;
  };
  const show = () => {
    if (timer || bar) return;
    timer = setTimeout(() => say("Mất kết nối, đang nối lại…"), grace);
  };
  const ended = () => {
    hide();
    const again = document.createElement("a");
    again.href = location.href;
    again.textContent = "Đăng nhập lại";
    say("Phiên làm việc đã kết thúc. ", again);
  };
  return { show, hide, ended };
}
