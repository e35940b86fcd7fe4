// Asks before something is deleted for good.

import { button, el, texts } from "./dom.js";

/** Whether the visitor wants the conversation deleted; the dialog closes with Escape, too. */
export function confirmed(root) {
  const close = (value) => ({ value, onclick: () => dialog.close(value) });
  const dialog = el(
    "dialog",
    { class: "confirm", "aria-labelledby": "confirm-question", "aria-describedby": "confirm-what" },
    el("h2", { id: "confirm-question" }, texts.delete_confirm),
    el("p", { id: "confirm-what" }, texts.delete_what),
    el(
      "div",
      { class: "row" },
      button({ ...close("yes"), class: "danger" }, texts.delete_yes),
      button({ ...close("no"), autofocus: true }, texts.delete_no),
    ),
  );
  root.getElementById("own").after(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
