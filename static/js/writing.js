// A section's page: saves by itself, says how it went, keeps what is not saved in the browser, and shows who else is here.
// Without it everything still works. What it says comes translated from the page (data- attributes).
"use strict";

// What the browser keeps: one text for each person, version and section.
const kept = {
  key(user, version, section) {
    return ["kladde", user, version, section].join(":");
  },
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  // Whether there was room for it.
  write(key, text) {
    try {
      localStorage.setItem(key, JSON.stringify(text));
      return true;
    } catch {
      return false;
    }
  },
  forget(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // A browser that refuses to store has nothing to forget.
    }
  },
  keys() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith("kladde:"));
    } catch {
      return [];
    }
  },
};

// Counting characters beside a text

function countInto(line) {
  const field = document.getElementById(line.dataset.count);
  if (!field) return;
  const shortest = Number(line.dataset.shortest);
  const longest = Number(line.dataset.longest);
  const show = () => {
    const length = field.value.trim().length;
    const words = length < shortest ? line.dataset.short : length > longest ? line.dataset.long : line.dataset.right;
    line.textContent = `${length} ${words}`;
    line.hidden = length === 0;
  };
  field.addEventListener("input", show);
  show();
}

// The line that says how it stands

class Status {
  constructor() {
    this.line = document.querySelector("[data-status]");
    this.signIn = document.querySelector("[data-sign-in]");
    this.compare = document.querySelector("[data-compare]");
  }

  say(words, { saved = false, signIn = false, compare = false } = {}) {
    const shown = this.line.querySelector("[data-words]");
    if (shown.textContent !== words) shown.textContent = words;
    this.line.classList.toggle("saved--not", !saved);
    this.line.querySelector("[data-sign=saved]").hidden = !saved;
    this.line.querySelector("[data-sign=not]").hidden = saved;
    this.signIn.hidden = !signIn;
    this.compare.hidden = !compare;
  }

  wait(words) {
    this.line.querySelector("[data-words]").textContent = words;
  }
}

// Who else is here

class Others {
  constructor(form) {
    this.form = form;
    this.list = document.querySelector("[data-here]");
    this.note = document.querySelector("[data-together]");
  }

  show(people) {
    const now = JSON.stringify(people);
    if (!this.list || now === this.shown) return;
    this.shown = now;
    this.list.replaceChildren(...people.map(Others.person));
    const notes = people.filter((person) => person.note).map((person) => this.noteAbout(person));
    this.note?.querySelectorAll(":scope > .note").forEach((note) => note.remove());
    this.note?.append(...notes);
  }

  static person(person) {
    const line = document.createElement("span");
    line.className = "presence";
    const disc = document.createElement("span");
    disc.className = "disc disc--s disc--2";
    disc.setAttribute("aria-hidden", "true");
    disc.textContent = person.initials;
    const words = document.createElement("span");
    words.textContent = person.words;
    line.append(disc, words);
    return line;
  }

  noteAbout(person) {
    const note = this.note.querySelector("template").content.firstElementChild.cloneNode(true);
    note.querySelector("h2").textContent = person.note;
    return note;
  }

  sign(more = {}) {
    return new URLSearchParams({ csrfmiddlewaretoken: freshToken(this.form), section: this.form.dataset.section, ...more });
  }

  async ping() {
    if (document.hidden) return;
    try {
      const response = await fetch(this.form.dataset.hereUrl, { method: "POST", body: this.sign(), headers: { Accept: "application/json" } });
      if (response.ok && !response.redirected) this.show((await response.json()).here);
    } catch {
      // Who else is here is only nice to know; that the connection is gone is told when something is to be saved.
    }
  }

  async pingAndAgain() {
    await this.ping();
    setTimeout(() => this.pingAndAgain(), Number(this.form.dataset.ping));
  }

  leave() {
    navigator.sendBeacon(this.form.dataset.hereUrl, this.sign({ gaar: "1" }));
  }
}

// Saving

// Fields that are not text of the section, and files, which a browser cannot keep.
const NOT_TEXT = new Set(["csrfmiddlewaretoken"]);

