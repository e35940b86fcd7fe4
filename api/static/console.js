// What the pages of the console share. Everything works without it.

/** Send a request that changes something, as a form of this page would. */
export function send(path, { method = "POST", body, headers = {} } = {}) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  return fetch(path, { method, body, headers: { ...headers, "X-CSRF-Token": token } });
}

for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
  });
  field.addEventListener("focus", () => field.select());
}
