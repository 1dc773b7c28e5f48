// The report as a reader has it: opened from a file, in Chromium, by keyboard, on a phone, in the dark, on paper.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const url = pathToFileURL(process.env.REPORT).href;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf-8");
let browser;

before(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
});
after(() => browser.close());

// A page that was opened, with what went wrong in it and what it asked of anybody.
async function opened(options = {}, hash = "") {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const wrong = [];
    const asked = [];
    page.on("pageerror", (error) => wrong.push(error.message));
    page.on("console", (message) => { if (message.type() === "error") wrong.push(message.text()); });
    page.on("request", (request) => asked.push(request.url().split("#")[0]));
    await page.goto(url + hash);
    return { page, wrong, asked, close: () => context.close() };
}

const current = (page) => page.locator(".lanes tr.cur");
const step = async (page) => (await current(page).locator("th").textContent()).trim();
const lane_of = (page) => current(page).evaluate((row) => [...row.cells].findIndex((cell) => cell.className === "act"));

async function first_finding(page) {
    const finding = page.locator(".finding:has(.lanes)").first();
    return { finding, id: await finding.getAttribute("id") };
}

test("nothing is asked of any network, and nothing goes wrong", async () => {
    const { page, wrong, asked, close } = await opened();
    await page.locator("h1").waitFor();
    assert.deepEqual(asked, [url]);
    assert.deepEqual(wrong, []);
    await close();
});

test("the first sentence says how many hang, and what is new", async () => {
    const { page, close } = await opened();
    assert.match(await page.locator("h1").textContent(),
                 /^\d+ of \d+ scenarios (hang|hang or fail).*; \d+ are new since base\.json$/);
    await close();
});

test("filters and search leave what was asked for, and a reload keeps them", async () => {
    const { page, wrong, close } = await opened();
    const rows = page.locator(".index tbody tr:visible");
    const everything = await rows.count();
    await page.locator("select[name=suite]").selectOption("litmus");
    const litmus = await rows.count();
    assert.ok(litmus > 5 && litmus < everything);
    await page.locator("select[name=verdict]").selectOption("found");
    for (const words of await rows.allTextContents()) assert.match(words, /litmus\/.*found/s);
    await page.locator("input[name=q]").fill("PHILO");
    assert.equal(await rows.count(), 1);
    assert.match(await page.locator("#shown").textContent(), /^1 of \d+ shown$/);
    assert.equal(await page.locator(".scn:visible").count(), 1);
    await page.reload();
    assert.equal(await rows.count(), 1);
    assert.equal(await page.locator("input[name=q]").inputValue(), "PHILO");
    await page.locator("button[type=reset]").click();
    await page.waitForFunction((n) => document.querySelectorAll(".index tbody tr:not([hidden])").length === n,
                               everything);
    assert.deepEqual(wrong, []);
    await close();
});

test("new and known findings are told apart", async () => {
    const { page, close } = await opened();
    const rows = page.locator(".index tbody tr:visible");
    await page.locator("select[name=since]").selectOption("still");
    const known = await rows.allTextContents();
    assert.ok(known.length > 0 && known.every((words) => /litmus\/(abba|lost-wakeup)/.test(words)));
    await page.locator("select[name=since]").selectOption("new");
    const fresh = await rows.allTextContents();
    assert.ok(fresh.length > 0 && !fresh.some((words) => words.includes("litmus/abba")));
    await close();
});

