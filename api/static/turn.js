// One turn on the page: the question, the stages while it works, and its answer or another outcome.

import { dateText, el, fill, languageName, pageLanguage, safeUrl, texts } from "./dom.js";

let count = 0;

/** A turn that is being answered; `ask(question)` is called for suggestions and retries. */
export class TurnView {
  constructor(question, ask) {
    this.question = question;
    this.ask = ask;
    this.asked = el("span", {}, question);
    this.heading = el("h2", {}, el("span", { class: "who" }, texts.you_asked), this.asked);
    this.understood = el("p", { class: "understood", hidden: true });
    this.stage = el("p", { class: "stage" }, texts.stages.sending);
    this.body = el("div", { class: "answer" });
    this.element = el("article", { "aria-busy": "true" });
    this.element.append(this.heading, this.understood, this.stage, this.body);
  }

  /** Show an event of the running turn. */
  hear(name, payload) {
    if (name === "searching") {
      this.asked.lang = payload.language;
      this.showUnderstood(this.question, payload.standalone_question, payload.language);
      this.stage.textContent = texts.stages.searching;
    } else if (name === "evidence") {
      this.stage.textContent = fill(texts.stages.evidence, { count: payload.evidence.length });
    } else if (name === "sentence") {
      this.stage.textContent = texts.stages.sentence;
      const citations = new Map(payload.citations.map((c) => [c.label, c]));
      this.body.append(sentenceView(payload.sentence, citations, this.asked.lang || pageLanguage));
    }
  }

  /**
   * Show the finished answer in place of all that came before; its words, for announcing.
   * The question is shown as stored: personal data is not kept.
   */
  finish(answer) {
    this.settle(answer.status);
    this.asked.lang = answer.language;
    this.asked.textContent = answer.question;
    this.showUnderstood(answer.question, answer.standalone_question, answer.language);
    const told = this.body.childElementCount === answer.sentences.length;
    if (answer.status === "answered" && told) this.body.append(...restView(answer, this));
    else this.body.replaceChildren(...answerView(answer, this));
    return [texts.outcomes[answer.status], plainText(answer)].join(": ");
  }

  /** Show that there is no answer, and why; `retry` is left out where it cannot help. */
  fail(message, retry) {
    this.settle("failed");
    const again = retry && el("button", { type: "button", onclick: retry }, texts.retry);
    this.body.replaceChildren(
      outcomeView("failed", el("p", {}, message), again),
    );
    return message;
  }

  settle(status) {
    this.stage.remove();
    this.element.setAttribute("aria-busy", "false");
    this.element.className = status;
  }

  showUnderstood(question, standalone, language) {
    this.understood.hidden = comparable(standalone) === comparable(question);
    this.understood.replaceChildren(
      `${texts.understood_as} `,
      el("span", { lang: language }, standalone),
    );
  }
}

function answerView(answer, turn) {
  const citations = new Map(answer.citations.map((c) => [c.label, c]));
  const sentences = answer.sentences.length
    ? answer.sentences.map((s) => sentenceView(s, citations, answer.language))
    : [el("p", { lang: answer.language }, answer.text)];
  if (answer.status === "answered") return [...sentences, ...restView(answer, turn)];
  const outcome = outcomeView(answer.status, ...sentences, nextView(answer, turn));
  return [outcome, ...restView(answer, turn)];
}

/** What stands below the sentences: notes, conflicts, date, suggestions. */
function restView(answer, turn) {
  const citations = new Map(answer.citations.map((c) => [c.label, c]));
  const conflicts = answer.conflicts.map((c) => conflictView(c, citations, answer.language));
  return [notesView(answer), ...conflicts, asOfView(answer), suggestionsView(answer, turn)].filter(Boolean);
}

/** What the assistant itself adds: no source says it, so it stands apart. */
function notesView(answer) {
  if (!answer.notes.length) return null;
  const notes = answer.notes.map((text) => el("p", {}, text));
  return el("div", { class: "notes", role: "note", lang: answer.language }, ...notes);
}

function outcomeView(status, ...children) {
  const label = el("p", { class: "label" }, texts.outcomes[status]);
  return el("div", { class: `outcome ${status}` }, label, ...children);
}

