<#-- Who sets a new password ends her other log-ins: no question, since a wrong answer is the dangerous one. -->
<#macro logoutOtherSessions>
<input type="hidden" name="logout-sessions" value="on">
</#macro>
