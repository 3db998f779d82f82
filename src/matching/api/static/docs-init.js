"use strict";

// Opens Swagger UI on our own contract; everything it needs comes from this host.
const place = document.getElementById("swagger-ui");
const words = JSON.parse(place.dataset.words);
const persists = place.dataset.persist === "true";

// Swagger UI shows an SVG that comes back as text; here it becomes the picture. As an image it runs no script.
const Pictures = (system) => ({
  wrapComponents: {
    responseBody: (Original) => (props) =>
      /^image\/svg/.test(props.contentType || "") && typeof props.content === "string"
        ? system.React.createElement("img", {
            alt: "",
            className: "report-picture",
            src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(props.content)}`,
          })
        : system.React.createElement(Original, props),
  },
});

// Swagger UI goes through all of the contract anew for whatever is opened, which takes seconds. It is given what is
// opened, an operation or a part, with what that refers to.
const REFERENCE = /^#\/components\/([^/]+)\/([^/]+)/;

function neededFor(contract, [root, kind, name]) {
  const { components, paths, ...rest } = contract;
  const needed = { ...rest, components: {}, paths: {} };
  const keep = (kind, name) => {
    const found = components[kind]?.[name];
    if (found !== undefined && needed.components[kind]?.[name] === undefined) {
      needed.components[kind] = { ...needed.components[kind], [name]: found };
      follow(found);
    }
  };
  const follow = (part) => {
    if (typeof part === "string") {
      keep(...(REFERENCE.exec(part) || []).slice(1));
    } else if (part !== null && typeof part === "object") {
      Object.values(part).forEach(follow);
    }
  };
  Object.keys(components.securitySchemes).forEach((scheme) => keep("securitySchemes", scheme));
  if (root === "paths" && kind !== undefined) {
    needed.paths[kind] = paths[kind];
    follow(paths[kind]);
  } else if (root === "components" && name !== undefined) {
    keep(kind, name);
  } else if (kind !== "securitySchemes") {
    return contract;
  }
  return needed;
}

const Frugal = ({ fn: { resolveSubtree } }) => ({
  fn: {
    resolveSubtree: (contract, path, ...more) => resolveSubtree(neededFor(contract, path), path, ...more),
  },
});

// Who signed in stays so until the tab is closed: what Swagger UI itself can keep, it keeps for ever.
const KEPT = "matchingspunt.authorized";
const Remembering = () => ({
  statePlugins: {
    auth: {
      wrapActions: {
        persistAuthorizationIfNeeded: (original, system) => (...given) => {
          sessionStorage.setItem(KEPT, JSON.stringify(system.authSelectors.authorized()));
          return original(...given);
        },
      },
    },
  },
});

function remember() {
  const kept = sessionStorage.getItem(KEPT);
  if (kept && !persists) {
    window.ui.authActions.restoreAuthorization({ authorized: JSON.parse(kept) });
  }
}

// Swagger UI has its own words in English only. In a Dutch page they are replaced as they appear, in texts and in what
// is told of an element, where they are nothing but such a word; what is sent or answered is left alone.
const DATA = "pre, code, textarea, .renderedMarkdown";
const TOLD = ["aria-label", "placeholder", "title"];
const BEFORE_A_NAME = "Send email to";

function inOurWords(said) {
  const word = said.trim().startsWith(`${BEFORE_A_NAME} `) ? BEFORE_A_NAME : said.trim();
  return Object.hasOwn(words, word) ? said.replace(word, words[word]) : said;
}

function say(text) {
  const said = inOurWords(text.nodeValue);
  if (said !== text.nodeValue && !text.parentElement?.closest(DATA)) {
    text.nodeValue = said;
  }
}

function tell(element) {
  for (const name of TOLD) {
    const told = element.getAttribute(name);
    if (told !== null && inOurWords(told) !== told) {
      element.setAttribute(name, inOurWords(told));
    }
  }
}

// Swagger UI gives these no name that a screen reader could tell.
const NAMELESS = {
  ".body-param__text": "Request body",
  ".close-modal": "Close",
  ".examples-select-element": "Examples",
  "#servers": "Servers",
};

function name(element) {
  for (const [which, word] of Object.entries(NAMELESS)) {
    if (element.matches(which)) {
      element.setAttribute("aria-label", words[word] ?? word);
    }
  }
  // What scrolls must be within reach of the keyboard.
  if (element.matches("pre")) {
    element.tabIndex = 0;
  }
}

function sayAll(added) {
  if (added.nodeType === Node.TEXT_NODE) {
    say(added);
    return;
  }
  const texts = document.createTreeWalker(added, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    say(texts.currentNode);
  }
  if (added.nodeType === Node.ELEMENT_NODE) {
    for (const element of [added, ...added.querySelectorAll("*")]) {
      name(element);
      tell(element);
    }
  }
}

new MutationObserver((changes) => {
  for (const { type, target, addedNodes } of changes) {
    if (type === "characterData") {
      say(target);
    } else if (type === "attributes") {
      tell(target);
    } else {
      addedNodes.forEach(sayAll);
    }
  }
}).observe(place, { attributeFilter: TOLD, characterData: true, childList: true, subtree: true });

// Another language shows the same operation.
for (const link of document.querySelectorAll("a[hreflang]")) {
  link.addEventListener("click", () => {
    link.hash = location.hash;
  });
}

// An issuer tells of all that it can, and Swagger UI would offer each of it; here people sign in by code, with PKCE.
const DISCOVERY = "/.well-known/openid-configuration";

function byCodeOnly(answer) {
  if (answer.ok && answer.url.endsWith(DISCOVERY)) {
    const told = { ...JSON.parse(answer.text), grant_types_supported: ["authorization_code"] };
    answer.text = JSON.stringify(told);
  }
  return answer;
}

window.ui = SwaggerUIBundle({
  plugins: persists ? [Frugal, Pictures] : [Frugal, Pictures, Remembering],
  domNode: place,
  url: place.dataset.contract,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  // With all chapters open Swagger UI draws only what is in sight, and guesses how high the rest is: a deep link to an
  // operation would end beside it.
  docExpansion: "none",
  filter: true,
  oauth2RedirectUrl: `${location.origin}/docs/oauth2-redirect.html`,
  onComplete: remember,
  persistAuthorization: persists,
  requestInterceptor: (request) => {
    request.headers["Accept-Language"] = place.dataset.language;
    return request;
  },
  responseInterceptor: byCodeOnly,
  tryItOutEnabled: true,
  validatorUrl: null,
});

if (place.dataset.client) {
  window.ui.initOAuth({
    clientId: place.dataset.client,
    scopes: place.dataset.scopes,
    usePkceWithAuthorizationCodeGrant: true,
  });
}
