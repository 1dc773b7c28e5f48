{{%AUTOESCAPE context="HTML"}}<details class="finding{{#HAZARD}} hazard{{/HAZARD}}" id="{{FINDING_ID}}"{{#OPEN}} open{{/OPEN}}>
<summary><h4>{{#HAZARD}}Hazard: {{/HAZARD}}{{KIND}}</h4>{{#BADGE}} <span class="sb sb-{{SINCE}}">{{SINCE}}</span>{{/BADGE}} <span class="sentence">{{SUMMARY}}</span></summary>
<p class="meaning"><b>{{KIND}}</b>: {{MEANING}}.{{#ALSO}} Also <b>{{KIND}}</b>: {{MEANING}}.{{/ALSO}}{{#WHO}} Participants: {{NAMES}}.{{/WHO}}</p>
{{#WAITS}}<h5>Who waits for whom</h5>
<div class="waits">{{#GRAPH}}<figure tabindex="0" role="group" aria-label="Who waits for whom, as a picture">{{SVG:none}}</figure>{{/GRAPH}}
<div class="edges"><ul>
{{#WAIT}}<li{{#CYCLE}} class="hot"{{/CYCLE}}><b>{{WAITER}}</b> waits for <b>{{WANTED}}</b>{{#SITE}} <code>{{FOLDER}}<wbr>{{FILE}}</code>{{/SITE}}, {{#HELD}}held by <b>{{HOLDER}}</b>{{/HELD}}{{#NOBODY}}which <b>nobody</b> will end{{/NOBODY}}{{#HOW}}{{TEXT}}{{/HOW}}{{#TAKEN}}{{WORDS}}<code>{{FOLDER}}<wbr>{{FILE}}</code>{{/TAKEN}}{{#CYCLE}} <span class="tag">in the cycle</span>{{/CYCLE}}</li>
{{/WAIT}}</ul>{{#BEHIND}}<p class="legend">Stuck behind them, and no part of it: {{NAMES}}.</p>
{{/BEHIND}}</div></div>
{{/WAITS}}{{#EXCERPTS}}<details class="excerpts"><summary>The lines in the source</summary>
{{#EXCERPT}}<p class="at">{{WHERE}}</p>
<pre>{{#LINE}}{{#MARKED}}<mark>{{NUMBER}}  {{TEXT}}</mark>
{{/MARKED}}{{#PLAIN}}{{NUMBER}}  {{TEXT}}
{{/PLAIN}}{{/LINE}}</pre>
{{/EXCERPT}}</details>
{{/EXCERPTS}}{{#DIAGNOSIS}}<h5>Since when, and what removes it</h5>
{{#NORETURN}}<p class="since">{{TEXT}}.</p>
{{/NORETURN}}{{#CAUSE}}<p class="cause">Cause, as tested: {{TEXT}}</p>
{{/CAUSE}}{{#NOCAUSE}}<p class="cause">None of the changes that were tried removes it.</p>
{{/NOCAUSE}}{{#TABLE}}<table class="tried">
<thead><tr><th scope="col">what was changed</th><th scope="col">what it came to, explored again</th><th scope="col" class="num">executions</th></tr></thead>
<tbody>
{{#TRIED}}<tr{{#REMOVES}} class="removes"{{/REMOVES}}><th scope="row">if {{CHANGE}}</th><td>{{#REMOVES}}<span aria-hidden="true">✓</span> {{/REMOVES}}<b>{{CAMETO}}</b></td><td class="num">{{EXECUTIONS}}<span class="lbl"> executions</span></td></tr>
{{/TRIED}}</tbody></table>
{{/TABLE}}{{/DIAGNOSIS}}{{#LANES}}<h5>How it comes to this</h5>
{{#SHORTEST}}<p class="legend">{{TEXT}}.</p>
{{/SHORTEST}}{{#ROUND}}<p class="legend">{{TEXT}}.</p>
{{/ROUND}}<div class="scroll" tabindex="0" role="group" aria-label="How it comes to this, step by step"><table class="lanes">
<thead><tr><th scope="col"><span class="lbl-wide">step</span></th>{{#LANE}}<th scope="col" class="lane l{{HUE}}">{{AGENT}}</th>{{/LANE}}<th scope="col">state change</th><th scope="col">source</th></tr></thead>
<tbody>
{{#STEP}}{{#ROW}}<tr class="{{CLASS}}"><th scope=row>{{NUMBER}}{{#BEFORE}}<td>{{/BEFORE}}<td class=act><span class=who>{{AGENT}}</span> <b>{{OPERATION}}</b> {{OBJECT}}{{#PREEMPTS}} <span class=tag>preempts {{AGENT}}</span>{{/PREEMPTS}}{{#AFTER}}<td>{{/AFTER}}<td{{#CHANGES}} class=chg>{{TEXT}}{{/CHANGES}}{{#SAME}}>{{/SAME}}<td class=src>{{#SITE}}<span class=at>{{FILE}}</span>{{/SITE}}{{#CODE}}<code>{{TEXT}}</code>{{/CODE}}
{{/ROW}}{{#NOTE}}<tr class="note {{CLASS}}"><td colspan="{{COLUMNS}}">{{TEXT}}</td></tr>
{{/NOTE}}{{/STEP}}{{#END}}<tr class="end"><th scope="row">end</th>{{#CELL}}<td{{#STUCK}} class="act l{{HUE}}"{{/STUCK}}>{{#STUCK}}<span class="who">{{AGENT}}</span> waits for {{TEXT}}{{/STUCK}}</td>{{/CELL}}<td></td><td></td></tr>
{{/END}}</tbody></table></div>
{{#LEGEND}}{{#FOLLOWS}}<p class="legend">↳ and lighter: ran right behind the step above, without a choice in between.</p>
{{/FOLLOWS}}{{#PREEMPTS}}<p class="legend"><span class="tag">preempts</span>: the agent above could have gone on.</p>
{{/PREEMPTS}}{{/LEGEND}}{{#SOURCES}}<p class="legend">Sources: {{NAMES}}.</p>
{{/SOURCES}}{{/LANES}}{{#REPLAY}}<h5>See it again</h5>
<pre class="copy">{{COMMAND}}</pre>
{{#IN_GDB}}<p class="legend">In a debugger, at the step to look at:</p>
<pre class="copy">{{GDB}}</pre>
<p class="legend">The schedule alone, for a test or a message:</p>
<pre class="copy">{{SCHEDULE}}</pre>
{{/IN_GDB}}{{/REPLAY}}<p class="meta">{{#PRINT}}fingerprint <code>{{TEXT}}</code>, {{/PRINT}}seen in {{SEEN}}</p>
</details>
