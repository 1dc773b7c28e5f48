// The results against their schemas: JSON against reports/results.schema.json, SARIF against the types that
// @schemastore/sarif-2.1.0 has made of the standard's schema. Each check is turned red by a twin.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";

const folder = path.dirname(process.env.REPORT);
const read = (name) => readFileSync(path.join(folder, name), "utf-8");
const schema = JSON.parse(readFileSync(process.env.SCHEMA, "utf-8"));
const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

test("results.json is what its schema says", () => {
    const results = JSON.parse(read("results.json"));
    assert.ok(results.scenarios.some((one) => one.findings.length > 0));
    validate(results);
    assert.deepEqual(validate.errors, null);
});

test("the schema names every property that there is", () => {
    const named = (part) => new Set(Object.keys(part.properties));
    const scenario = named(schema.$defs.scenario);
    const finding = named(schema.$defs.finding);
    for (const result of JSON.parse(read("results.json")).scenarios) {
        for (const name of Object.keys(result)) assert.ok(scenario.has(name), `scenario.${name}`);
        for (const one of [...result.findings, ...result.hazards])
            for (const name of Object.keys(one)) assert.ok(finding.has(name), `finding.${name}`);
    }
});

test("results that are not so are told from those that are", () => {
    for (const spoil of [(one) => { delete one.verdict; }, (one) => { one.verdict = "perhaps"; },
                         (one) => { one.executions = -1; }, (one) => { one.findings = [{}]; }]) {
        const results = JSON.parse(read("results.json"));
        spoil(results.scenarios[0]);
        assert.equal(validate(results), false);
    }
});

// What tsc says of it; empty: nothing.
function complaints(sarif) {
    const file = path.join(folder, "sarif.ts");
    writeFileSync(file, 'import type { StaticAnalysisResultsFormatSARIFVersion210JSONSchema as Log } from ' +
                        `"@schemastore/sarif-2.1.0";\nexport const log: Log = ${sarif};\n`);
    const require = createRequire(import.meta.url);
    const types = path.dirname(require.resolve("@schemastore/sarif-2.1.0/package.json"));
    writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({
        compilerOptions: { strict: true, noEmit: true, module: "esnext", moduleResolution: "bundler", types: [],
                           paths: { "@schemastore/sarif-2.1.0": [path.join(types, "index.d.ts")] } },
        files: ["sarif.ts"] }));
    try {
        execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", folder], { encoding: "utf-8" });
        return "";
    } catch (failure) {
        return failure.stdout.slice(0, 2000);
    }
}

test("results.sarif is what the standard says", () => {
    const sarif = read("results.sarif");
    assert.ok(JSON.parse(sarif).runs[0].results.length > 5);
    assert.equal(complaints(sarif), "");
});

test("SARIF that is not so is told from that which is", () => {
    const sarif = read("results.sarif");
    assert.match(complaints(sarif.replace('"level": "note"', '"level": "nota"')), /nota/);
    assert.match(complaints(sarif.replace('"ruleIndex"', '"ruleIndxe"')), /ruleIndxe/);
    assert.match(complaints(sarif.replace('"version": "2.1.0"', '"version": "2.0.0"')), /2\.0\.0/);
});

test("results.sarif keeps within what GitHub takes", () => {
    for (const run of JSON.parse(read("results.sarif")).runs) {
        assert.ok(run.results.length <= 25_000 && run.tool.driver.rules.length <= 25_000);
        for (const result of run.results) {
            assert.ok(result.locations.length >= 1 && result.locations.length <= 1_000, result.message.text);
            const shown = (result.codeFlows || []).flatMap((flow) => flow.threadFlows)
                .reduce((sum, flow) => sum + flow.locations.length, 0);
            assert.ok(shown <= 1_000);
        }
    }
});
