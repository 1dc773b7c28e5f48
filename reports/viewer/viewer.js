"use strict";
// What a reader with JavaScript has beside the page: filters, steps by keyboard, links to a step, buttons that copy.
// Without it the page says the same.
(() => {
const all = (what, within = document) => [...within.querySelectorAll(what)];
const one = (what, within = document) => within.querySelector(what);
const made = (tag, properties = {}, ...inside) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...inside);
    return element;
};

// --- what is remembered until the tab is closed

const kept = {
    key: "impasse " + document.title,
    read() {
        try { return JSON.parse(sessionStorage.getItem(this.key)) || {}; } catch { return {}; }
    },
    write(state) {
        try { sessionStorage.setItem(this.key, JSON.stringify(state)); } catch { /* private mode */ }
    },
};

// --- filters

const bar = one("#filters");
const shown = one("#shown");
const rows = all(".index tbody tr");
const articles = new Map(all(".scn").map((article) => [article.id, article]));

function passes(row, want) {
    const data = row.dataset;
    const words = want.q.toLowerCase().split(/\s+/).filter(Boolean);
    const text = row.textContent.toLowerCase();
    return (!want.suite || data.suite === want.suite) &&
        (!want.verdict || data.verdict === want.verdict) &&
        (!want.since || data.since.split(" ").includes(want.since)) &&
        (!want.differs || data.differs === "yes") && words.every((word) => text.includes(word));
}

function filter() {
    const want = { q: bar.q.value, suite: bar.suite.value, verdict: bar.verdict.value,
                   since: bar.since ? bar.since.value : "", differs: bar.differs.checked };
    let count = 0;
    for (const row of rows) {
        const passed = passes(row, want);
        count += passed;
        row.hidden = !passed;
        const article = articles.get(row.dataset.scenario);
        if (article) article.hidden = !passed;
    }
    const any = want.q || want.suite || want.verdict || want.since || want.differs;
    shown.textContent = any ? `${count} of ${rows.length} shown` : "";
    kept.write(want);
}

function options(select, values) {
    for (const value of values) select.append(made("option", { value, textContent: value }));
}

function start_filters() {
    if (!bar) return;
    const values = (name) => [...new Set(rows.map((row) => row.dataset[name]))].sort();
    options(bar.suite, values("suite"));
    options(bar.verdict, values("verdict"));
    const before = kept.read();
    for (const name of ["q", "suite", "verdict", "since"])
        if (before[name] && bar[name]) bar[name].value = before[name];
    bar.differs.checked = Boolean(before.differs);
    bar.addEventListener("input", filter);
    bar.addEventListener("submit", (event) => event.preventDefault());
    bar.addEventListener("reset", () => setTimeout(filter));
    bar.hidden = false;
    filter();
}

// --- steps of a finding

let current = null; // { finding, steps, at }
const said = made("p", { className: "unseen" });
said.setAttribute("aria-live", "polite");
document.body.append(said);

const steps_of = (within) => all(".lanes tbody tr:not(.note, .end)", within);
const number_of = (row) => row.cells[0].textContent.trim();
const lane_of = (row) => [...row.cells].findIndex((cell) => cell.className === "act");
// What it is done to stands there beside the elements of the cell.
const object_of = (row) => [...one(".act", row).childNodes]
    .filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent).join("").trim();
const cell = (row, what) => (one(what, row)?.textContent || "").trim();

// Each object as the last step that changed it left it.
function states(steps, at) {
    const now = new Map();
    for (const row of steps.slice(0, at + 1)) {
        const change = cell(row, ".chg");
        const arrow = change.lastIndexOf(" -> ");
        if (arrow >= 0) now.set(object_of(row), change.slice(arrow + 4));
    }
    return now;
}

// Idle stretches: steps that say nothing of the finding are put away behind a button, but for the ends.
function fold(table) {
    const kFewest = 8;
    const rows = [...table.tBodies[0].rows];
    const idle = (row) => row && !/\b(m|note|end)\b/.test(row.className);
    for (let from = 0; from < rows.length; ++from) {
        let to = from;
        while (idle(rows[to])) ++to;
        if (to - from >= kFewest) put_away(rows.slice(from + 1, to - 1), table);
        from = to;
    }
}

function put_away(stretch, table) {
    const who = [...new Set(stretch.map((row) => cell(row, ".who")))].join(", ");
    const button = made("button", { type: "button", textContent: `${stretch.length} more steps of ${who}` });
    const note = made("tr", { className: "note fold" },
                      made("td", { colSpan: table.tHead.rows[0].cells.length }, button));
    const unfold = () => {
        note.remove();
        for (const row of stretch) { row.hidden = false; row.unfold = null; }
    };
    button.addEventListener("click", unfold);
    for (const row of stretch) { row.hidden = true; row.unfold = unfold; }
    stretch[0].before(note);
}

// What each agent does next; behind its last step, what it waits for.
function wanted(finding, steps, at) {
    const agents = all(".lanes thead .lane", finding).map((head) => head.textContent.trim());
    const end = one(".lanes tr.end", finding);
    return agents.map((agent, lane) => {
        const next = steps.slice(at + 1).find((row) => lane_of(row) === lane + 1);
        if (next) return [agent, `next ${cell(next, ".act b")} ${object_of(next)}`];
        const who = end && one(".who", end.cells[lane + 1]);
        if (!who) return [agent, "takes no step any more"];
        return [agent, end.cells[lane + 1].textContent.replace(who.textContent, "").trim()];
    });
}

