{{%AUTOESCAPE context="HTML"}}<article class="scn{{#DIFFERS}} alarm{{/DIFFERS}}" id="{{ID}}">
<p class="up"><a href="#index">↑ all scenarios</a></p>
<h3><a href="#{{ID}}">{{NAME}}</a>{{#PARAMS}} <small>{{TEXT}}</small>{{/PARAMS}}</h3>
{{#ABOUT}}<p class="about">{{TEXT}}</p>
{{/ABOUT}}<p class="verdict"><span class="v v-{{VERDICT}}">{{WORDS}}</span> {{#AGREES}}<span class="agrees">✓ as expected</span>{{/AGREES}}{{#DIFFERS}}<b class="differs">✗ not as expected</b> (expected: {{EXPECTED}}){{/DIFFERS}}</p>
{{#REASON}}<p class="why">{{TEXT}}</p>
{{/REASON}}<p class="explored">{{EXPLORED}}</p>
<dl class="facts">
<div><dt>executions</dt><dd>{{EXECUTIONS}}{{#SPLIT}} = {{TEXT}}{{/SPLIT}}</dd></div>
<div><dt>expected</dt><dd>{{EXPECTED}}</dd></div>
<div><dt>strategy</dt><dd>{{STRATEGY}}</dd></div>
{{#SEED}}<div><dt>seed</dt><dd>{{NUMBER}}</dd></div>
{{/SEED}}<div><dt>engine</dt><dd>{{ENGINE}}</dd></div>
<div><dt>memory model</dt><dd>{{MEMORY_MODEL}}</dd></div>
<div><dt>bound</dt><dd>{{BOUND}}</dd></div>
<div><dt>steps</dt><dd>{{STEPS}}</dd></div>
<div><dt>time</dt><dd>{{TIME}}</dd></div>
{{#SOURCE}}<div><dt>source</dt><dd><code>{{FOLDER}}<wbr>{{FILE}}</code></dd></div>
{{/SOURCE}}</dl>
{{>FINDING}}</article>
