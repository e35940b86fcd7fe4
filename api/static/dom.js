// Page texts and small elements. Texts enter the page through textContent only.

export const pageLanguage = document.documentElement.lang;
export const texts = JSON.parse(document.getElementById("texts").textContent);

/** A page text with its {slots} filled. */
export function fill(text, slots) {
  return text.replace(/\{(\w+)\}/g, (_, name) => slots[name] ?? "");
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

/** A date as far as it is known, in the language of the page. */
export function dateText(iso, precision = "day") {
  if (!iso) return texts.undated;
  const shapes = {
    day: { year: "numeric", month: "long", day: "numeric" },
    month: { year: "numeric", month: "long" },
    year: { year: "numeric" },
  };
  const shape = { ...shapes[precision], timeZone: "UTC" };
  return new Intl.DateTimeFormat(pageLanguage, shape).format(new Date(`${iso}T00:00:00Z`));
}

/** The name of a language, in the language of the page. */
export function languageName(code) {
  try {
    return new Intl.DisplayNames([pageLanguage], { type: "language" }).of(code);
  } catch {
    return code;
  }
}

/** An address that is safe to link to, or null. */
export function safeUrl(url) {
  try {
    const { protocol, href } = new URL(url, location.origin);
    return protocol === "https:" || protocol === "http:" ? href : null;
  } catch {
    return null;
  }
}
