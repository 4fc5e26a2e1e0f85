/// What the page does with a script: areas by level, sorted and searched; windows by arrow keys.
/// Everything it shows is there without it, but the lower levels of areas.
///
/// It builds elements and sets their text; it never makes markup of text.
enum PageScript {
  static let javascript = #"""
    "use strict";
    (function () {
      var data = JSON.parse(document.getElementById("data").textContent);
      var box = document.getElementById("areas");
      var words = data.words;
      var group = function (n) { return String(n).replace(/\B(?=(\d{3})+$)/g, ","); };
      var share = function (part, whole) {
        if (!whole) return "–";
        if (part === 0 || part === whole) return part ? "100%" : "0%";
        var t = Math.floor((part * 1000 + Math.floor(whole / 2)) / whole);
        return t === 0 ? "<0.1%" : t === 1000 ? ">99.9%" : Math.floor(t / 10) + "." + t % 10 + "%";
      };
      var make = function (name, parent, type, text) {
        var e = document.createElement(name);
        if (type) e.className = type;
        if (text !== undefined) e.textContent = text;
        parent.appendChild(e);
        return e;
      };
      // A row: level, path, name, units, answered, then units by status.
      var flags = function (r) { return r[6] + r[7]; };
      var rate = function (r) { return r[3] ? Math.floor(flags(r) * 10000 / r[3]) : 0; };
      var keys = [
        null, function (r) { return r[3]; }, function (r) { return r[3] ? (r[3] - r[11]) / r[3] : 0; },
        function (r) { return r[3] ? r[4] / r[3] : 0; }, flags, rate, function (r) { return r[6]; },
        function (r) { return r[7]; }, function (r) { return r[8]; }, function (r) { return r[10]; },
        function (r) { return r[11]; }, function (r) { return r[12]; }
      ];
      if (box) areas();
      windows();

      function areas() {
        var heads = box.querySelectorAll("thead th");
        var body = box.querySelector("tbody");
        var level = document.getElementById("level");
        var find = document.getElementById("find");
        var more = document.getElementById("more");
        var state = { key: 4, up: false, count: 100, under: "" };
        document.getElementById("tools").hidden = false;
        heads.forEach(function (head, key) {
          if (key >= keys.length) return;
          var text = head.textContent;
          head.textContent = "";
          var button = make("button", head, "", text);
          button.type = "button";
          if (head.title) { button.title = head.title; head.removeAttribute("title"); }
          button.addEventListener("click", function () {
            // Names from A on, and of what was done the least first: who is behind.
            state.up = state.key === key ? !state.up : key === 0 || key === 2 || key === 3;
            state.key = key;
            state.count = 100;
            draw();
          });
        });
        level.addEventListener("change", function () { state.under = ""; state.count = 100; draw(); });
        find.addEventListener("input", function () { state.count = 100; draw(); });
        more.addEventListener("click", function () { state.count += 200; draw(); });
        draw();

        function draw() {
          var wanted = find.value.trim().toLowerCase();
          var rows = data.rows.filter(function (r) {
            return r[0] === Number(level.value)
              && (!state.under || r[1].indexOf(state.under + "/") === 0)
              && (!wanted || r[1].toLowerCase().indexOf(wanted) >= 0
                || r[2].toLowerCase().indexOf(wanted) >= 0);
          });
          // Rows come in natural order, and sorting keeps the order of equals.
          var key = keys[state.key];
          if (key) rows.sort(function (a, b) { return state.up ? key(a) - key(b) : key(b) - key(a); });
          else if (!state.up) rows.reverse();
          heads.forEach(function (head, index) {
            if (index < keys.length) head.setAttribute("aria-sort", index !== state.key ? "none"
              : state.up ? "ascending" : "descending");
          });
          body.textContent = "";
          rows.slice(0, state.count).forEach(function (r) { row(body, r); });
          var shown = Math.min(state.count, rows.length);
          document.getElementById("shown").textContent = (state.under ? state.under + ": " : "")
            + words.shown.replace("{0}", group(shown)).replace("{1}", group(rows.length));
          more.hidden = shown === rows.length;
        }

        function row(body, r) {
          var line = make("tr", body);
          var head = make("th", line);
          head.scope = "row";
          var next = data.levels.indexOf(r[0] + 1);
          if (r[0] < 2 && next >= 0) {
            var down = make("button", make("bdi", head), "", r[2]);
            down.type = "button";
            down.addEventListener("click", function () {
              level.value = String(r[0] + 1);
              find.value = "";
              state.under = r[1];
              state.count = 100;
              draw();
              level.focus();
            });
          } else { make("bdi", head, "", r[2] || r[1]); }
          var end = "/" + r[2];
          var above = r[1] === r[2] || !r[2] ? ""
            : r[1].slice(-end.length) === end ? r[1].slice(0, -end.length) : r[1];
          if (above) make("bdi", head, "path", above);
          make("td", line, "n", group(r[3]));
          var seen = make("td", line, "n", share(r[3] - r[11], r[3]));
          bar(seen, "bar", r[3] - r[11], r[3]);
          bar(make("td", line, "n", share(r[4], r[3])), "bar c", r[4], r[3]);
          make("td", line, "n", group(flags(r)));
          bar(make("td", line, "n", group(Math.floor(rate(r) / 10)) + "." + rate(r) % 10), "bar f", Math.min(rate(r), 1000), 1000);
          [6, 7, 8, 10, 11, 12].forEach(function (at) { make("td", line, "n", group(r[at])); });
          var stack = make("span", make("td", line), "stack");
          stack.setAttribute("aria-hidden", "true");
          for (var s = 0; s < 8; s++) {
            if (r[5 + s]) make("i", stack, "s" + s).style.flexGrow = r[5 + s];
          }
        }

        function bar(cell, type, part, whole) {
          var fill = make("i", make("span", cell, type));
          fill.style.width = (whole ? 100 * part / whole : 0) + "%";
        }
      }

      // What a screen reader reads of a window anyway, for those who look: at the foot of the screen.
      function windows() {
        var told = document.getElementById("told");
        document.addEventListener("keydown", function (event) {
          if (event.key === "Escape") told.hidden = true;
        });
        document.querySelectorAll(".compound").forEach(function (part) {
          var tell = function (event) {
            var window = event.target.closest(".w");
            if (window) told.textContent = window.querySelector("title").textContent;
            told.hidden = !window;
          };
          part.addEventListener("mouseover", tell);
          part.addEventListener("focusin", tell);
          part.addEventListener("click", tell);
          part.addEventListener("mouseleave", function () { told.hidden = true; });
          part.addEventListener("focusout", function () { told.hidden = true; });
          part.addEventListener("keydown", function (event) {
            var window = event.target.closest(".w");
            var way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
            if (!window || !way) return;
            event.preventDefault();
            var from = place(window), best = null, least = Infinity;
            window.parentNode.querySelectorAll(".w").forEach(function (other) {
              var to = place(other), x = to[0] - from[0], y = to[1] - from[1];
              var ahead = x * way[0] + y * way[1], aside = Math.abs(x * way[1]) + Math.abs(y * way[0]);
              if (ahead > 0 && ahead + aside * 8 < least) { least = ahead + aside * 8; best = other; }
            });
            if (best) best.focus();
          });
        });
        function place(window) {
          var use = window.querySelector("use");
          return [Number(use.getAttribute("x")), Number(use.getAttribute("y"))];
        }
      }
    })();

    """#
}
