// What the pages of the console share. Everything works without it.

/** Send a request that changes something, as a form of this page would. */
export function send(path, { method = "POST", body, headers = {} } = {}) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  return fetch(path, { method, body, headers: { ...headers, "X-CSRF-Token": token } });
}

/** After somebody has signed in again in another tab: take the token of the session that is now.
 * Tells whether there was a newer one. */
export async function renew() {
  const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
  const meta = 'meta[name="csrf-token"]';
  const [mine, now] = [document.querySelector(meta), page.querySelector(meta)];
  if (!now || now.content === mine.content) return false;
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = now.content;
  mine.content = now.content;
  return true;
}

for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  button.closest(".copied").append(status);
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      status.textContent = "Copied.";
    } catch {
      field.focus();
      status.textContent = "Not copied: the browser does not allow it. Copy the selected text yourself.";
    }
  });
  field.addEventListener("focus", () => field.select());
}
