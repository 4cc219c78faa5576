// One request at a time, and behind it only the newest: while a slider moves, each answer is of where
// it was a moment ago, and the last one is of where it stopped.
const patience = 1000; // ms, of what is no longer asked for

export class Latest {
  #send;
  #next = null;
  #running = null;

  // `send(asked, signal)` makes the request and shows the answer; it does not throw.
  constructor(send) {
    this.#send = send;
  }

  ask(asked) {
    this.#next = asked;
    if (!this.#running) this.#go();
    else if (performance.now() - this.#running.begun > patience) this.cancel();
  }

  // Of what runs now; what waits behind it begins.
  cancel() {
    this.#running?.controller.abort();
  }

  drop() {
    this.#next = null;
    this.cancel();
  }

  async #go() {
    while (this.#next) {
      const asked = this.#next;
      this.#next = null;
      this.#running = { controller: new AbortController(), begun: performance.now() };
      await this.#send(asked, this.#running.controller.signal);
    }
    this.#running = null;
  }
}
