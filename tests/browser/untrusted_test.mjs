// Names, source lines and labels come from whoever writes a scenario. Random ones, made of what breaks formats, must
// stay text in each of them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import MarkdownIt from "markdown-it";
import { chromium } from "playwright-core";

const kSeeds = 25;
const source = JSON.parse(readFileSync(path.join(path.dirname(process.env.REPORT), "results.json"), "utf-8"));
const fragments = [
    "<script>window.intruder=1</script>", "<img src=x onerror=window.intruder=1>", "\"><svg onload=window.intruder=1>",
    "' onfocus=window.intruder=1 autofocus x='", "</script><script>window.intruder=1</script>", "</style>", "</title>",
    "</textarea>", "</details></table>", "<!--", "-->", "]]>", "<![CDATA[", "&lt;b&gt;", "&#x3c;", "&", "<", ">", "\"",
    "'", "`", "```\n", "~~~~\n", "|", "\\", "\n", "\r\n", "\t", "\u0000", "\u001b[31m", "\u202e", "\ufeff", "\ufffe",
    "{{TITLE}}", "{{#ROW}}", "{{%AUTOESCAPE context=\"JS\"}}", "{{!", "%s%n", "$(id)", "[a](javascript:window.intruder=1)",
    "![i](http://example.org/x.png)", "http://example.org", "@somebody", "# ", "| a | b |\n|---|---|", "*b*", "_", "é漢😀",
    "javascript:window.intruder=1", "a".repeat(300), " ", "",
];
const fixed = new Set(["schema", "verdict", "kind", "also", "strategy"]);

function random(seed) { // xorshift32
    let state = seed * 2654435761 >>> 0 || 1;
    return (below) => {
        state ^= state << 13; state >>>= 0; state ^= state >>> 17; state ^= state << 5; state >>>= 0;
        return state % below;
    };
}

function spoiled(value, draw, key = "") {
    if (typeof value === "string" && !fixed.has(key))
        return Array.from({ length: 1 + draw(4) }, () => fragments[draw(fragments.length)]).join("");
    if (Array.isArray(value)) return fixed.has(key) ? value : value.map((one) => spoiled(one, draw, key));
    if (value && typeof value === "object" && key !== "params")
        return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spoiled(one, draw, name)]));
    return value;
}

// Three scenarios with findings and one without, all with evil words; and the same against another base.
function made(folder, seed) {
    const draw = random(seed);
    const found = source.scenarios.filter((one) => one.findings.length > 0);
    const picked = [0, 1, 2].map((i) => found[(seed * 3 + i) % found.length]);
    picked.push(source.scenarios.find((one) => one.findings.length === 0));
    const scenarios = picked.map((one, i) => ({ ...spoiled(one, draw), params: { n: i }, as_expected: i % 2 === 0 }));
    const results = path.join(folder, "evil.json");
    writeFileSync(results, JSON.stringify({ schema: source.schema, scenarios }));
    const base = path.join(folder, "<b>base&.json");
    writeFileSync(base, JSON.stringify({ schema: source.schema, scenarios: scenarios.slice(1).map((one) =>
        ({ ...one, verdict: "free", findings: [] })) }));
    const out = path.join(folder, "out");
    try {
        execFileSync(process.env.IMPASSE, ["report", results, "--base", base, "--out", out], { stdio: "pipe" });
    } catch (failure) {
        assert.equal(failure.status, 1, String(failure.stderr)); // not as expected
    }
    return { scenarios, read: (name) => readFileSync(path.join(out, name), "utf-8"), out };
}

let browser;
let folder;
before(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
    folder = mkdtempSync(path.join(os.tmpdir(), "impasse-"));
});
after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
});

// What a page has that no report has.
function strangers() {
    const count = (what) => document.querySelectorAll(what).length;
    const handlers = [...document.querySelectorAll("*")]
        .filter((element) => [...element.attributes].some((one) => /^on|^style$|^src$/.test(one.name)));
    const links = [...document.querySelectorAll("[href]")].filter((one) => !one.getAttribute("href").startsWith("#"));
    return { intruder: window.intruder || 0, scripts: count("script") - 1, styles: count("style") - 1,
             embedded: count("img, iframe, object, embed, link, base"), handlers: handlers.length, links: links.length,
             articles: count("article"), rows: count(".index tbody tr") };
}

test("evil words are text in HTML", async () => {
    for (let seed = 1; seed <= kSeeds; ++seed) {
        const { scenarios, out } = made(folder, seed);
        const page = await browser.newPage();
        const wrong = [];
        page.on("pageerror", (error) => wrong.push(error.message));
        page.on("console", (message) => { if (message.type() === "error") wrong.push(message.text()); });
        await page.goto(pathToFileURL(path.join(out, "index.html")).href);
        await page.locator("input[name=q]").fill("a");
        assert.deepEqual(await page.evaluate(strangers),
                         { intruder: 0, scripts: 0, styles: 0, embedded: 0, handlers: 0, links: 0,
                           articles: scenarios.length, rows: scenarios.length }, `seed ${seed}`);
        assert.deepEqual(wrong, [], `seed ${seed}`);
        await page.close();
    }
});

test("the check of HTML can fail", async () => {
    const { out, read } = made(folder, 1);
    const file = path.join(out, "index.html");
    writeFileSync(file, read("index.html").replace("<main>", "<main><img src=x>"));
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    assert.equal((await page.evaluate(strangers)).embedded, 1);
    await page.close();
});

test("evil words are text in XML, JSON and SARIF", async () => {
    const page = await browser.newPage();
    for (let seed = 1; seed <= kSeeds; ++seed) {
        const { scenarios, read } = made(folder, seed);
        const cases = await page.evaluate((text) => {
            const document = new DOMParser().parseFromString(text, "application/xml");
            return document.querySelector("parsererror") ? "not well-formed"
                : document.querySelectorAll("testcase").length;
        }, read("junit.xml"));
        assert.equal(cases, scenarios.length, `seed ${seed}`);
        const again = JSON.parse(read("results.json")).scenarios;
        assert.deepEqual(new Set(again.map((one) => one.name)), new Set(scenarios.map((one) => one.name)));
        assert.equal(JSON.parse(read("results.sarif")).version, "2.1.0");
    }
    await page.close();
});

test("evil words are text in Markdown", () => {
    const markdown = new MarkdownIt({ html: true, linkify: true });
    for (let seed = 1; seed <= kSeeds; ++seed) {
        const { read } = made(folder, seed);
        const html = markdown.render(read("summary.md"));
        const tags = new Set([...html.matchAll(/<\/?([a-z0-9]+)/g)].map((one) => one[1]));
        for (const tag of tags)
            assert.ok(/^(h1|h2|p|table|thead|tbody|tr|th|td|details|summary|pre|code|strong)$/.test(tag),
                      `seed ${seed}: <${tag}> in\n${html}`);
        const columns = [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map((row) => row[1].match(/<t[hd]/g).length);
        assert.ok(columns.every((count) => [3, 4, 5, 6].includes(count)), `seed ${seed}: ${columns}`);
    }
});
