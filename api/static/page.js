// The chat page: its words stand in the page itself.

import { Chat } from "./chat.js";
import { speak } from "./dom.js";

speak(JSON.parse(document.getElementById("texts").textContent), document.documentElement.lang);
document.getElementById("keys").hidden = false;
new Chat(document).restore();
