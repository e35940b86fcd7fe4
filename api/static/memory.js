// What this tab keeps of a conversation: its id, and the question that waits for its answer.

const PREFIX = "techforce.";
const kept = new Map(); // where the browser gives no storage, until the page is left

export function recall(name) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + name));
  } catch {
    return kept.get(name) ?? null;
  }
}

/** Keep a value over reloads of this tab; null forgets it. */
export function keep(name, value) {
  kept.set(name, value);
  try {
    if (value === null) sessionStorage.removeItem(PREFIX + name);
    else sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // kept in memory
  }
}
