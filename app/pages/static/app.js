// Everything works without this file; it adds tooltips and arrow keys to charts, and buttons that copy commands.
const tip = document.getElementById("tip");

function element(tag, text) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  return made;
}

function showTip(point) {
  const facts = element("dl");
  for (const [name, value] of [["Score", "score"], ["Released", "day"], ["Evidence", "evidence"]]) {
    facts.append(element("dt", name), element("dd", point.dataset[value]));
  }
  tip.replaceChildren(element("b", point.dataset.name), element("i", point.dataset.about), facts);
  tip.hidden = false;
  const at = point.querySelector(".hit").getBoundingClientRect();
  const own = tip.getBoundingClientRect();
  const x = Math.min(Math.max(8, at.x + at.width / 2 - own.width / 2), innerWidth - own.width - 8);
  const y = at.y - own.height - 6 < 8 ? at.bottom + 6 : at.y - own.height - 6;
  tip.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
}

function light(key, on) {
  for (const found of document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)) found.classList.toggle("lit", on);
}

function enter(event) {
  const found = event.target.closest?.("[data-key]");
  if (!found) return;
  light(found.dataset.key, true);
  if (found.dataset.name) showTip(found);
}

function leave(event) {
  const found = event.target.closest?.("[data-key]");
  if (!found) return;
  light(found.dataset.key, false);
  tip.hidden = true;
}

document.addEventListener("pointerover", enter);
document.addEventListener("pointerout", leave);
document.addEventListener("focusin", enter);
document.addEventListener("focusout", leave);
addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });

// One tab stop a chart: arrow keys, Home and End walk its points.
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") tip.hidden = true;
  const plot = event.target.closest?.("[data-plot]");
  if (!plot || !(event.key in STEPS)) return;
  const points = [...plot.querySelectorAll(".pt")];
  const now = points.indexOf(event.target.closest(".pt"));
  const next = Math.min(Math.max(0, now + STEPS[event.key]), points.length - 1);
  points[now].setAttribute("tabindex", -1);
  points[next].setAttribute("tabindex", 0);
  points[next].focus();
  event.preventDefault();
});

for (const block of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  const button = element("button", "Copy");
  button.type = "button";
  button.className = "copy";
  button.setAttribute("aria-label", "Copy this command");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.querySelector("code").textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  const frame = element("div");
  frame.className = "copyable";
  block.replaceWith(frame);
  frame.append(block, button);
}
