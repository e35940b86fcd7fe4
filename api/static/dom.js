// The words of the page and small elements. Texts enter the page through textContent only.

export let texts = {};
export let pageLanguage = "en";

/** Say everything in these words from now on. */
export function speak(words, language) {
  texts = words;
  pageLanguage = language;
}

/** A text with its {slots} filled. */
export function fill(text, slots) {
  return text.replace(/\{(\w+)\}/g, (_, name) => slots[name] ?? "");
}

/** The pieces of a text around one {slot}, with an element in its place. */
export function around(text, slot, element) {
  const [before, after] = text.split(`{${slot}}`);
  return [before, element, after ?? ""];
}

/** An element with attributes, listeners ("onclick") and children; strings become text. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A button that does something on the page. */
export function button(attributes, ...children) {
  return el("button", { type: "button", ...attributes }, ...children);
}

/** A date as far as it is known, in the language of the page. */
export function dateText(iso, precision = "day") {
  if (!iso) return texts.undated;
  const [year, month, day] = iso.split("-");
  return fill(texts.date[precision], {
    year,
    month: texts.date.months.split(" ")[month - 1],
    day: day === "01" ? texts.date.first_day : `${Number(day)}`,
  });
}

/** The name of a language, in the language of the page. */
export function languageName(code) {
  return texts.language_names[code] ?? code;
}