class Saver {
  constructor(form) {
    this.form = form;
    this.words = form.dataset;
    this.status = new Status();
    this.others = new Others(form);
    this.key = kept.key(this.words.user, this.words.version, this.words.section);
    this.edits = 0;
    this.isDirty = "unsaved" in this.words;
    // While it stands, nothing is saved by itself: the writer must choose first.
    this.isStopped = "clash" in this.words;
  }

  fields() {
    return [...new FormData(this.form)].filter(([name, value]) => !NOT_TEXT.has(name) && typeof value === "string");
  }

  edited() {
    this.edits += 1;
    this.isDirty = true;
    this.keep();
    if (!this.isStopped) this.later(Number(this.words.pause));
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  keep() {
    if (this.isLeaving) return true;
    this.isKept = kept.write(this.key, { at: Date.now(), fields: this.fields() });
    return this.isKept;
  }

  // Save what is new. Answers whether everything is saved; one request at a time.
  async save(options = {}) {
    clearTimeout(this.timer);
    while (this.running) await this.running;
    if (!this.isDirty) return true;
    this.running = this.send(options);
    try {
      return await this.running;
    } finally {
      this.running = null;
    }
  }

  // Files are removed when the writer says so, never by themselves: they could not be brought back. What is pasted for the server to read
  // is read once, by its own button.
  waitsForButton(name) {
    return name.startsWith("new_") || name.endsWith("-pasted") || ("holdsRemoval" in this.words && name.endsWith("-DELETE"));
  }

  body(more) {
    const fields = this.fields().filter(([name]) => !this.waitsForButton(name) && (name !== "base" || more.saml));
    return new URLSearchParams([...fields, ["skriver", this.words.user], ...Object.entries(more)]);
  }

  async send({ keepalive = false, more = {} } = {}) {
    const sent = this.edits;
    this.mustShow = false;
    if (!keepalive) this.status.wait(this.words.saving);
    let response;
    try {
      response = await fetch(this.words.saveUrl, {
        method: "POST",
        body: this.body(more),
        keepalive,
        headers: { Accept: "application/json", "X-CSRFToken": freshToken(this.form) },
      });
    } catch {
      return this.failed(this.words.offline);
    }
    const answer = await Saver.read(response);
    if (response.ok && answer) return this.saved(answer, sent);
    return this.refused(response, answer);
  }

  static async read(response) {
    if (response.redirected) return null;
    try {
      return await response.json();
    } catch {
      return null;
    }
  }

  saved(answer, sent) {
    if (answer.go || "clash" in this.words) return this.goTo(answer.go || location.pathname);
    this.set("seen", answer.seen);
    this.set("base", answer.base);
    Object.entries(answer.rows).forEach(([name, number]) => this.set(name, number));
    if (this.edits === sent) Object.entries(answer.fields).forEach(([name, text]) => this.set(name, text));
    this.others.show(answer.here);
    this.isDirty = this.edits !== sent;
    this.isStopped = false;
    if (this.isDirty) {
      this.keep();
      this.later(Number(this.words.pause));
    } else {
      kept.forget(this.key);
    }
    this.status.say([answer.words, this.waiting()].filter(Boolean).join(". "), { saved: true });
    this.form.dispatchEvent(new CustomEvent("saved"));
    return !this.isDirty;
  }

  goTo(address) {
    this.isDirty = false;
    this.isLeaving = true;
    kept.forget(this.key);
    location.assign(address);
    return true;
  }

  // What is still to be done by the button.
  waiting() {
    const isTicked = "holdsRemoval" in this.words && this.form.querySelector("[name$='-DELETE']:checked");
    return isTicked ? this.words.holdsRemoval : "";
  }

  set(name, value) {
    const field = this.form.querySelector(`[name="${CSS.escape(name)}"]`);
    if (!field || field.value === String(value)) return;
    field.value = value;
    if (field.matches("textarea")) field.dispatchEvent(new CustomEvent("editor:set", { bubbles: true }));
  }

  // The server cannot be reached, or somebody must sign in: tried again by itself.
  failed(words, how = {}) {
    const isKept = this.keep();
    this.status.say(`${words} ${isKept ? this.words.kept : this.words.notKept}`, how);
    this.later(Number(this.words.retry));
    return false;
  }

  // The server says no. Trying again would not help before something is changed.
  refused(response, answer) {
    this.mustShow = answer !== null && ["conflict", "refused", "wrong"].includes(answer.kind);
    if (response.status === 401 || response.redirected) return this.failed(this.words.signedOut, { signIn: true });
    if (answer?.kind === "conflict") return this.stopped(answer.words, { compare: true });
    if (answer?.kind === "refused" || answer?.kind === "wrong") return this.told(answer.words);
    if (response.status === 403 || response.status === 404) return this.told(this.words.noAccess);
    return this.failed(this.words.trouble);
  }

  stopped(words, how) {
    this.isStopped = true;
    return this.told(words, how);
  }

  told(words, how) {
    const isKept = this.keep();
    this.status.say(`${words} ${isKept ? this.words.kept : this.words.notKept}`, how);
    return false;
  }

  // A button of the page saves first: a page that cannot be sent now is not left. What only the server can show (both texts, what is
  // wrong, why it was refused) is shown by sending the page.
  async sendWith(button) {
    const isClash = "clash" in this.words;
    const more = isClash || this.isStopped ? { saml: "1" } : {};
    if (isClash) this.isDirty = true;
    const isSaved = await this.save({ more });
    if (!this.isLeaving && (isSaved || this.mustShow)) this.go(button);
  }

  go(button) {
    this.isLeaving = true;
    freshToken(this.form);
    if (button?.name) this.form.append(pressed(button));
    this.form.submit();
  }

  // Before signing out, which empties the browser's store: save, or say once that it would be lost.
  async isReadyToSignOut() {
    const isSaved = await this.save();
    if (isSaved || this.wasWarned) return true;
    this.wasWarned = true;
    this.status.say(this.words.beforeLeaving);
    return false;
  }

  leaving() {
    if (this.isDirty && !this.isStopped && !this.running && !this.isLeaving) this.save({ keepalive: true });
  }

  tryAgain() {
    if (this.isDirty && !this.isStopped) this.save();
  }
}

function pressed(button) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: button.name, value: button.value });
  field.dataset.pressed = "";
  return field;
}

