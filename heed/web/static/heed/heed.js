// Small helps for whoever has JavaScript: every page works without this file. Words to show come from the page, so they are translated.

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const say = (sentence, value) => sentence.replace("%s", value);
const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
const OURS = "heed:";

function forget() {
  Object.keys(sessionStorage).filter((key) => key.startsWith(OURS)).forEach((key) => sessionStorage.removeItem(key));
}

// Exit this page: by the link, or Shift three times -------------------------------------------------------------

function leave(url) {
  forget();
  document.title = "";
  document.body.classList.add("leaving");
  location.replace(url);
}

function watchForExit() {
  const link = document.querySelector("[data-exit-left]");
  if (!link) return;
  all("[data-exit]").forEach((a) => a.addEventListener("click", (event) => { event.preventDefault(); leave(a.href); }));
  const told = document.createElement("p");
  told.setAttribute("role", "status");
  told.className = "visually-hidden";
  link.after(told);
  let pressed = 0;
  let timer;
  const reset = () => { pressed = 0; told.textContent = ""; told.className = "visually-hidden"; };
  document.addEventListener("keydown", (event) => {
    clearTimeout(timer);
    if (event.key !== "Shift") return reset();  // Shift for a capital letter is followed by that letter
    if (event.repeat) return undefined;
    pressed += 1;
    if (pressed === 3) return leave(link.href);
    told.textContent = pressed === 2 ? link.dataset.exitLast : say(link.dataset.exitLeft, 3 - pressed);
    if (pressed === 2) told.className = "exit__left";
    timer = setTimeout(reset, 5000);
    return undefined;
  });
}

// Errors: the summary takes the focus, and its links lead into the input ----------------------------------------

function focusErrors() {
  const summary = document.querySelector("[data-takes-focus]");
  summary?.focus();
  summary?.addEventListener("click", (event) => {
    const input = document.getElementById(event.target.hash?.slice(1));
    if (!input) return;
    event.preventDefault();
    (input.closest(".field") ?? input).scrollIntoView();
    input.focus({ preventScroll: true });
  });
}

// Character counts ----------------------------------------------------------------------------------------------

function watchCount(count) {
  const box = document.getElementById(count.dataset.countFor);
  const limit = Number(box.dataset.maxlength);
  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  count.after(spoken);
  let timer;
  const show = () => {
    const left = limit - box.value.length;
    count.textContent = say(left < 0 ? count.dataset.over : count.dataset.left, Math.abs(left).toLocaleString());
    count.classList.toggle("field__count--over", left < 0);
    count.hidden = left > limit / 4;  // a number under every box is noise until it matters
    clearTimeout(timer);  // a screen reader hears it once the typing stops, not at each key
    timer = setTimeout(() => { spoken.textContent = left < limit / 10 ? count.textContent : ""; }, 1000);
  };
  box.addEventListener("input", show);
  show();
}

// Autosave: the server keeps the draft; while it cannot be reached, this tab does --------------------------------

let saving = 0;
const onKept = [];

function clock() {
  const shape = { hour: "numeric", minute: "2-digit", hour12: true, timeZone: "Europe/London" };
  return new Intl.DateTimeFormat("en-GB", shape).format(new Date()).replace(/\s/g, "").toLowerCase();
}

function words(form) {
  const skipped = (name, value) => name === "csrfmiddlewaretoken" || value instanceof File;
  return [...new FormData(form)].filter(([name, value]) => !skipped(name, value));
}

function putBack(form, kept) {
  const left = [...kept];
  for (const input of form.elements) {
    if (!input.name || input.type === "hidden" || input.type === "file") continue;
    const picked = input.type === "radio" || input.type === "checkbox";
    const at = left.findIndex(([name, value]) => name === input.name && (!picked || value === input.value));
    if (picked) input.checked = at >= 0;
    else if (at >= 0) input.value = left[at][1];
    if (at >= 0) left.splice(at, 1);
    if (at >= 0) input.dispatchEvent(new Event("input"));
  }
}

function watchDraft(form) {
  const url = form.dataset.autosaveUrl;
  const key = OURS + url;
  const line = form.querySelector("[data-kept]");
  let timer;
  let changed = false;
  let busy = null;
  let refused = false;

  const tell = (sentence, well) => {
    if (!line) return;
    line.textContent = sentence;
    line.classList.toggle("kept--not", !well);
  };
  const failed = (signedOut) => {
    changed = true;
    refused = true;
    sessionStorage.setItem(key, JSON.stringify(words(form)));
    tell(signedOut ? line?.dataset.signedOut : line?.dataset.notKept, false);
    if (!signedOut) timer = setTimeout(keep, 10000);
  };
  const answered = (response) => {
    if (response.ok && !response.redirected) {
      if (!changed) sessionStorage.removeItem(key);
      tell(say(line?.dataset.keptAt ?? "", clock()), true);
      onKept.forEach((hear) => hear());
    } else if (response.status === 409) {
      tell(line?.dataset.sent, false);  // nothing to try again: it stays on the page
    } else failed(response.redirected || response.status === 401 || response.status === 403);
  };
  async function keep() {
    clearTimeout(timer);
    if (busy || !changed) return;
    changed = false;
    refused = false;
    const body = new FormData(form);
    all("input[type=file]", form).forEach((input) => body.delete(input.name));
    busy = new AbortController();
    saving += 1;
    try {
      answered(await fetch(url, { method: "POST", body, signal: busy.signal, keepalive: true, headers: { Accept: "application/json" } }));
    } catch (error) {
      if (error.name !== "AbortError") failed(false);
    } finally {
      saving -= 1;
      busy = null;
      if (changed && !refused) later(1500);  // refused: in ten seconds, or with the next word
    }
  }
  const later = (wait) => { clearTimeout(timer); timer = setTimeout(keep, wait); };

  const kept = sessionStorage.getItem(key);
  if (kept) { putBack(form, JSON.parse(kept)); changed = true; later(0); }
  form.addEventListener("input", () => { changed = true; later(1500); });
  form.addEventListener("submit", () => { clearTimeout(timer); changed = false; busy?.abort(); });
  window.addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => document.hidden && keep());
}