const told = (pairs) => pairs.map(([what, words]) =>
    made("li", {}, made("b", { textContent: what }), ": " + words));

function panel_of(finding) {
    const there = one(".stepper", finding);
    if (there) return there;
    const range = made("input", { type: "range", min: 1, step: 1 });
    range.setAttribute("aria-label", "step");
    const back = made("button", { type: "button", textContent: "◀", title: "the step before" });
    const on = made("button", { type: "button", textContent: "▶", title: "the next step" });
    const label = made("output");
    const link = made("a", { textContent: "link to it" });
    const now = made("ul", { className: "now" });
    const next = made("ul", { className: "now next" });
    now.setAttribute("aria-label", "what has changed so far");
    next.setAttribute("aria-label", "what they want");
    const panel = made("div", { className: "stepper" }, made("p", {}, back, range, on, label, link), now, next);
    range.max = steps_of(finding).length;
    range.addEventListener("input", () => go(finding, Number(range.value) - 1));
    back.addEventListener("click", () => move(-1, finding));
    on.addEventListener("click", () => move(1, finding));
    one(".walk", finding).replaceWith(panel);
    return panel;
}

function go(finding, at, scroll = true) {
    const steps = steps_of(finding);
    if (steps.length === 0) return;
    at = Math.max(0, Math.min(at, steps.length - 1));
    leave();
    current = { finding, steps, at };
    finding.open = true;
    const row = steps[at];
    row.unfold?.();
    row.classList.add("cur");
    row.setAttribute("aria-current", "step");
    const panel = panel_of(finding);
    const what = `${cell(row, ".who")} ${cell(row, ".act b")} ${object_of(row)}`;
    one("input", panel).value = at + 1;
    one("output", panel).textContent = `step ${number_of(row)} of ${number_of(steps.at(-1))}: ${what}`;
    const hash = `#finding=${encodeURIComponent(finding.id)}&step=${number_of(row)}`;
    one("a", panel).href = hash;
    const left_out = all(".lanes .gap", finding).some((gap) =>
        gap.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING);
    one(".now", panel).replaceChildren(...told([...states(steps, at)]),
        ...(left_out ? [made("li", { textContent: "(by the steps that are shown)" })] : []));
    one(".next", panel).replaceChildren(...told(wanted(finding, steps, at)));
    const change = cell(row, ".chg");
    said.textContent = `step ${number_of(row)}: ${what}${change ? ", " + change : ""}`;
    history.replaceState(null, "", hash);
    if (scroll) row.scrollIntoView({ block: "nearest" });
}

function leave() {
    if (!current) return;
    const row = current.steps[current.at];
    row.classList.remove("cur");
    row.removeAttribute("aria-current");
}

function move(by, finding = current.finding) {
    go(finding, current && current.finding === finding ? current.at + by : 0);
}

// To the next step of the same agent.
function move_in_lane(by) {
    const lane = lane_of(current.steps[current.at]);
    for (let at = current.at + by; at >= 0 && at < current.steps.length; at += by)
        if (lane_of(current.steps[at]) === lane) return go(current.finding, at);
}

function start_steps() {
    for (const table of all(".lanes")) {
        const finding = table.closest(".finding");
        table.addEventListener("click", (event) => {
            const at = steps_of(finding).indexOf(event.target.closest("tr"));
            if (at >= 0 && !getSelection().toString()) go(finding, at, false);
        });
        const walk = made("button", { type: "button", className: "walk", textContent: "Step through it" });
        walk.addEventListener("click", () => go(finding, 0));
        table.parentElement.before(walk);
        fold(table);
    }
}

// --- keys

const help = one("#keys");

function on_key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) return;
    const step = { ArrowDown: () => move(1), ArrowRight: () => move(1), ArrowUp: () => move(-1),
                   ArrowLeft: () => move(-1), ".": () => move_in_lane(1), ",": () => move_in_lane(-1),
                   Home: () => go(current.finding, 0),
                   End: () => go(current.finding, current.steps.length - 1),
                   Escape: () => { leave(); current = null; } };
    const page = { "?": () => help.showModal(), "/": () => bar && bar.q.focus() };
    const action = page[event.key] || (current && !help.open && step[event.key]);
    if (!action) return;
    event.preventDefault();
    action();
}

// --- links

function follow() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    const finding = document.getElementById(wanted.get("finding") || "");
    if (!finding) {
        const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
        if (target) target.hidden = false; // a filter may have put it away
        return;
    }
    finding.closest(".scn").hidden = false;
    finding.open = true;
    const steps = steps_of(finding);
    const at = steps.findIndex((row) => number_of(row) === wanted.get("step"));
    if (wanted.has("step") && at >= 0) go(finding, at); else finding.scrollIntoView();
}

// --- buttons that copy

async function copy(text, button) {
    try {
        await navigator.clipboard.writeText(text);
    } catch {
        const area = made("textarea", { value: text });
        document.body.append(area);
        area.select();
        document.execCommand("copy");
        area.remove();
    }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
}

function start_copies() {
    for (const text of all("pre.copy")) {
        const button = made("button", { type: "button", className: "copier", textContent: "Copy" });
        button.addEventListener("click", () => copy(text.textContent, button));
        text.before(button);
    }
}

start_filters();
start_steps();
start_copies();
addEventListener("keydown", on_key);
addEventListener("hashchange", follow);
follow();
})();
