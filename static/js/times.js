// The reader's own zone beside each time, when asked for (<html data-times="local">), and in its title always.
// Reads <time data-earliest data-latest data-precision> (ISO instants, half-open; a missing end is open).
// The text as recorded is never replaced, so what was written stays what is read.
"use strict";

(() => {
  const root = document.documentElement;
  const DAY = 24 * 60 * 60 * 1000; // milliseconds: what is known to the day or worse is the same in every zone
  const zone = root.dataset.zone || Intl.DateTimeFormat().resolvedOptions().timeZone;

  const format = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...options });
  const clock = format({ hour: "2-digit", minute: "2-digit" });
  const clockSeconds = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const day = format({ weekday: "short", day: "numeric", month: "short" });
  const named = format({ timeZoneName: "short" });

  const zoneName = (at) => named.formatToParts(at).find((part) => part.type === "timeZoneName").value;
  const utcDay = (at) => at.toISOString().slice(0, 10);
  const ownDay = (at) => new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(at); // Swedes write 2023-03-14

  function said(at, exact) {
    const text = (exact ? clockSeconds : clock).format(at);
    return ownDay(at) === utcDay(at) ? text : `${day.format(at)}, ${text}`;
  }

  // "≈ 20:00 CET", "20:00–21:00 CET", "by 20:00 CET"; null where a zone changes nothing: days, and readers in UTC.
  function inOwnZone(time) {
    const { earliest, latest, precision } = time.dataset;
    const first = earliest && new Date(earliest);
    const last = latest && new Date(latest);
    const any = first || last;
    if (!any || Number.isNaN(+any) || precision === "day") return null;
    if (first && last && last - first >= DAY) return null;
    const name = zoneName(any);
    if (name === "UTC") return null;
    if (!first) return `by ${said(last)} ${name}`;
    if (!last) return `after ${said(first)} ${name}`;
    if (precision === "approximate") return `≈ ${said(new Date((+first + +last) / 2))} ${name}`;
    if (precision === "range" || precision === "hour") return `${said(first)}–${said(last)} ${name}`;
    return `${said(first, precision === "second")} ${name}`;
  }

  function show(part) {
    const local = root.dataset.times === "local";
    for (const time of part.querySelectorAll("time[data-precision]")) {
      const own = inOwnZone(time);
      time.querySelector(".tz")?.remove();
      if (!own) continue;
      time.dataset.title ??= time.title;
      time.title = [time.dataset.title, own].filter(Boolean).join(" · ");
      if (!local) continue;
      time.append(Object.assign(document.createElement("span"), { className: "tz", textContent: own }));
    }
  }

  show(document);
  document.addEventListener("switch:times", () => show(document));
  document.addEventListener("htmx:load", (event) => show(event.detail.elt.parentElement ?? document));
})();
