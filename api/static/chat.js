// One conversation, on the page or in the widget: asks, shows, and takes up what was interrupted.

import { Lost, Refused, ask, deleteConversation, exportUrl, readConversation } from "./client.js";
import { confirmed } from "./confirm.js";
import { fill, pageLanguage, texts } from "./dom.js";
import { keep, recall } from "./memory.js";
import { storedAnswer } from "./resume.js";
import { TurnView } from "./turn.js";

const MUST_CHANGE = ["question-too-long", "empty-question"];

export class Chat {
  /** Take over the form, the greeting and the conversation in a document or a shadow root. */
  constructor(root) {
    this.root = root;
    const names = ["ask", "message", "language", "greeting", "conversation", "announcer", "own"];
    for (const name of names) this[name] = root.getElementById(name);
    this.turns = 0;
    this.busy = false;
    this.asking = null; // ends the turn that runs, once it is left
    this.id = this.ask.elements.conversation_id?.value || recall("conversation");
    this.conversation.replaceChildren(); // what was drawn for readers without scripts
    this.listen();
  }

  listen() {
    this.ask.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.message.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.submit();
    });
    this.root.getElementById("topics")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.message.focus({ preventScroll: true });
      this.question(event.submitter.value);
    });
    this.pressed("new", () => this.startAnew(texts.started));
    this.pressed("delete", () => this.deleteOwn());
  }

  /** Do something here that the form around a button would ask the service for. */
  pressed(name, act) {
    this.root.getElementById(name).addEventListener("click", (event) => {
      event.preventDefault();
      act();
    });
  }

  submit() {
    if (this.busy || !this.message.value.trim()) return;
    const question = this.message.value;
    this.message.value = "";
    this.question(question);
  }

  /** Ask a question and show how it ends. */
  async question(question) {
    if (this.busy || !question.trim()) return;
    const view = this.open(question.trim());
    keep("pending", { question: view.question, turns: this.turns });
    await this.working(async () => {
      try {
        const listen = (name, payload) => this.hear(view, name, payload);
        this.asking = new AbortController();
        this.finish(view, await ask(this.body(view.question), listen, this.asking.signal));
      } catch (error) {
        await this.recover(view, error);
      }
    });
  }

  /** Show the conversation that this tab was left with, and wait for an answer that is still due. */
  async restore() {
    const pending = recall("pending");
    if (!this.id) return this.giveBack(pending);
    this.remember(this.id);
    await this.working(async () => {
      try {
        const stored = await readConversation(this.id);
        if (!stored) {
          this.forget();
          return this.giveBack(pending);
        }
        for (const turn of stored.turns) this.show(turn);
        this.greeting.hidden = this.turns > 0;
        if (pending && this.turns <= pending.turns) await this.resume(pending.question);
        else keep("pending", null);
      } catch {
        this.announce(this.open("…").fail(texts.errors.restore, () => this.reload()));
      }
    });
  }

  /** Put a question that can have no answer any more back into its box. */
  giveBack(pending) {
    if (pending) this.message.value ||= pending.question;
    keep("pending", null);
  }

  show({ answer, rating, comment }) {
    const view = this.view(answer.question);
    view.finish(answer, { rating, comment });
    this.conversation.append(view.element);
    this.turns += 1;
  }

  reload() {
    this.conversation.replaceChildren();
    this.turns = 0;
    this.restore();
  }

  async resume(question) {
    const view = this.open(question);
    view.begun = true;
    await this.recover(view, new Lost("the page was left"));
  }

  /** After a lost connection the answer may be stored: show it rather than ask twice. */
  async recover(view, error) {
    if (!(error instanceof Lost || error instanceof Refused)) throw error;
    if (error instanceof Lost) {
      const stored = await storedAnswer(this, view);
      if (stored) return this.finish(view, stored);
      if (view.offline && !view.begun && view.element.isConnected) return this.askAgain(view);
    }
    if (!view.element.isConnected) return; // a new conversation was begun meanwhile
    keep("pending", null);
    if (error.kind === "unknown-conversation") this.forget();
    const mustChange = MUST_CHANGE.includes(error.kind);
    if (mustChange) this.message.value = view.question;
    const retry = () => this.retry(view, error);
    this.announce(view.fail(explain(error), mustChange ? null : retry));
  }

  async retry(view, error) {
    if (this.busy) return;
    this.message.focus({ preventScroll: true });
    view.element.remove();
    const again = this.open(view.question);
    const stored = error instanceof Lost && (await storedAnswer(this, again, [0]));
    if (stored) return this.finish(again, stored);
    await this.askAgain(again);
  }

  askAgain(view) {
    this.setBusy(false);
    view.element.remove();
    return this.question(view.question);
  }

  hear(view, name, payload) {
    if (!view.element.isConnected) return; // a new conversation was begun meanwhile
    if (payload.conversation_id) this.remember(payload.conversation_id);
    view.hear(name, payload);
  }

  finish(view, answer) {
    if (!view.element.isConnected) return;
    keep("pending", null);
    this.remember(answer.conversation_id);
    this.turns += 1;
    this.announce(view.finish(answer), answer.language);
  }

  view(question) {
    const again = (text) => {
      this.message.focus({ preventScroll: true });
      return this.question(text);
    };
    return new TurnView(question, again, (text) => this.announce(text));
  }

  open(question) {
    const view = this.view(question);
    this.conversation.append(view.element);
    this.greeting.hidden = true;
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    view.element.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
    this.announce("");
    return view;
  }

  body(question) {
    const language = this.language.value;
    return { message: question, language, ...(this.id && { conversation_id: this.id }) };
  }

  startAnew(announcement) {
    this.forget();
    keep("pending", null);
    this.conversation.replaceChildren();
    this.asking?.abort();
    this.greeting.hidden = false;
    this.announce(announcement);
    this.message.focus();
  }

  async deleteOwn() {
    if (!this.id || !(await confirmed(this.root))) return;
    try {
      await deleteConversation(this.id);
      this.startAnew(texts.deleted);
    } catch (error) {
      const view = this.open("…");
      view.heading.remove();
      this.announce(view.fail(explain(error), () => view.element.remove()));
    }
  }

  announce(text, language = pageLanguage) {
    this.announcer.lang = language;
    this.announcer.textContent = text;
  }

  remember(id) {
    this.id = id;
    keep("conversation", id);
    this.own.hidden = false;
    this.root.getElementById("export").href = exportUrl(id);
  }

  forget() {
    this.id = null;
    this.turns = 0;
    keep("conversation", null);
    this.own.hidden = true;
  }

  async working(work) {
    this.setBusy(true);
    await work().finally(() => this.setBusy(false));
  }

  setBusy(busy) {
    this.busy = busy;
    this.ask.querySelector("[type=submit]").setAttribute("aria-disabled", String(busy));
  }
}

function explain(error) {
  if (error instanceof Lost) return texts.errors.lost;
  const text = texts.errors[error.kind] ?? texts.errors.other;
  return fill(text, { seconds: error.retryAfter ?? "60" });
}
