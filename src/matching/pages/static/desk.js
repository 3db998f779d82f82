// What the pages do beyond HTML: a slider says its number, and a page that waits looks whether it is done.
"use strict";

for (const slider of document.querySelectorAll("input[type=range]")) {
  const output = document.querySelector(`output[for="${CSS.escape(slider.id)}"]`);
  const say = () => {
    const number = (slider.value / slider.dataset.per).toLocaleString(document.documentElement.lang);
    output.textContent = number;
    slider.setAttribute("aria-valuetext", number);
  };
  slider.addEventListener("input", say);
  say();
}

const EVERY = 1500;

async function look() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.querySelector("[data-follow]")) {
    setTimeout(look, EVERY);
  } else {
    document.querySelector("main").replaceChildren(...page.querySelector("main").childNodes);
    document.querySelector("main").focus();
  }
}

if (document.querySelector("[data-follow]")) {
  setTimeout(look, EVERY);
}
