// The parts of an answer that stand around its sentences.

import { addCitations, sentenceView } from "./citation.js";
import { around, button, dateText, el, fill, texts } from "./dom.js";

/** An answer of any status as elements; `turn` is asked for retries and suggestions. */
export function answerView(answer, turn) {
  const citations = byLabel(answer);
  const sentences = answer.sentences.length
    ? answer.sentences.map((s) => sentenceView(s, citations, answer.language))
    : [el("p", { lang: answer.language }, answer.text)];
  if (answer.status === "answered") return [...sentences, ...restView(answer, turn)];
  const outcome = outcomeView(answer.status, ...sentences, nextView(answer, turn));
  return [outcome, ...restView(answer, turn)];
}

/** What stands below the sentences: notes, conflicts, date, suggestions. */
export function restView(answer, turn) {
  const citations = byLabel(answer);
  const conflicts = answer.conflicts.map((c) => conflictView(c, citations, answer.language));
  const parts = [notesView(answer), ...conflicts, asOfView(answer), suggestionsView(answer, turn)];
  return parts.filter(Boolean);
}

/** A box for an outcome that is no answer. */
export function outcomeView(status, ...children) {
  const label = el("p", { class: "label" }, texts.outcomes[status]);
  return el("div", { class: `outcome ${status}` }, label, ...children);
}

/** The words of an answer without its citations. */
export function plainText(answer) {
  if (!answer.sentences.length) return answer.text;
  return [...answer.sentences.map((s) => s.text), ...answer.notes].join(" ");
}

/** An answer as text to be pasted elsewhere: labels, quotations, sources and date with it. */
export function textWithCitations(answer) {
  const sources = answer.citations.map((c) => {
    const date = dateText(c.published, c.published_precision);
    return `[${c.label}] ${c.publisher}, ${date}: “${c.quote}” ${c.title}. ${c.url}`;
  });
  const parts = [answer.standalone_question, answer.text, sources.join("\n")];
  if (answer.citations.length) parts.push(asOfText(answer));
  return parts.filter(Boolean).join("\n\n");
}

function byLabel(answer) {
  return new Map(answer.citations.map((c) => [c.label, c]));
}

/** What the assistant itself adds: no source says it, so it stands apart. */
function notesView(answer) {
  if (!answer.notes.length) return null;
  const notes = answer.notes.map((text) => el("p", {}, text));
  return el("div", { class: "notes", role: "note", lang: answer.language }, ...notes);
}

function nextView(answer, turn) {
  if (answer.status === "failed") {
    const again = { onclick: () => turn.ask(turn.question) };
    return el("div", {}, el("p", {}, texts.next.failed), button(again, texts.retry));
  }
  const next = el("p", { class: "next" }, texts.next[answer.reason] ?? texts.next[answer.status]);
  if (answer.status === "unanswered" && texts.site) {
    const home = { href: `https://${texts.site}`, rel: "noopener" };
    next.append(" ", el("a", home, texts.site));
  }
  return next;
}

function conflictView(conflict, citations, language) {
  const box = el("div", { class: "conflict" });
  const heading = el("p", { class: "label" });
  heading.append(...around(texts.conflict, "topic", el("span", { lang: language }, conflict.topic)));
  const versions = conflict.versions.map((version) => {
    const sources = version.citations.map((label) => toldBy(label, citations, language, box));
    const value = el("p", { class: "value", lang: language }, version.value);
    return el("li", {}, value, el("ul", { class: "told" }, ...sources));
  });
  box.prepend(heading, el("ul", { class: "versions" }, ...versions));
  return box;
}

function toldBy(label, citations, language, box) {
  const citation = citations.get(label);
  if (!citation) return null;
  const date = dateText(citation.published, citation.published_precision);
  const line = el("li", {}, `${citation.publisher}, ${date}`);
  addCitations(line, [label], citations, language, box);
  return line;
}

function asOfText(answer) {
  if (!answer.as_of) return texts.as_of_undated;
  const newest = answer.citations.find((c) => c.published === answer.as_of);
  return fill(texts.as_of, { date: dateText(answer.as_of, newest?.published_precision) });
}

function asOfView(answer) {
  if (!answer.citations.length) return null;
  if (!answer.as_of) return el("p", { class: "as-of" }, asOfText(answer));
  return el("p", { class: "as-of" }, el("strong", {}, asOfText(answer)), ` · ${texts.as_of_why}`);
}

function suggestionsView(answer, turn) {
  if (!answer.suggestions.length) return null;
  const buttons = answer.suggestions.map((text) =>
    el("li", {}, button({ onclick: () => turn.ask(text) }, text)),
  );
  const label = el("p", { class: "hint" }, texts.suggestions);
  return el("div", { class: "suggestions" }, label, el("ul", { lang: answer.language, class: "choices" }, ...buttons));
}
