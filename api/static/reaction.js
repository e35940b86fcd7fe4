// What a visitor can do with an answer: say whether it helped, and copy it with its citations.

import { textWithCitations } from "./answer.js";
import { rate } from "./client.js";
import { button, el, texts } from "./dom.js";

let count = 0;

/** The line under an answer; `given` is what was said of it before, `announce` is told what is done. */
export function reactionView(answer, given, announce) {
  const view = el("div", { class: "reaction" });
  const told = el("p", { class: "told-so" });
  const say = (text) => {
    told.textContent = text;
    announce(text);
  };
  const line = el("div", { class: "line" }, helpedView(answer, given, view, say), copyView(answer, say));
  view.append(line, told);
  return view;
}

function helpedView(answer, given, view, say) {
  const label = el("span", { id: `helped-${++count}` }, texts.helped);
  const group = el("div", { class: "helped", role: "group", "aria-labelledby": label.id }, label);
  const buttons = ["up", "down"].map((rating) =>
    button({ "aria-pressed": String(given?.rating === rating), onclick: () => choose(rating) }, texts.ratings[rating]),
  );
  const choose = async (rating) => {
    await rate(answer.id, rating).then(
      () => {
        buttons.forEach((b, n) => b.setAttribute("aria-pressed", String((n === 0) === (rating === "up"))));
        view.querySelector("form")?.remove();
        view.append(commentView(answer, rating, say));
        say(texts.thanks);
      },
      () => say(texts.not_stored),
    );
  };
  group.append(...buttons);
  return group;
}

function commentView(answer, rating, say) {
  const id = `comment-${++count}`;
  const box = el("textarea", { id, rows: "2", maxlength: "2000", autocomplete: "off", "aria-describedby": `${id}-hint` });
  const form = el(
    "form",
    { class: "comment" },
    el("label", { for: id }, texts.comment_label),
    el("p", { class: "hint", id: `${id}-hint` }, texts.comment_hint),
    box,
    el("button", { type: "submit" }, texts.comment_button),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!box.value.trim()) return box.focus();
    await rate(answer.id, rating, box.value.trim()).then(
      () => {
        form.remove();
        say(texts.comment_stored);
      },
      () => say(texts.not_stored),
    );
  });
  return form;
}

function copyView(answer, say) {
  if (!answer.citations.length || !navigator.clipboard) return null; // none without https
  const copy = () =>
    navigator.clipboard.writeText(textWithCitations(answer)).then(
      () => say(texts.copied),
      () => say(texts.not_copied),
    );
  return button({ class: "quiet", onclick: copy }, texts.copy);
}
