// The one WebSocket of a page: connects, says hello, stays alive, comes back by itself.
//
// It keeps nothing back: what cannot be sent now is not sent, because whoever wanted to say it (static/cell.js)
// still has it and says it again after the next hello.

export const PROTOCOL = 1;

/** How often we say that we are there, and how long the other side may be silent before the link counts as dead; ms. */
const PING = 4000;
const SILENCE = 8000;
/** How long connecting may take. */
const CONNECTING = 6000;
/** The first tries come quickly, the later ones every second or so: a server that was killed is back in two or three. */
const FIRST_PAUSE = 150;
const LONGEST_PAUSE = 1000;
const AFTER_TOO_MUCH = 10000;
const TOO_MUCH = 4429;

/** Close codes after which trying again helps nobody. */
const FINAL = { 4401: "signed-out", 4403: "not-admitted", 4409: "elsewhere", 4410: "erased" };

export class Socket {
  /**
   * url    ws:// or wss://, with everything the server wants to know
   * on     hello(message)    connected; the first message of every connection
   *        message(message)  any other
   *        lost()            no longer connected
   *        state(kind)       "connecting", "open", "offline", "over-budget", and for good: "signed-out",
   *                          "not-admitted", "elsewhere", "erased", "outdated"
   *        beat(now)         about once a second, whatever happens
   */
  constructor(url, on) {
    this.url = url;
    this.on = on;
    this.link = null;
    this.open = false;
    this.kind = null;
    this.tries = 0;
    this.retry = null;
    this.heardAt = 0;
    this.pingedAt = 0;
    this.startedAt = 0;
  }

  start() {
    this.#say("connecting");
    this.beat = setInterval(() => this.#beat(), 1000);
    addEventListener("online", this.#wake);
    addEventListener("offline", this.#checkUp);
    addEventListener("pageshow", this.#wake);
    document.addEventListener("visibilitychange", this.#wake);
    this.#connect();
  }

  stop() {
    clearInterval(this.beat);
    clearTimeout(this.retry);
    removeEventListener("online", this.#wake);
    removeEventListener("offline", this.#checkUp);
    removeEventListener("pageshow", this.#wake);
    document.removeEventListener("visibilitychange", this.#wake);
    this.#let();
  }

  /** True if it went out. False means: say it again after the next hello. */
  send(message) {
    if (!this.open || this.link.readyState !== WebSocket.OPEN) return false;
    this.link.send(JSON.stringify(message));
    return true;
  }

  #connect() {
    clearTimeout(this.retry);
    this.retry = null;
    this.#let();
    this.startedAt = performance.now();
    let link;
    try {
      link = new WebSocket(this.url);
    } catch {
      return this.#later();
    }
    this.link = link;
    link.onmessage = ({ data }) => this.#heard(data);
    link.onclose = ({ code, reason }) => this.#closed(code, reason);
  }

  /** Lets go of the link, so that nothing from it is heard any more, however late it comes. */
  #let() {
    const { link, open } = this;
    this.link = null;
    this.open = false;
    if (link) {
      link.onmessage = link.onclose = null;
      link.close();
    }
    if (open) this.on.lost();
  }

  #heard(data) {
    this.heardAt = performance.now();
    const message = JSON.parse(data);
    if (this.open) {
      if (message.t !== "pong") this.on.message(message);
      return;
    }
    if (message.t !== "hello") return;
    if (message.protocol !== PROTOCOL) return this.#forGood("outdated");
    this.open = true;
    this.tries = 0;
    this.pingedAt = this.heardAt;
    this.#say("open");
    this.on.hello(message);
  }

  #closed(code, reason) {
    this.#let();
    if (FINAL[code]) return this.#forGood(FINAL[code]);
    this.#say(code === TOO_MUCH ? "over-budget" : "offline");
    // The reason is for how many seconds whoever says too much is to stay away; trying sooner helps nobody.
    if (code === TOO_MUCH) this.#later(AFTER_TOO_MUCH, 1000 * Number.parseInt(reason, 10) || 0);
    else this.#later();
  }

  #later(pauseAtLeast = 0, told = 0) {
    const pause = Math.min(FIRST_PAUSE * 2 ** this.tries, LONGEST_PAUSE);
    this.tries += 1;
    // Thirty phones whose server came back must not all knock in the same moment.
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.#connect(), Math.max(told / 0.7, pauseAtLeast, pause) * (0.7 + 0.6 * Math.random()));
  }

  #forGood(kind) {
    clearTimeout(this.retry);
    this.retry = null;
    this.#let();
    this.#say(kind);
  }

  get #over() {
    return this.kind === "outdated" || Object.values(FINAL).includes(this.kind);
  }

  #beat() {
    const now = performance.now();
    if (this.open) {
      if (now - this.heardAt > SILENCE) this.#dead();
      else if (now - this.pingedAt >= PING) this.#ping(now);
    } else if (this.link && now - this.startedAt > CONNECTING) {
      this.#dead();
    }
    this.on.beat(now);
  }

  #ping(now) {
    this.pingedAt = now;
    this.send({ t: "ping" });
  }

  #dead() {
    this.#let();
    this.#say("offline");
    this.#later();
  }

  /** A telephone wakes up, or has a network again: no waiting, and little patience with the old link. */
  #wake = () => {
    if (document.visibilityState === "hidden" || this.#over) return;
    if (this.open) {
      this.#checkUp();
    } else if (this.retry !== null) {
      this.tries = 0;
      this.#connect();
    }
  };

  #checkUp = () => {
    if (!this.open) return;
    const now = performance.now();
    // Clocks may stand still while a phone sleeps, so the last word may be older than it looks.
    this.heardAt = Math.min(this.heardAt, now - SILENCE + 3000);
    this.#ping(now);
  };

  #say(kind) {
    if (kind === this.kind) return;
    this.kind = kind;
    this.on.state(kind);
  }
}
