// Passkeys in the browser: sign-in (with suggestions in the e-mail field), step-up, adding one. All checks are the server's.
const api = "api/v1/passkeys";

const toBytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
const toText = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function post(path, body) {
  const answer = await fetch(path ? `${api}/${path}` : api, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
    cache: "no-store",
  });
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(json.title ?? ""), { code: json.code, shown: true });
  return json;
}

const withIds = list => (list ?? []).map(c => ({ ...c, id: toBytes(c.id) }));

function requestOf(options) {
  return { ...options, challenge: toBytes(options.challenge), allowCredentials: withIds(options.allowCredentials) };
}

function creationOf(options) {
  return {
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: withIds(options.excludeCredentials),
  };
}

// Written out: toJSON of a credential is missing or broken where password managers stand in for the browser.
function jsonOf(credential) {
  const r = credential.response;
  const response = { clientDataJSON: toText(r.clientDataJSON) };
  if (r.attestationObject) {
    response.attestationObject = toText(r.attestationObject);
    response.transports = r.getTransports?.() ?? [];
  } else {
    response.authenticatorData = toText(r.authenticatorData);
    response.signature = toText(r.signature);
    if (r.userHandle) response.userHandle = toText(r.userHandle);
  }
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults?.() ?? {},
    response,
  };
}

function say(part, text) {
  const place = part.querySelector("[data-passkey-message]");
  place.textContent = text;
  place.hidden = !text;
}

// What went wrong, in the words of the page: by the code of the server's answer, else by the name of the browser's fault.
function wordsOf(part, fault) {
  const texts = JSON.parse(part.querySelector("[data-passkey-message]").dataset.texts);
  return texts[fault.code] ?? texts[fault.name] ?? (fault.shown && fault.message || texts.failed);
}

// The suggestion in the e-mail field. A browser answers one request at a time: a button ends the suggestion and waits until it is over.
let waiting;
let suggestion = Promise.resolve(false); // true when it signed in

async function prove(part, path, extra) {
  const { ticket, options } = await post(`${path}/options`, {});
  const credential = await navigator.credentials.get({ publicKey: requestOf(options), ...extra });
  const { next } = await post(path, { ticket, credential: jsonOf(credential), returnUrl: part.dataset.returnUrl || null });
  location.assign(next);
}

async function suggest(part, signal) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return false;
  while (!signal.aborted) {
    // A challenge lives five minutes: ask for another one before.
    const renew = AbortSignal.timeout(4 * 60 * 1000);
    try {
      await prove(part, "sign-in", { mediation: "conditional", signal: AbortSignal.any([signal, renew]) });
      return true;
    } catch (fault) {
      if (fault.shown) say(part, wordsOf(part, fault));
      if (!renew.aborted) return false;
      if (document.hidden) await new Promise(go => document.addEventListener("visibilitychange", go, { once: true }));
    }
  }
  return false;
}

function startSuggestion(part) {
  if (part.dataset.passkey !== "sign-in") return;
  waiting = new AbortController();
  suggestion = suggest(part, waiting.signal);
}

async function run(part, button, action) {
  button.disabled = true;
  say(part, "");
  waiting?.abort();
  try {
    if (!(await suggestion)) await action(part);
  } catch (fault) {
    if (fault.code === "identity.step_up_required" && part.dataset.stepUp) location.assign(part.dataset.stepUp);
    else say(part, wordsOf(part, fault));
    startSuggestion(part);
  } finally {
    button.disabled = false;
  }
}

async function add(part) {
  const { ticket, options } = await post("options", {});
  const credential = await navigator.credentials.create({ publicKey: creationOf(options) });
  await post("", { ticket, credential: jsonOf(credential), name: part.querySelector("[data-passkey-name]").value });
  location.assign(part.dataset.returnUrl || location.pathname);
}

const actions = {
  "sign-in": part => prove(part, "sign-in"),
  "step-up": part => prove(part, "step-up"),
  add,
};

if (window.PublicKeyCredential && navigator.credentials) {
  for (const part of document.querySelectorAll("[data-passkey]")) {
    const button = part.querySelector("[data-passkey-button]");
    button.addEventListener("click", () => run(part, button, actions[part.dataset.passkey]));
    part.hidden = false;
    startSuggestion(part);
  }
} else {
  document.querySelectorAll("[data-passkey-missing]").forEach(e => (e.hidden = false));
}
