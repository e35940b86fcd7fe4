// Comfort for who writes an answer: saves and checks while they type, quotes what they select,
// and looks at one question after the other before publishing.

import { renew, send } from "./console.js";

const PAUSE = 1200; // milliseconds without a key before the draft is saved

const form = document.getElementById("draft");
const impact = document.getElementById("impact");
if (form) write(form);
if (impact) impact.querySelector("a").addEventListener("click", look);

function write(form) {
  let timer = 0;
  let saving = null;
  let clashed = false;
  let ended = false;

  form.addEventListener("input", (event) => {
    const aside = event.target.name === "pick" || ["q", "ask", "new_quote"].includes(event.target.id);
    if (clashed || aside) return;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });

  async function save() {
    if (saving) await saving;
    saving = sent().catch(() => tell("Not saved: the service cannot be reached. Your text is still here."));
    await saving;
    saving = null;
  }

  // Signed in again in another tab: what was not saved is saved as soon as somebody comes back.
  addEventListener("focus", () => ended && save());

  async function sent(again = false) {
    const response = await send(form.dataset.live, { body: new FormData(form) });
    ended = response.status === 401;
    if (ended) return tellEnded();
    if (response.status === 403 && !again && (await renew())) return sent(true);
    if (!response.ok && response.status !== 409) throw new Error(response.status);
    clashed = response.status === 409;
    const told = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const slot of told.querySelectorAll("[data-slot]")) {
      const here = form.querySelector(`[data-slot="${CSS.escape(slot.dataset.slot)}"]`);
      if (here && here.innerHTML !== slot.innerHTML) here.replaceChildren(...slot.childNodes);
      if (slot.dataset.edited) form.elements.edited.value = slot.dataset.edited;
    }
  }

  function tellEnded() {
    const link = Object.assign(document.createElement("a"), { href: "/console/sign-in", target: "_blank", rel: "noopener" });
    link.textContent = "Sign in again (opens a new tab)";
    tell("Not saved: your session has ended. Your text is still here. ", link, ", then come back to this one.");
  }

  function tell(...texts) {
    const line = document.createElement("p");
    line.className = "wrong";
    line.append(...texts);
    form.querySelector('[data-slot="state"]').replaceChildren(line);
  }

  // A draft that is just being saved would not be the one that the button sends.
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (!saving) return;
    event.preventDefault();
    await saving;
    form.requestSubmit(event.submitter);
  });

  const remember = ({ target, key }) => {
    if (key === "Tab" || key === "Shift") return; // passes by, on the way to the sources
    if (target.dataset.sentences) form.elements.into.value = sentenceAt(target);
  };
  for (const event of ["input", "keyup", "click"]) form.addEventListener(event, remember);

  quoting(form);
}

/** The sentence that the cursor is in, as "en:0". */
function sentenceAt(textarea) {
  const lines = textarea.value.slice(0, textarea.selectionStart).split("\n");
  const before = lines.slice(0, -1).filter((line) => line.trim()).length;
  return `${textarea.dataset.sentences}:${before}`;
}

function quoting(form) {
  const button = document.getElementById("quote-selection");
  const selected = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const place = range.commonAncestorContainer;
    const text = (place.nodeType === Node.TEXT_NODE ? place.parentElement : place).closest(".text");
    return text && { source: text.closest("[data-source]").dataset.source, quote: range.toString().trim() };
  };
  document.addEventListener("selectionchange", () => {
    button.hidden = !selected()?.quote;
  });
  button.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
  button.addEventListener("click", () => {
    const found = selected();
    if (!found) return;
    for (const tick of form.querySelectorAll('[name="pick"]:checked')) tick.checked = false;
    form.elements.new_source.value = found.source;
    form.elements.new_quote.value = found.quote;
    form.requestSubmit(form.querySelector('button[value="cite"]'));
  });
}

async function look(event) {
  event.preventDefault();
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.setAttribute("aria-label", "Questions looked at");
  const list = Object.assign(document.createElement("ul"), { className: "changed" });
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  status.textContent = "Asking …";
  event.target.closest("p").replaceWith(bar, status, list);
  let next = impact.dataset.impact;
  while (next) {
    const response = await fetch(next);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const looked = page.getElementById("looked");
    if (!looked) {
      status.textContent = page.querySelector("main [role=alert], main p")?.textContent ?? "That failed. Try again.";
      break;
    }
    list.append(...looked.querySelectorAll(".changed > li"));
    bar.max = Math.max(1, looked.dataset.total);
    bar.value = looked.dataset.looked;
    const found = list.children.length;
    status.textContent = `${looked.dataset.looked} of the last ${looked.dataset.total} questions looked at, ${found || "none"} would change.`;
    next = looked.querySelector("[data-next]")?.getAttribute("href");
  }
}
