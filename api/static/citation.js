// Citations: a button for each, and the quotation that it opens, highlighted in its passage.

import { safeUrl, sourceText } from "./client.js";
import { button, dateText, el, fill, languageName, texts } from "./dom.js";

const AROUND = 400; // characters of the passage that are shown on either side of a quotation
let count = 0;

/** A sentence and its citations; what they open stands below it. */
export function sentenceView(sentence, citations, language) {
  const text = el("p", { class: "sentence" }, el("span", { lang: language }, sentence.text));
  const group = el("div", { class: "cited" }, text);
  addCitations(text, sentence.citations, citations, language, group);
  return group;
}

/** Add a button for each citation to a line; its quotation opens at the end of `place`. */
export function addCitations(line, labels, citations, language, place) {
  for (const citation of labels.map((label) => citations.get(label)).filter(Boolean)) {
    const panel = citationView(citation, language);
    const opener = button(
      {
        class: "cite",
        "aria-expanded": "false",
        "aria-controls": panel.id,
        "aria-label": fill(texts.citation, citation),
        onclick: () => {
          panel.hidden = !panel.hidden;
          opener.setAttribute("aria-expanded", String(!panel.hidden));
          if (!panel.hidden) showPassage(panel.querySelector("blockquote"), citation);
        },
      },
      `[${citation.label}]`,
    );
    line.append("\u00a0", opener);
    place.append(panel);
  }
}

function citationView(citation, language) {
  const url = safeUrl(citation.url);
  const date = dateText(citation.published, citation.published_precision);
  const foreign =
    citation.language === language
      ? null
      : el("span", { class: "foreign" }, fill(texts.quoted_in, { language: languageName(citation.language) }));
  const imprint = el(
    "p",
    { class: "imprint" },
    el("span", { class: "number" }, `[${citation.label}]`),
    " ",
    el("strong", {}, citation.publisher),
    `, ${date} `,
    foreign,
  );
  const title = el("cite", { lang: citation.language }, citation.title);
  return el(
    "div",
    { class: "quotation", id: `citation-${++count}`, hidden: true },
    imprint,
    el("blockquote", { lang: citation.language, cite: url }, el("mark", {}, citation.quote)),
    el("p", { class: "source" }, title),
    url ? el("p", { class: "open" }, el("a", { href: url, rel: "noopener noreferrer" }, texts.open_source)) : null,
  );
}

/** Put the words around it beside a quotation; without them it stands alone. */
async function showPassage(place, citation) {
  if (place.childNodes.length > 1) return;
  const text = await sourceText(citation.source_id).catch(() => "");
  const passage = passageAround(text, citation.quote);
  if (passage) place.replaceChildren(passage.before, el("mark", {}, citation.quote), passage.after);
}

/** The words of its paragraph before and after a quotation, or null where it is not in the text. */
export function passageAround(text, quote) {
  const start = text.indexOf(quote);
  if (start < 0) return null;
  const end = start + quote.length;
  const from = text.lastIndexOf("\n\n", start) + 1;
  const break_ = text.indexOf("\n\n", end);
  const before = text.slice(from, start).trimStart();
  const after = text.slice(end, break_ < 0 ? text.length : break_).trimEnd();
  return { before: endOf(before), after: beginningOf(after) };
}

function endOf(text) {
  if (text.length <= AROUND) return text;
  return `… ${text.slice(-AROUND).replace(/^\S*\s/, "")}`;
}

function beginningOf(text) {
  if (text.length <= AROUND) return text;
  return `${text.slice(0, AROUND).replace(/\s\S*$/, "")} …`;
}