// Words sent into a session that had ended come back once its owner has signed in again (U3) ---------------------

const POSTED = `${OURS}posted`;

function keepPosted(event) {
  if (!event.target.matches("form[data-autosave-url], form[data-keeps]")) return;
  sessionStorage.setItem(POSTED, JSON.stringify({ path: location.pathname, words: words(event.target) }));
}

function bringBack() {
  const posted = JSON.parse(sessionStorage.getItem(POSTED));
  if (!posted) return;
  if (!document.body.hasAttribute("data-signed-in")) {  // asked to sign in, or something went wrong: they have not arrived
    sessionStorage.setItem(POSTED, JSON.stringify({ ...posted, lost: true }));
    return;
  }
  const form = posted.path === location.pathname && document.querySelector("form[data-autosave-url], form[data-keeps]");
  if (posted.lost && !form) return;  // their page has not been opened again yet
  sessionStorage.removeItem(POSTED);
  if (!posted.lost) return;
  putBack(form, posted.words);
  form.dispatchEvent(new Event("input"));
}

// One press, one record -----------------------------------------------------------------------------------------

function free(form) {
  delete form.dataset.sent;
  all("button", form).forEach((button) => button.removeAttribute("aria-disabled"));
}

function sendOnce(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  all("button", form).forEach((button) => button.setAttribute("aria-disabled", "true"));
  keepPosted(event);
  setTimeout(() => free(form), 5000);
}

// The session's end: asked about in time, and not left open on the screen afterwards ----------------------------

const WARNED = 120 + 60 + 15;  // two minutes, and what may be missing: the server notes once a minute that somebody is here, we look each 5 s

function watchSession() {
  const seconds = Number(document.body.dataset.sessionSeconds);
  const dialog = document.querySelector("[data-session-dialog]");
  if (!seconds || !dialog) return;
  let end;
  let typed = false;
  const restart = () => { end = Date.now() + seconds * 1000; if (dialog.open) dialog.close(); };
  const look = () => {
    const left = end - Date.now();
    if (left < Math.min(WARNED, seconds / 2) * 1000 && !saving && !dialog.open) dialog.showModal();
    if (left < 0 && !typed) location.assign(location.pathname + location.search);
  };
  document.addEventListener("input", (event) => { typed ||= !event.target.closest("[data-autosave-url], .top"); });
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.querySelector("[data-session-stay]").addEventListener("click", async () => {
    const sent = fetch(document.body.dataset.keepAliveUrl, { method: "POST", headers: { "X-CSRFToken": token() } });
    const well = await sent.then((answer) => answer.ok && !answer.redirected, () => false);
    dialog.querySelector("[data-session-failed]").hidden = well;
    if (well) restart();
  });
  onKept.push(restart);
  restart();
  setInterval(look, 5000);
  document.addEventListener("visibilitychange", look);  // a sleeping phone stops timers
}

// Passkeys: offered where they can work, which a number instead of the site's name is not --------------------------
function passkeys() {
  if (!window.PublicKeyCredential || !window.isSecureContext || /^[\d.]+$|:/.test(location.hostname)) return;
  all("[data-passkey]").forEach((one) => { one.hidden = false; });
  all("[data-no-passkey]").forEach((one) => { one.hidden = true; });
  document.addEventListener("allauth.error", (event) => {  // given up, taken too long, or none there: the page says what else there is
    event.preventDefault();
    all("[data-passkey-trouble]").forEach((one) => { one.hidden = false; });
  });
}

// Long lists that can be typed into ------------------------------------------------------------------------------

function loaded(source) {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: source, onload: resolve, onerror: reject });
    document.head.append(script);
  });
}

function typeInto(select) {
  const tied = (select.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent.trim());
  const invalid = select.getAttribute("aria-invalid");
  window.accessibleAutocomplete.enhanceSelectElement({
    selectElement: select,
    defaultValue: select.value ? select.selectedOptions[0].text : "",
    tNoResults: () => select.dataset.none,
    tAssistiveHint: () => [...tied, select.dataset.how].filter(Boolean).join(" "),  // its input takes no other description
  });
  const input = select.parentNode.querySelector(".autocomplete__input");
  if (invalid) input.setAttribute("aria-invalid", invalid);
  input.addEventListener("blur", () => {  // words that are no option must not leave the last option chosen behind them
    const match = [...select.options].find((option) => option.text === input.value);
    select.value = match ? match.value : "";
  });
}

async function watchLists() {
  const lists = all("select[data-autocomplete]");
  if (!lists.length) return;
  await loaded(lists[0].dataset.autocomplete);
  lists.forEach(typeInto);
}

watchForExit();
focusErrors();
all("[data-count-for]").forEach(watchCount);
all("form[data-autosave-url]").forEach(watchDraft);
bringBack();
watchSession();
watchLists();
passkeys();
all("form[data-forgets]").forEach((form) => form.addEventListener("submit", forget));
document.addEventListener("submit", sendOnce);
window.addEventListener("pageshow", () => all("form[data-sent]").forEach(free));
