// Search without a mouse, and copying with what is cited. Everything is there without it, too.

const box = document.getElementById("q");
const told = document.getElementById("told");
const results = [...document.querySelectorAll(".result")];
const switched = document.getElementById("keys");
const KEPT = "console-search-keys";

document.querySelector(".keys").hidden = false;
switched.checked = localStorage.getItem(KEPT) !== "off";
switched.addEventListener("change", () => localStorage.setItem(KEPT, switched.checked ? "on" : "off"));

async function copy(button) {
  const text = document.getElementById(button.dataset.copy).value;
  const both = {
    "text/plain": new Blob([text], { type: "text/plain" }),
    "text/html": new Blob([button.dataset.html], { type: "text/html" }),
  };
  await navigator.clipboard.write([new ClipboardItem(both)]);
  button.firstChild.textContent = "Copied";
  told.textContent = "Copied with what it cites.";
  setTimeout(() => { button.firstChild.textContent = "Copy"; told.textContent = ""; }, 8000);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !(navigator.clipboard && window.ClipboardItem);
  button.addEventListener("click", () => copy(button));
  document.getElementById(button.dataset.copy).addEventListener("focus", (event) => event.target.select());
}

/** The result that a key leads to from another, or none. */
function next(from, key) {
  const column = from.dataset.column;
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const wanted = key === "ArrowRight" ? "1" : "0";
    return wanted === column ? null : results.find((result) => result.dataset.column === wanted);
  }
  const same = results.filter((result) => result.dataset.column === column);
  const place = same.indexOf(from) + (key === "ArrowDown" ? 1 : -1);
  return place < 0 ? box : same[place];
}

const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.altKey);
const isTyping = (target) => target.closest("input, textarea, select");

document.addEventListener("keydown", (event) => {
  if (!switched.checked || !isPlain(event)) return;
  const { key, target } = event;
  const result = target.closest(".result");
  let to = null;
  if (target === box && key === "ArrowDown") to = results[0];
  else if (isTyping(target)) return;
  else if (key === "/") to = box;
  else if (result && key.startsWith("Arrow")) to = next(result, key);
  else if (target === result && result && key === "Enter") result.querySelector("[data-opens]")?.click();
  else if (result && key === "c") copy(result.querySelector("[data-copy]"));
  if (!to) return;
  event.preventDefault();
  to.focus();
  if (to === box) box.select();
});
