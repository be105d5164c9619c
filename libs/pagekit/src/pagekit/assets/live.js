// Renews the marked regions of a page when the server says that something has happened.
//
//   [data-live-src]      the address of the server-sent events
//   [data-live-region]   a region that is replaced, by its name, from the same page fetched again
//   [data-live-state]    hidden until events arrive: [data-live-text] says what happened (a polite
//                        live region), [data-live-pause] stops and resumes (WCAG 2.2, 2.2.2);
//                        its data-says-… are the words, in the language of the page
//
// Pages work fully without it: everything is there when they are loaded.

const FETCH_EVERY = 1000; // milliseconds between two renewals at most
const SPEAK_EVERY = 10000; // milliseconds between two announcements at most

const root = document.querySelector("[data-live-src]");
const state = document.querySelector("[data-live-state]");
const words = document.querySelector("[data-live-text]");
const button = document.querySelector("[data-live-pause]");

let source = null;
let paused = false;
let due = null; // the timer of the next renewal
let waiting = false; // something happened while the page was hidden, or while one was typing
let renewedAt = 0;
let spokenAt = -SPEAK_EVERY;

// The figures of a clock are the same in every language here: 24 hours, as the page writes times.
const clock = () =>
  new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

const told = (what) => (state?.dataset[`says${what}`] ?? "").replace("{time}", clock());

function say(what, always = false) {
  if (!words || (!always && performance.now() - spokenAt < SPEAK_EVERY)) return;
  spokenAt = performance.now();
  words.textContent = told(what);
}

// What the reader holds in a region: replacing it would take away focus or half-typed words.
function held(region) {
  const at = document.activeElement;
  if (!at || !region.contains(at)) return false;
  return !at.id || at.matches("input, select, textarea");
}

function replace(region, fresh) {
  if (region.innerHTML === fresh.innerHTML) return false;
  if (held(region)) {
    waiting = true;
    return false;
  }
  const focused = region.contains(document.activeElement) ? document.activeElement.id : "";
  const scrolled = [...region.querySelectorAll(".civic-scroll")].map((one) => one.scrollTop);
  region.replaceChildren(...document.adoptNode(fresh).childNodes);
  region.querySelectorAll(".civic-scroll").forEach((one, at) => {
    one.scrollTop = scrolled[at] || 0;
  });
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  return true;
}

async function renew() {
  due = null;
  if (paused) return;
  if (document.hidden) {
    waiting = true;
    return;
  }
  waiting = false;
  renewedAt = performance.now();
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = new Map();
  page.querySelectorAll("[data-live-region]").forEach((one) => fresh.set(one.dataset.liveRegion, one));
  let changed = false;
  document.querySelectorAll("[data-live-region]").forEach((region) => {
    const next = fresh.get(region.dataset.liveRegion);
    if (next && !paused) changed = replace(region, next) || changed;
  });
  if (changed) say("Renewed");
}

function plan() {
  if (due || paused) return;
  const wait = Math.max(0, renewedAt + FETCH_EVERY - performance.now());
  // A renewal that fails is made good by the next event; the connection itself reopens.
  due = setTimeout(() => renew().catch(() => {}), wait);
}

function listen() {
  source = new EventSource(root.dataset.liveSrc);
  source.addEventListener("message", plan);
  source.addEventListener("open", () => {
    if (state) state.hidden = false;
  });
}

function pause() {
  paused = !paused;
  button.textContent = told(paused ? "Resume" : "Pause");
  say(paused ? "Paused" : "Resumed", true);
  if (paused) {
    clearTimeout(due);
    due = null;
    source.close();
  } else {
    listen();
    plan();
  }
}

if (root && "EventSource" in window) {
  say("Begun", true);
  spokenAt = -SPEAK_EVERY;
  listen();
  button?.addEventListener("click", pause);
  document.addEventListener("visibilitychange", () => !document.hidden && waiting && plan());
  document.addEventListener("focusout", () => waiting && plan());
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", (event) => event.persisted && !paused && listen());
}
