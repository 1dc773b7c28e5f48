{{%AUTOESCAPE context="HTML"}}<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{{STYLE_HASH:none}}'; script-src '{{SCRIPT_HASH:none}}'; base-uri 'none'; form-action 'none'">
<title>{{TITLE}}: {{OVERALL}}</title>
<style>{{STYLE:none}}</style>
</head>
<body>
<header>
<p class="brand">impasse</p>
<h1>{{HEADLINE}}</h1>
<p class="overall {{#ALL_GOOD}}good{{/ALL_GOOD}}{{#SOME_BAD}}bad{{/SOME_BAD}}"><span aria-hidden="true">{{#ALL_GOOD}}✓{{/ALL_GOOD}}{{#SOME_BAD}}✗{{/SOME_BAD}}</span> {{OVERALL}}</p>
{{#SINCE}}<p class="since-base">Since <b>{{BASE}}</b>: {{TEXT}}.</p>
{{/SINCE}}<p class="explored">{{EXPLORED}}</p>
<ul class="counts" aria-label="Verdicts">
{{#COUNT}}<li><b>{{NUMBER}}</b> <span class="v v-{{VERDICT}}">{{VERDICT}}</span></li>
{{/COUNT}}</ul>
{{#COMMAND}}<p class="made">Made by</p><pre class="copy">{{COMMAND_LINE}}</pre>
{{/COMMAND}}</header>
<main>
{{#UNEXPECTED}}<section class="alarm" aria-labelledby="unexpected">
<h2 id="unexpected">Not as expected</h2>
<ul>
{{#ITEM}}<li><a href="#{{ID}}">{{NAME}}</a>{{#PARAMS}} <small>{{TEXT}}</small>{{/PARAMS}}
<span class="pair"><span class="v v-{{VERDICT}}">{{WORDS}}</span> expected <b>{{EXPECTED}}</b></span>
{{#WHY}}<span class="why">{{TEXT}}</span>
{{/WHY}}</li>
{{/ITEM}}</ul>
</section>
{{/UNEXPECTED}}{{#CHANGES}}<section aria-labelledby="changes">
<h2 id="changes">Since {{BASE}}</h2>
<table class="changes">
<thead><tr><th scope="col">change</th><th scope="col">scenario</th><th scope="col">what</th></tr></thead>
<tbody>
{{#CHANGE}}<tr><td><span class="sb sb-{{SINCE}}">{{SINCE}}</span></td><th scope="row">{{#LINK}}<a href="#{{ID}}">{{NAME}}</a>{{/LINK}}{{#NOLINK}}{{NAME}}{{/NOLINK}}</th><td>{{TEXT}}</td></tr>
{{/CHANGE}}</tbody></table>
</section>
{{/CHANGES}}{{#MATRIX}}<section aria-labelledby="matrix-{{SUITE}}">
<h2 id="matrix-{{SUITE}}">{{SUITE}}: question by subject</h2>
<p class="legend">A cell is a verdict and the number of executions that were explored for it; it leads to the finding. A dash: not asked, for the subject lacks what the question is about, or cannot differ.</p>
<div class="scroll" tabindex="0" role="group" aria-label="{{SUITE}}: question by subject"><table class="matrix">
<thead><tr><th scope="col">question</th>{{#SUBJECT}}<th scope="col">{{#DATE}}<span class="date">{{TEXT}}</span> {{/DATE}}{{NAME}}{{#TALLY}} <small class="tally{{#ALL}} all{{/ALL}}">{{FREE}} of {{ASKED}} free</small>{{/TALLY}}</th>{{/SUBJECT}}</tr></thead>
<tbody>
{{#ROW}}<tr><th scope="row">{{QUESTION}}{{#PARAMS}} <small>{{TEXT}}</small>{{/PARAMS}}{{#TALLY}} <small class="tally{{#ALL}} all{{/ALL}}">{{FREE}} of {{ASKED}} free</small>{{/TALLY}}</th>{{#CELL}}{{#RUN}}<td class="c-{{VERDICT}}"><a href="#{{ID}}" title="{{COUNTED}}"><span class="who">{{SUBJECT}}</span> <b>{{KIND}}</b> <small>{{TRACES}}</small>{{#DIFFERS}} <b class="differs">✗ not as expected</b>{{/DIFFERS}}</a></td>{{/RUN}}{{#NONE}}<td></td>{{/NONE}}{{/CELL}}</tr>
{{/ROW}}</tbody></table></div>
</section>
{{/MATRIX}}{{#MEASURED}}<section class="measured">
<h2>{{WHAT}}</h2>
<p class="legend">The least and the most, over all executions that came to their end.</p>
<div class="scroll" tabindex="0" role="group" aria-label="{{WHAT}}"><table class="numbers">
<thead><tr><th scope="col">question</th>{{#SUBJECT}}<th scope="col">{{NAME}}</th>{{/SUBJECT}}</tr></thead>
<tbody>
{{#ROW}}<tr><th scope="row">{{QUESTION}}{{#PARAMS}} <small>{{TEXT}}</small>{{/PARAMS}}</th>{{#CELL}}<td>{{#NUMBER}}<a href="#{{ID}}"><span class="who">{{SUBJECT}} </span>{{VALUE}}</a>{{/NUMBER}}</td>{{/CELL}}</tr>
{{/ROW}}</tbody></table></div>
</section>
{{/MEASURED}}{{#INDEX}}<section aria-labelledby="index">
<h2 id="index">All scenarios</h2>
<form id="filters" hidden>
<label>Search <input type="search" name="q" placeholder="name or words" autocomplete="off"></label>
<label>Suite <select name="suite"><option value="">all</option></select></label>
<label>Verdict <select name="verdict"><option value="">all</option></select></label>
{{#HAS_BASE}}<label>Findings <select name="since"><option value="">all</option><option value="new">new</option><option value="still">known</option><option value="fixed">fixed</option></select></label>
{{/HAS_BASE}}<label class="check"><input type="checkbox" name="differs"> not as expected</label>
<button type="reset">Show all</button> <output id="shown" aria-live="polite"></output>
</form>
<table class="index">
<thead><tr><th scope="col">scenario</th><th scope="col">question</th><th scope="col">verdict</th><th scope="col">expected</th><th scope="col" class="num">executions</th><th scope="col" class="num">time</th></tr></thead>
<tbody>
{{#ITEM}}<tr data-scenario="{{ID}}" data-suite="{{SUITE}}" data-verdict="{{VERDICT}}" data-since="{{ALL_SINCE}}"{{#DIFFERS}} data-differs="yes"{{/DIFFERS}}><th scope="row"><a href="#{{ID}}">{{NAME}}</a>{{#PARAMS}} <small>{{TEXT}}</small>{{/PARAMS}}</th><td class="q">{{ABOUT}}</td><td><span class="v v-{{VERDICT}}">{{WORDS}}</span>{{#BADGE}} <span class="sb sb-{{SINCE}}">{{SINCE}}</span>{{/BADGE}}{{#DIFFERS}} <b class="differs">✗ not as expected</b>{{/DIFFERS}}{{#HAZARD}} <span class="hz">+ {{TEXT}}</span>{{/HAZARD}}</td><td><span class="lbl">expected</span> {{EXPECTED}}</td><td class="num">{{EXECUTIONS}}<span class="lbl"> executions</span></td><td class="num">{{TIME}}</td></tr>
{{/ITEM}}</tbody></table>
</section>
{{/INDEX}}<section aria-labelledby="details">
<h2 id="details">Scenario by scenario</h2>
{{>SCENARIO}}</section>
</main>
<dialog id="keys" aria-labelledby="keys-title"><h2 id="keys-title">Keys</h2>
<dl>
<div><dt><kbd>↓</kbd> <kbd>→</kbd> / <kbd>↑</kbd> <kbd>←</kbd></dt><dd>the next step / the one before</dd></div>
<div><dt><kbd>.</kbd> / <kbd>,</kbd></dt><dd>the next step of the same agent / the one before</dd></div>
<div><dt><kbd>Home</kbd> / <kbd>End</kbd></dt><dd>the first step / the last</dd></div>
<div><dt><kbd>/</kbd></dt><dd>search</dd></div>
<div><dt><kbd>Esc</kbd></dt><dd>leave the steps, or this list</dd></div>
</dl>
<form method="dialog"><button>Close</button></form></dialog>
<footer><p>A verdict speaks of the model and of the executions that it names, and of nothing else. A hazard never changes a verdict.</p></footer>
<script>{{SCRIPT:none}}</script>
</body>
</html>
