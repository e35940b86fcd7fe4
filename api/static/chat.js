// The chat page: one conversation, kept over reloads of this tab.

import { Lost, Refused, ask, conversationUrl, deleteConversation, readConversation } from "./client.js";
import { fill, pageLanguage, texts } from "./dom.js";
import { TurnView } from "./turn.js";

const KEY = "techforce.conversation";
const byId = (id) => document.getElementById(id);
const [form, message, turns, announcer] = ["ask", "message", "conversation", "announcer"].map(byId);
const state = { id: sessionStorage.getItem(KEY), turns: 0, busy: false };

async function askQuestion(question) {
  if (state.busy || !question.trim()) return;
  setBusy(true);
  const view = new TurnView(question.trim(), askQuestion);
  turns.append(view.element);
  byId("greeting").hidden = true;
  view.element.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
  announcer.textContent = "";
  try {
    const answer = await ask(body(view.question), (name, payload) => {
      if (payload.conversation_id) remember(payload.conversation_id);
      view.hear(name, payload);
    });
    finish(view, answer);
  } catch (error) {
    await recover(view, error);
  } finally {
    setBusy(false);
  }
}

function body(question) {
  const language = byId("language").value;
  return { message: question, language, ...(state.id && { conversation_id: state.id }) };
}

function finish(view, answer) {
  remember(answer.conversation_id);
  state.turns += 1;
  announcer.lang = answer.language;
  announcer.textContent = view.finish(answer);
}

/** After a lost connection the answer may be stored: show it rather than ask twice. */
async function recover(view, error) {
  if (!(error instanceof Lost || error instanceof Refused)) throw error;
  const stored = error instanceof Lost && (await storedAnswer(view.question));
  if (stored) return finish(view, stored);
  if (error.kind === "unknown-conversation") forget();
  const mustChange = ["question-too-long", "empty-question"].includes(error.kind);
  if (mustChange) message.value = view.question;
  announcer.lang = pageLanguage;
  announcer.textContent = view.fail(explain(error), mustChange ? null : () => retry(view));
}

async function storedAnswer(question) {
  for (let attempt = 0; state.id && attempt < 3; attempt += 1) {
    if (attempt) await new Promise((resolve) => setTimeout(resolve, 1000));
    const conversation = await readConversation(state.id).catch(() => null);
    const fresh = (conversation?.turns ?? []).slice(state.turns).map((turn) => turn.answer);
    const same = fresh.find((answer) => answer.question === question);
    if (same || fresh.length === 1) return same ?? fresh[0];
  }
  return null;
}

function explain(error) {
  if (error instanceof Lost) return texts.errors.lost;
  const text = texts.errors[error.kind] ?? texts.errors.other;
  return fill(text, { seconds: error.retryAfter ?? "60" });
}

function retry(view) {
  if (state.busy) return;
  view.element.remove();
  message.focus({ preventScroll: true });
  askQuestion(view.question);
}

async function restore() {
  if (!state.id) return;
  setBusy(true);
  try {
    const stored = await readConversation(state.id);
    if (!stored) return forget();
    for (const { answer } of stored.turns) {
      const view = new TurnView(answer.question, askQuestion);
      view.finish(answer);
      turns.append(view.element);
    }
    state.turns = stored.turns.length;
    byId("greeting").hidden = state.turns > 0;
    showOwn();
  } catch {
    const view = new TurnView("…", askQuestion);
    view.heading.remove();
    turns.append(view.element);
    const again = () => {
      view.element.remove();
      restore();
    };
    announcer.textContent = view.fail(texts.errors.restore, again);
  } finally {
    setBusy(false);
  }
}

function startAnew(announcement) {
  forget();
  turns.replaceChildren();
  byId("greeting").hidden = false;
  announcer.lang = pageLanguage;
  announcer.textContent = announcement;
  message.focus();
}

async function deleteOwn() {
  if (!state.id || !window.confirm(texts.delete_confirm)) return;
  try {
    await deleteConversation(state.id);
    startAnew(texts.deleted);
  } catch (error) {
    announcer.textContent = explain(error);
    window.alert(explain(error));
  }
}

function remember(id) {
  state.id = id;
  sessionStorage.setItem(KEY, id);
  showOwn();
}

function forget() {
  Object.assign(state, { id: null, turns: 0 });
  sessionStorage.removeItem(KEY);
  showOwn();
}

function showOwn() {
  byId("own").hidden = !state.id;
  byId("export").href = state.id ? `${conversationUrl(state.id)}/export` : "#";
}

function setBusy(busy) {
  state.busy = busy;
  form.querySelector("[type=submit]").setAttribute("aria-disabled", String(busy));
}

function calm() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function submit() {
  if (state.busy || !message.value.trim()) return;
  const question = message.value;
  message.value = "";
  askQuestion(question);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
message.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
for (const button of document.querySelectorAll("[data-question]")) {
  button.addEventListener("click", () => {
    message.focus({ preventScroll: true });
    askQuestion(button.dataset.question);
  });
}
byId("new").addEventListener("click", () => startAnew(texts.started));
byId("delete").addEventListener("click", deleteOwn);
restore();