test("a finding is stepped through by keyboard, and within a lane", async () => {
    const { page, wrong, close } = await opened();
    const { finding } = await first_finding(page);
    await finding.locator(".walk").click();
    assert.equal(await step(page), "1");
    await page.keyboard.press("ArrowDown");
    assert.equal(await step(page), "2");
    await page.keyboard.press("ArrowUp");
    assert.equal(await step(page), "1");
    await page.keyboard.press("End");
    const last = await step(page);
    assert.ok(Number(last) > 3);
    await page.keyboard.press("Home");
    const lane = await lane_of(page);
    await page.keyboard.press(".");
    assert.equal(await lane_of(page), lane);
    assert.notEqual(await step(page), "1");
    await page.keyboard.press(",");
    assert.equal(await step(page), "1");
    await page.keyboard.press("End");
    assert.match(await finding.locator(".stepper output").textContent(), new RegExp(`^step ${last} of ${last}: `));
    assert.ok(await finding.locator(".now:not(.next) li").count() > 0);
    const wants = await finding.locator(".next li").allTextContents();
    assert.ok(wants.some((words) => / waits for /.test(words)), wants.join("; "));
    await page.keyboard.press("Home");
    assert.ok((await finding.locator(".next li").allTextContents()).every((words) => / next /.test(words)));
    await page.keyboard.press("End");
    await page.keyboard.press("Escape");
    assert.equal(await current(page).count(), 0);
    assert.deepEqual(wrong, []);
    await close();
});

test("idle stretches are folded, and open by a button or when a step in them is asked for", async () => {
    const { page, wrong, close } = await opened();
    const id = await page.locator(".finding:has(.fold)").first().getAttribute("id");
    const finding = page.locator(`[id="${id}"]`); // it is none with a fold once that is open
    await finding.scrollIntoViewIfNeeded();
    const rows = finding.locator(".lanes tbody tr:not(.note, .end)");
    const everything = await rows.count();
    const visible = () => rows.evaluateAll((all) => all.filter((row) => !row.hidden).length);
    const before = await visible();
    assert.ok(before < everything, `${before} of ${everything}`);
    assert.equal(await finding.locator(".m:visible").count(), await finding.locator(".m").count());
    const words = await finding.locator(".fold button").first().textContent();
    assert.match(words, /^\d+ more steps of \S/);
    await finding.locator(".fold button").first().click();
    assert.equal(await visible(), before + Number(words.split(" ")[0]));
    assert.deepEqual(wrong, []);
    await close();

    const hidden = await opened();
    const step_put_away = await hidden.page.evaluate((name) =>
        document.getElementById(name).querySelector(".lanes tr[hidden]").cells[0].textContent.trim(), id);
    await hidden.close();
    const linked = await opened({}, `#finding=${id}&step=${step_put_away}`);
    assert.equal(await step(linked.page), step_put_away);
    assert.ok(await current(linked.page).isVisible());
    await linked.close();
    const plain = await opened({ javaScriptEnabled: false });
    assert.equal(await plain.page.locator(".lanes tr[hidden]").count(), 0);
    await plain.close();
});

test("the slider goes to a step", async () => {
    const { page, close } = await opened();
    const { finding } = await first_finding(page);
    await finding.locator(".walk").click();
    await finding.locator(".stepper input").fill("3");
    assert.equal(await step(page), "3");
    await close();
});

test("a link to a step leads there, and a reload stays there", async () => {
    const plain = await opened();
    const { id } = await first_finding(plain.page);
    await plain.close();
    const { page, close } = await opened({}, `#finding=${id}&step=2`);
    assert.equal(await step(page), "2");
    assert.ok(await current(page).isVisible());
    const box = await current(page).boundingBox();
    assert.ok(box.y >= 0 && box.y < 900, `the step is at ${box.y}`);
    await page.keyboard.press("ArrowDown");
    assert.match(page.url(), /&step=3$/);
    await page.reload();
    assert.equal(await step(page), "3");
    await close();
});

test("? shows the keys, and they close again", async () => {
    const { page, close } = await opened();
    await page.keyboard.press("?");
    assert.ok(await page.locator("dialog#keys").isVisible());
    await page.keyboard.press("Escape");
    assert.ok(!await page.locator("dialog#keys").isVisible());
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.name), "q");
    await close();
});

test("a replay command can be copied", async () => {
    const { page, close } = await opened({ permissions: ["clipboard-read", "clipboard-write"] });
    const { finding } = await first_finding(page);
    const command = await finding.locator("pre.copy").first().textContent();
    await finding.locator(".copier").first().click();
    await finding.locator(".copier", { hasText: "Copied" }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), command);
    await close();
});