function watch(form) {
  const saver = new Saver(form);
  const { others } = saver;
  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, (event) => {
      if (event.target.type !== "file") saver.edited();
    });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    saver.sendWith(event.submitter);
  });
  window.addEventListener("online", () => saver.tryAgain());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) saver.leaving();
    else {
      saver.tryAgain();
      others.ping();
    }
  });
  window.addEventListener("pagehide", () => {
    saver.leaving();
    others.leave();
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    saver.isLeaving = false;
    form.querySelectorAll("[data-pressed]").forEach((field) => field.remove());
  });
  // The one case that the browser must ask about itself: text that is nowhere but on the page.
  window.addEventListener("beforeunload", (event) => {
    if (saver.isDirty && !saver.isKept && !saver.isLeaving && saver.edits) event.preventDefault();
  });
  document.addEventListener("submit", (event) => beforeSigningOut(event, saver), true);
  others.pingAndAgain();
  return saver;
}

async function beforeSigningOut(event, saver) {
  if (!event.target.matches("[data-signs-out]") || !saver.isDirty) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await saver.isReadyToSignOut())) return;
  saver.isLeaving = true;
  forgetKeptTexts();
  event.target.submit();
}

// What others have tried that resembles the text is exchanged when it is another than before, and never under the keyboard.
function keepSimilar(event) {
  const { target, serverResponse } = event.detail;
  if (target.id !== "andres") return;
  const asked = new DOMParser().parseFromString(serverResponse, "text/html").body;
  const isSame = asked.textContent.trim() === target.textContent.trim();
  if (isSame || target.contains(document.activeElement)) event.detail.shouldSwap = false;
}

document.addEventListener("htmx:beforeSwap", keepSimilar);

