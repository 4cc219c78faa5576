// Requests to the server that this page came from.
export class Refused extends Error {
  constructor(status, error) {
    super(error?.message ?? `the server answered ${status}`);
    this.kind = error?.kind ?? "internal";
    this.mistakes = error?.mistakes ?? [this.message];
  }
}

async function answered(request) {
  let response;
  try {
    response = await request;
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new Refused(0, { kind: "gone", message: "The server does not answer. Is tessera explore still running?" });
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(response.status, body?.error);
  return body;
}

const addressOf = (path, query) => {
  const text = new URLSearchParams(query ?? {}).toString();
  return text ? `${path}?${text}` : path;
};

export const get = (path, query, signal) => answered(fetch(addressOf(path, query), { signal }));
export const post = (path, body, { query, signal } = {}) =>
  answered(
    fetch(addressOf(path, query), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal,
    }),
  );
