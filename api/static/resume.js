// Takes up a turn whose connection broke: the service takes it to its end, and stores it.

import { readConversation } from "./client.js";
import { texts } from "./dom.js";

// Seconds between looks; where nothing was heard of a turn, it may never have reached the service.
const LOOKS = { begun: [0, 1, 2, 3, 4, 5, 5, 5, 5, 5], unheard: [0, 1, 2] };

/** The answer that was stored for the question of a view, or null after the last look. */
export async function storedAnswer(chat, view, looks = view.begun ? LOOKS.begun : LOOKS.unheard) {
  for (const seconds of looks) {
    if (!view.element.isConnected) return null; // nobody waits for it any more
    view.offline ||= !navigator.onLine;
    view.wait(navigator.onLine ? texts.stages.reconnecting : texts.stages.offline);
    await pause(seconds);
    await online();
    const stored = chat.id && (await readConversation(chat.id).catch(() => null));
    const fresh = (stored?.turns ?? []).slice(chat.turns).map((turn) => turn.answer);
    const same = fresh.find((answer) => answer.question === view.question);
    if (same || fresh.length === 1) return same ?? fresh[0]; // its question may be redacted
  }
  return null;
}

function pause(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/** Once the browser is connected to a network. */
function online() {
  if (navigator.onLine) return Promise.resolve();
  return new Promise((resolve) => window.addEventListener("online", resolve, { once: true }));
}
