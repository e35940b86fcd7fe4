// What the pages of the console share. Everything works without it.

/** Send a request that changes something, as a form of this page would. */
export function send(path, { method = "POST", body, headers = {} } = {}) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  return fetch(path, { method, body, headers: { ...headers, "X-CSRF-Token": token } });
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
