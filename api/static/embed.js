// The chat on another site's page: in a shadow tree, where the page's styles do not reach.

import { Chat } from "./chat.js";
import { service } from "./client.js";
import { button, el, speak, texts } from "./dom.js";
import { keep, recall } from "./memory.js";

const SHEETS = ["base.css", "chat.css", "widget.css"];

/** Show a button that opens the chat; `asked` is the language that is preferred. */
export async function embed(asked) {
  const [{ language, words }, ...sheets] = await Promise.all([
    load(`widget.json?lang=${encodeURIComponent(asked)}`).then((response) => response.json()),
    ...SHEETS.map(styleSheet),
  ]);
  speak(words, language);
  const host = el("div", { id: "techforce-assistant" });
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = sheets; // not inline styles: a strict policy of the page allows them
  const panel = panelView(language);
  const opener = button({ class: "opener", "aria-expanded": "false", "aria-controls": "panel" }, texts.heading);
  root.append(el("div", { class: "widget", lang: language }, opener, panel));
  for (const type of ["keydown", "keypress", "keyup"]) {
    host.addEventListener(type, (event) => event.stopPropagation()); // no shortcuts of the page
  }
  document.documentElement.append(host);
  connect(root, opener, panel);
}

function connect(root, opener, panel) {
  const show = (open) => {
    panel.hidden = !open;
    opener.hidden = open;
    opener.setAttribute("aria-expanded", String(open));
    keep("open", open || null);
  };
  const close = () => {
    show(false);
    opener.focus();
  };
  opener.addEventListener("click", () => {
    show(true);
    root.getElementById("message").focus();
  });
  root.getElementById("close").addEventListener("click", close);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !root.querySelector("dialog")) close();
  });
  if (recall("open")) show(true);
  new Chat(root).restore();
}

function panelView(language) {
  return el(
    "section",
    { id: "panel", class: "panel", role: "dialog", "aria-labelledby": "title", hidden: true },
    el(
      "div",
      { class: "bar" },
      el("p", { id: "title", class: "name" }, texts.title),
      button({ id: "close", class: "close", "aria-label": texts.close }, "×"),
    ),
    el(
      "div",
      { class: "inside" },
      el("p", { class: "hint" }, texts.notice, " ", faqLink(language)),
      greetingView(),
      el("section", { id: "conversation", "aria-label": texts.conversation }),
      el("p", { id: "announcer", role: "status", class: "visually-hidden" }),
      ownView(),
      el("p", { class: "hint" }, texts.privacy),
    ),
    formView(),
  );
}

function faqLink(language) {
  return el("a", { href: service(`faq?lang=${language}`) }, texts.faq.title);
}

function greetingView() {
  const topics = texts.topics.map(({ name, question }) =>
    el("li", {}, el("button", { name: "message", value: question }, el("strong", {}, name), ` ${question}`)),
  );
  const choices = topics.length
    ? [el("h2", {}, texts.topics_heading), el("form", { id: "topics" }, el("ul", { class: "choices" }, ...topics))]
    : [];
  return el("section", { id: "greeting" }, el("p", { class: "lead" }, texts.lead), ...choices);
}

function formView() {
  const languages = Object.entries(texts.languages).map(([code, name]) =>
    el("option", { value: code, lang: code }, name),
  );
  return el(
    "form",
    { id: "ask", class: "ask" },
    el("label", { for: "message" }, texts.ask_label),
    el("p", { id: "hint", class: "hint" }, `${texts.ask_hint} `, el("span", { id: "keys" }, texts.keys_hint)),
    el("textarea", { id: "message", rows: "2", required: true, autocomplete: "off", "aria-describedby": "hint" }),
    el(
      "div",
      { class: "row" },
      el("button", { type: "submit", class: "primary" }, texts.ask_button),
      el(
        "span",
        { class: "inline" },
        el("label", { for: "language" }, texts.answer_language),
        " ",
        el("select", { id: "language" }, el("option", { value: "auto" }, texts.language_auto), ...languages),
      ),
    ),
  );
}

function ownView() {
  return el(
    "ul",
    { id: "own", class: "own", hidden: true },
    el("li", {}, button({ id: "new", class: "quiet" }, texts.new_conversation)),
    el("li", {}, el("a", { id: "export", href: "#", download: true }, texts.download)),
    el("li", {}, button({ id: "delete", class: "quiet" }, texts.delete)),
  );
}

async function styleSheet(name) {
  const sheet = new CSSStyleSheet();
  return sheet.replace(await (await load(`static/${name}`)).text());
}

async function load(path) {
  const response = await fetch(service(path));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}
