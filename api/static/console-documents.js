// Follows what runs on the server; without it the page loads itself anew.

const PAUSE_MS = 1000;

async function follow(part) {
  const fresh = await look(part.id);
  if (fresh && !("follow" in fresh.dataset)) {
    location.reload();
    return;
  }
  if (fresh) show(part, fresh);
  setTimeout(() => follow(part), PAUSE_MS);
}

/** The part as the server shows it now; nothing where it does not answer. */
async function look(id) {
  try {
    const response = await fetch(location.href);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return response.ok ? page.getElementById(id) : null;
  } catch {
    return null;
  }
}

function show(part, fresh) {
  const bar = part.querySelector("progress");
  if (bar) bar.value = fresh.querySelector("progress").value;
  const [line, told] = [part.querySelector("p"), fresh.querySelector("p")];
  if (line.textContent !== told.textContent) line.replaceChildren(...told.childNodes);
}

for (const part of document.querySelectorAll("[data-follow]")) setTimeout(() => follow(part), PAUSE_MS);
