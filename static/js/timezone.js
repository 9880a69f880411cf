/* Preselects the browser's time zone where nobody has chosen one. The page works without it. */
(function () {
  "use strict";

  var zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  document.querySelectorAll("select[data-time-zone]").forEach(function (select) {
    if (!zone || select.value !== "UTC") return;
    var known = Array.from(select.options).some(function (option) {
      return option.value === zone;
    });
    if (known) select.value = zone;
  });
})();
