// One turn on the page: the question, the stages while it works, and its answer or another outcome.

import { answerView, outcomeView, plainText, restView } from "./answer.js";
import { sentenceView } from "./citation.js";
import { button, el, fill, pageLanguage, texts } from "./dom.js";
import { reactionView } from "./reaction.js";

/** A turn that is being answered; `ask(question)` is called for suggestions and retries. */
export class TurnView {
  constructor(question, ask, announce) {
    this.question = question;
    this.ask = ask;
    this.announce = announce;
    this.begun = false;
    this.asked = el("span", {}, question);
    this.heading = el("h2", {}, el("span", { class: "who" }, texts.you_asked), " ", this.asked);
    this.understood = el("p", { class: "understood", hidden: true });
    this.stage = el("p", { class: "stage" }, texts.stages.sending);
    this.body = el("div", { class: "answer" });
    this.element = el("article", { "aria-busy": "true" });
    this.element.append(this.heading, this.understood, this.body, this.stage);
  }

  /** Show an event of the running turn. */
  hear(name, payload) {
    this.begun = true;
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

  /** Say what is waited for, once the events have stopped. */
  wait(text) {
    this.stage.textContent = text;
    this.element.append(this.stage);
  }

  /**
   * Show the finished answer in place of all that came before; its words, for announcing.
   * The question is shown as stored: personal data is not kept.
   */
  finish(answer, given = null) {
    this.settle(answer.status);
    this.asked.lang = answer.language;
    this.asked.textContent = answer.question;
    this.showUnderstood(answer.question, answer.standalone_question, answer.language);
    const told = this.body.childElementCount === answer.sentences.length;
    if (answer.status === "answered" && told) this.body.append(...restView(answer, this));
    else this.body.replaceChildren(...answerView(answer, this));
    const rest = this.body.querySelector(":scope > .suggestions");
    if (answer.status !== "failed") this.body.insertBefore(reactionView(answer, given, this.announce), rest);
    return [texts.outcomes[answer.status], plainText(answer)].join(": ");
  }

  /** Show that there is no answer, and why; `retry` is left out where it cannot help. */
  fail(message, retry) {
    this.settle("failed");
    const again = retry && button({ onclick: retry }, texts.retry);
    this.body.replaceChildren(outcomeView("failed", el("p", {}, message), again));
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

function comparable(question) {
  return question.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}