test("without JavaScript all of it can be read", async () => {
    const { page, wrong, close } = await opened({ javaScriptEnabled: false });
    assert.equal(await page.locator("#filters").isVisible(), false);
    const { finding } = await first_finding(page);
    assert.ok(await finding.locator(".sentence").isVisible());
    assert.ok(await finding.locator("svg.wf, .lanes").first().isVisible());
    assert.equal(await page.locator(".index tbody tr:visible").count(), await page.locator(".index tbody tr").count());
    assert.deepEqual(wrong, []);
    await close();
});

test("on a phone nothing is wider than the screen", async () => {
    const { page, close } = await opened({ viewport: { width: 360, height: 740 } });
    const { finding } = await first_finding(page);
    await finding.locator(".walk").click();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `the page is ${width} pixels wide`);
    await close();
});

test("in the dark the page is dark", async () => {
    const brightness = async (scheme) => {
        const { page, close } = await opened({ colorScheme: scheme });
        const colour = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        await close();
        return colour.match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
    };
    assert.ok(await brightness("light") > 600);
    assert.ok(await brightness("dark") < 150);
});

test("printed, it is a document without buttons", async () => {
    const { page, close } = await opened();
    const pdf = await page.pdf({ format: "A4" });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    assert.ok(pdf.length > 50_000);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator(".copier:visible, #filters:visible, .walk:visible").count(), 0);
    await close();
});

for (const [name, options] of [["light", {}], ["dark", { colorScheme: "dark" }],
                               ["on a phone", { viewport: { width: 360, height: 740 } }]])
    test(`axe-core has no complaint: ${name}`, async () => {
        // Its script is none of the page's: the policy must let it in here.
        const { page, close } = await opened({ bypassCSP: true, ...options });
        const { finding } = await first_finding(page);
        await finding.locator(".walk").click();
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
        const told = violations.map((one) =>
            `${one.id}: ${one.help}\n    ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join("\n    ")}`);
        assert.equal(told.join("\n"), "");
        await close();
    });

// The bars of the report: two hundred scenarios within a second, 2 MiB, and there at once.
test("two hundred scenarios are written in a second, and usable at once", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "impasse-"));
    const source = JSON.parse(readFileSync(path.join(path.dirname(process.env.REPORT), "results.json"), "utf-8"));
    const scenarios = Array.from({ length: 200 }, (_, i) =>
        ({ ...source.scenarios[i % source.scenarios.length], params: { i } }));
    writeFileSync(path.join(folder, "many.json"), JSON.stringify({ schema: source.schema, scenarios }));
    const before = performance.now();
    execFileSync(process.env.IMPASSE, ["report", path.join(folder, "many.json"), "--out", folder]);
    const written = performance.now() - before;
    const file = path.join(folder, "index.html");
    const bytes = statSync(file).size;
    const page = await browser.newPage();
    const opening = performance.now();
    await page.goto(pathToFileURL(file).href);
    await page.locator("input[name=q]").fill("abba");
    await page.locator("#shown", { hasText: "shown" }).waitFor();
    const usable = performance.now() - opening;
    console.log(`200 scenarios: written in ${written.toFixed(0)} ms, ${bytes} bytes, usable after ${usable.toFixed(0)} ms`);
    assert.ok(written < 1_000 && bytes < 2 * 1024 * 1024 && usable < 3_000);
    await page.close();
    rmSync(folder, { recursive: true });
});

test("the policy lets no other script run", async () => {
    const { page, wrong, close } = await opened();
    const ran = await page.evaluate(() => {
        const script = document.createElement("script");
        script.textContent = "window.intruder = true";
        document.body.append(script);
        return Boolean(window.intruder);
    });
    assert.equal(ran, false);
    assert.equal(wrong.length, 1);
    await close();
});