// Text that was not saved last time

const TECHNICAL = /^(seen|base|csrfmiddlewaretoken)$|-(row|TOTAL_FORMS|INITIAL_FORMS|MIN_NUM_FORMS|MAX_NUM_FORMS)$/;

function rowOf(name) {
  return (name.match(/^(.+-\d+)-[^-]+$/) || ["", ""])[1];
}

function said(fields, rows) {
  const told = fields.filter(([name, value]) => typeof value === "string" && value !== "" && !TECHNICAL.test(name) && rows.has(rowOf(name)));
  return JSON.stringify(told.map(([name, value]) => [name, value.replace(/\r\n/g, "\n").trim()]).sort());
}

// Whether the page already says it, e.g. because the answer to a save was lost on its way.
function isOnPage(text, form) {
  if (!form) return false;
  const rows = new Set(["", ...text.fields.map(([name]) => rowOf(name))]);
  return said(text.fields, rows) === said([...new FormData(form)], rows);
}

class Offer {
  constructor(box, form) {
    this.box = box;
    this.form = form;
    const { keptFor, keptVersion, keptSection } = box.dataset;
    this.start = kept.key(keptFor, keptVersion, keptSection || "");
    this.putAside();
    box.querySelector("[data-discard]").addEventListener("click", () => this.discard());
    box.querySelector("form").addEventListener("submit", () => this.bringBack());
    this.show();
  }

  // What is typed now must not take its place.
  putAside() {
    const { keptSection } = this.box.dataset;
    const text = keptSection && kept.read(this.start);
    if (text && kept.write(`${this.start}:${text.at}`, text)) kept.forget(this.start);
  }

  // The newest first.
  waiting() {
    const { keptSection } = this.box.dataset;
    const isHere = (key) => (keptSection ? key.startsWith(`${this.start}:`) : key.startsWith(this.start));
    const found = kept.keys().filter(isHere).map((key) => ({ key, text: kept.read(key) }));
    return found.filter(({ text }) => text?.fields).sort((one, other) => other.text.at - one.text.at);
  }

  show() {
    this.waiting().filter(({ text }) => isOnPage(text, this.form)).forEach(({ key }) => kept.forget(key));
    this.found = this.waiting()[0];
    this.box.hidden = !this.found;
    if (this.found) this.box.querySelector("h2").textContent = this.words(new Date(this.found.text.at));
  }

  words(when) {
    const language = document.documentElement.lang;
    const isToday = when.toDateString() === new Date().toDateString();
    const clock = when.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
    const day = when.toLocaleDateString(language, { dateStyle: "long" });
    return isToday ? this.box.dataset.keptWords.replace("TID", clock) : this.box.dataset.keptWordsDay.replace("TID", `${day} ${clock}`);
  }

  discard() {
    kept.forget(this.found.key);
    this.show();
    document.getElementById("indhold").focus();
  }

  bringBack() {
    const form = this.box.querySelector("form");
    const section = this.found.key.split(":")[3];
    form.action = this.box.dataset.keptAction.replace("AFSNIT", section);
    form.querySelectorAll("[data-pressed]").forEach((field) => field.remove());
    form.append(...this.found.text.fields.map(([name, value]) => pressed({ name, value })));
    freshToken(form);
    sessionStorage.setItem("hentet", this.found.key);
  }
}

// The text stands on the page again: from here on it is kept as everything that is typed.
function takeOver(saver) {
  if (!saver.keep()) return;
  const key = sessionStorage.getItem("hentet");
  if (key && key !== saver.key) kept.forget(key);
  sessionStorage.removeItem("hentet");
}

document.querySelectorAll("[data-count]").forEach(countInto);
const page = document.querySelector("form[data-write]");
document.querySelectorAll("[data-kept-for]").forEach((box) => new Offer(box, page));
if (page) {
  const saver = watch(page);
  if ("shownAgain" in page.dataset) {
    takeOver(saver);
    saver.save();
  } else if (saver.isDirty && !saver.isStopped) {
    saver.keep();
  }
}
