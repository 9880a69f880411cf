/* The timeline asks for news by itself; without this file it would ask in the background, too.
   It asks only while somebody looks, and at once when somebody looks again. */
(function () {
  "use strict";

  document.addEventListener("htmx:beforeRequest", function (event) {
    if (document.hidden && event.target.matches("[data-news]")) event.preventDefault();
  });

  document.addEventListener("visibilitychange", function () {
    var lines = document.querySelector("[data-news]");
    if (lines && !document.hidden) htmx.trigger(lines, "look");
  });
})();
