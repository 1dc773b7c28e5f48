{{%AUTOESCAPE context="XML"}}<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="impasse" tests="{{TESTS}}" failures="{{FAILURES}}" errors="{{ERRORS}}" time="{{TIME}}">
{{#SUITE}}<testsuite name="{{NAME}}" tests="{{TESTS}}" failures="{{FAILURES}}" errors="{{ERRORS}}" skipped="0" time="{{TIME}}">
{{#CASE}}<testcase classname="{{SUITE}}" name="{{NAME}}" time="{{TIME}}">
{{#FAILURE}}<failure type="{{TYPE}}" message="{{MESSAGE}}">{{TEXT}}</failure>
{{/FAILURE}}{{#ERROR}}<error type="{{TYPE}}" message="{{MESSAGE}}">{{TEXT}}</error>
{{/ERROR}}<system-out>{{OUT}}</system-out>
</testcase>
{{/CASE}}</testsuite>
{{/SUITE}}</testsuites>
