// Talks to the service that these modules came from: asks, reads back, rates, deletes.

const SERVICE = new URL("../", import.meta.url);
const SILENCE_MS = 45_000;

/** The service refused; `kind` is the last word of the problem's type. */
export class Refused extends Error {
  constructor(problem, retryAfter = null) {
    super(problem.detail);
    this.kind = (problem.type ?? "").split(":").pop();
    this.status = problem.status;
    this.retryAfter = retryAfter;
  }
}

/** The connection broke before the answer came. */
export class Lost extends Error {}

/** An address of the service. */
export function service(path) {
  return new URL(path, SERVICE).href;
}

/** An address that is safe to link to, or null. */
export function safeUrl(url) {
  try {
    const { protocol, href } = new URL(url, SERVICE);
    return protocol === "https:" || protocol === "http:" ? href : null;
  } catch {
    return null;
  }
}

/** Asks, and calls `listen(name, payload)` for each event; the answer, once it is complete. `left` is a signal. */
export async function ask(question, listen, left) {
  const silence = new AbortController();
  left.addEventListener("abort", () => silence.abort());
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE_MS);
  };
  try {
    const request = { ...post(question), signal: silence.signal };
    request.headers.Accept = "text/event-stream";
    const response = await send("v1/chat", request);
    if (!response.headers.get("Content-Type").startsWith("text/event-stream")) {
      return await response.json();
    }
    return await lastAnswer(response.body, listen, heard);
  } catch (error) {
    if (error instanceof Refused || error instanceof Lost) throw error;
    throw new Lost(String(error));
  } finally {
    clearTimeout(timer);
  }
}

/** A stored conversation, or null where there is none. */
export async function readConversation(id) {
  try {
    return await (await send(conversationPath(id))).json();
  } catch (error) {
    if (error.status === 404) return null;
    throw error;
  }
}

/** Deletes a stored conversation; one that is gone already is fine. */
export async function deleteConversation(id) {
  try {
    await send(conversationPath(id), { method: "DELETE" });
  } catch (error) {
    if (error.status !== 404) throw error;
  }
}

/** Where a conversation can be downloaded. */
export function exportUrl(id) {
  return service(`${conversationPath(id)}/export`);
}

/** Stores whether an answer helped, in place of what was said before. */
export async function rate(answerId, rating, comment) {
  const body = comment ? { rating, comment } : { rating };
  await send(`v1/answers/${encodeURIComponent(answerId)}/feedback`, post(body));
}

const documents = new Map();

/** The text of a source; each is fetched once. */
export function sourceText(id) {
  if (!documents.has(id)) {
    const found = send(`v1/sources/${encodeURIComponent(id)}`).then((response) => response.json());
    found.catch(() => documents.delete(id));
    documents.set(id, found.then((document) => document.text));
  }
  return documents.get(id);
}

function conversationPath(id) {
  return `v1/conversations/${encodeURIComponent(id)}`;
}

function post(body) {
  const headers = { "Content-Type": "application/json" };
  return { method: "POST", headers, body: JSON.stringify(body) };
}

async function send(path, options = {}) {
  let response;
  try {
    response = await fetch(service(path), options);
  } catch (error) {
    throw new Lost(String(error));
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({ status: response.status }));
  throw new Refused(problem, response.headers.get("Retry-After"));
}

async function lastAnswer(body, listen, heard) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  let answer = null;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    heard();
    buffer += value;
    const blocks = buffer.split("\n\n");
    buffer = blocks.pop();
    for (const { name, payload } of blocks.map(parse).filter(Boolean)) {
      if (name === "error") throw new Refused(payload);
      if (name === "answer") answer = payload;
      else listen(name, payload);
    }
  }
  if (!answer) throw new Lost("the stream ended without an answer");
  return answer;
}

function parse(block) {
  const fields = { event: "message", data: [] };
  for (const line of block.split("\n")) {
    const colon = line.indexOf(": ");
    const field = line.slice(0, colon);
    if (field === "event") fields.event = line.slice(colon + 2);
    if (field === "data") fields.data.push(line.slice(colon + 2));
  }
  if (!fields.data.length) return null;
  return { name: fields.event, payload: JSON.parse(fields.data.join("\n")) };
}