function nextView(answer, turn) {
  if (answer.status === "failed") {
    const again = { type: "button", onclick: () => turn.ask(turn.question) };
    return el("div", {}, el("p", {}, texts.next.failed), el("button", again, texts.retry));
  }
  const next = el("p", { class: "next" }, texts.next[answer.reason] ?? texts.next[answer.status]);
  if (answer.status === "unanswered" && texts.site) {
    const home = { href: `https://${texts.site}`, rel: "noopener" };
    next.append(" ", el("a", home, texts.site));
  }
  return next;
}

function sentenceView(sentence, citations, language) {
  const text = el("p", { class: "sentence" }, el("span", { lang: language }, sentence.text));
  return withCitations(text, sentence.citations, citations, language);
}

/** The element with a button for each citation; a pressed button opens the quotation below. */
function withCitations(element, labels, citations, language) {
  const group = el("div", { class: "cited" }, element);
  for (const label of labels) {
    const citation = citations.get(label);
    if (!citation) continue;
    const panel = citationView(citation, language);
    const button = el(
      "button",
      {
        type: "button",
        class: "cite",
        "aria-expanded": "false",
        "aria-controls": panel.id,
        "aria-label": fill(texts.citation, citation),
        onclick: () => {
          panel.hidden = !panel.hidden;
          button.setAttribute("aria-expanded", String(!panel.hidden));
        },
      },
      `[${label}]`,
    );
    element.append(" ", button);
    group.append(panel);
  }
  return group;
}

function citationView(citation, language) {
  const foreign = citation.language !== language;
  const url = safeUrl(citation.url);
  const title = el("cite", { lang: citation.language }, citation.title);
  const about = el(
    "p",
    { class: "source" },
    el("strong", {}, citation.publisher),
    ", ",
    dateText(citation.published, citation.published_precision),
    ". ",
    title,
  );
  return el(
    "div",
    { class: "quotation", id: `citation-${++count}`, hidden: true },
    foreign
      ? el("p", { class: "foreign" }, fill(texts.quoted_in, { language: languageName(citation.language) }))
      : null,
    el("blockquote", { lang: citation.language, cite: url }, citation.quote),
    about,
    url ? el("p", {}, el("a", { href: url, rel: "noopener noreferrer" }, texts.open_source)) : null,
  );
}

function conflictView(conflict, citations, language) {
  const heading = el("p", { class: "label" });
  heading.append(...aroundSlot(texts.conflict, "topic", el("span", { lang: language }, conflict.topic)));
  const versions = conflict.versions.map((version) => {
    const sources = version.citations.map((label) => toldBy(label, citations, language));
    const value = el("p", { class: "value", lang: language }, version.value);
    return el("li", {}, value, el("ul", { class: "told" }, ...sources));
  });
  return el("div", { class: "conflict" }, heading, el("ul", { class: "versions" }, ...versions));
}

function toldBy(label, citations, language) {
  const citation = citations.get(label);
  if (!citation) return null;
  const date = dateText(citation.published, citation.published_precision);
  const line = el("p", {}, `${citation.publisher}, ${date}`);
  return el("li", {}, withCitations(line, [label], citations, language));
}

function asOfView(answer) {
  if (!answer.citations.length) return null;
  if (!answer.as_of) return el("p", { class: "as-of" }, texts.as_of_undated);
  const newest = answer.citations.find((c) => c.published === answer.as_of);
  const date = dateText(answer.as_of, newest?.published_precision);
  const time = el("strong", {}, fill(texts.as_of, { date }));
  return el("p", { class: "as-of" }, time, ` · ${texts.as_of_why}`);
}

function suggestionsView(answer, turn) {
  if (!answer.suggestions.length) return null;
  const buttons = answer.suggestions.map((text) =>
    el("li", {}, el("button", { type: "button", onclick: () => turn.ask(text) }, text)),
  );
  const label = el("p", { class: "hint" }, texts.suggestions);
  return el("div", { class: "suggestions" }, label, el("ul", { lang: answer.language, class: "choices" }, ...buttons));
}

function aroundSlot(text, slot, element) {
  const [before, after] = text.split(`{${slot}}`);
  return [before, element, after ?? ""];
}

function plainText(answer) {
  if (!answer.sentences.length) return answer.text;
  return [...answer.sentences.map((s) => s.text), ...answer.notes].join(" ");
}

function comparable(question) {
  return question.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}
