<#-- A field: label, hint, error, input, in this order. Names and parameters are the parent's, its pages call them. -->
<#macro group name label error="" required=false hint="">
<div class="field<#if error?has_content> bad</#if>">
  <label for="${name}">${label}</label>
  <#if hint?has_content><p class="hint" id="hint-${name}">${hint}</p></#if>
  <div id="input-error-container-${name}" aria-live="polite">
    <#if error?has_content><p class="err" id="input-error-${name}">${error}</p></#if>
  </div>
  <#nested>
</div>
</#macro>

<#macro described name error hint="">
  <#if error?has_content || hint?has_content>
    aria-describedby="<#if hint?has_content>hint-${name} </#if><#if error?has_content>input-error-${name}</#if>"
  </#if>
  <#if error?has_content>aria-invalid="true"</#if>
</#macro>

<#macro input name label value="" required=false autocomplete="off" fieldName=name
    error=messagesPerField.get(fieldName) autofocus=false>
<@group name=name label=label error=error required=required>
  <input id="${name}" name="${name}" value="${value}" type="text" autocomplete="${autocomplete}"
    autocapitalize="none" spellcheck="false" <#if autofocus>autofocus</#if>
    <#if autocomplete == "one-time-code">inputmode="numeric"</#if> <@described name=name error=error/>>
</@group>
</#macro>

<#macro password name label value="" required=false forgotPassword=false fieldName=name
    error=messagesPerField.get(fieldName) autocomplete="off" autofocus=false>
<#local hint = (name == "password-new")?then(msg("titianPasswordRule"), "")>
<@group name=name label=label error=error required=required hint=hint>
  <input id="${name}" name="${name}" value="${value}" type="password" autocomplete="${autocomplete}"
    <#if autofocus>autofocus</#if> <@described name=name error=error hint=hint/>>
  <button class="btn quiet show" type="button" hidden aria-controls="${name}"
    data-show="${msg("showPassword")}" data-hide="${msg("hidePassword")}">${msg("showPassword")}</button>
  <#if forgotPassword><p><a href="${url.loginResetCredentialsUrl}">${msg("doForgotPassword")}</a></p></#if>
  <#nested>
</@group>
</#macro>

<#macro clipboard name label ariaLabel=label value="" readonly=true>
<@group name=name label=label>
  <input id="${name}" name="${name}" value="${value}" type="text" aria-label="${ariaLabel}" <#if readonly>readonly</#if>>
</@group>
</#macro>

<#macro checkbox name label value=false required=false>
<label class="pick" for="${name}">
  <input type="checkbox" id="${name}" name="${name}" <#if value>checked</#if>>${label}
</label>
</#macro>

<#macro errorIcon error=""></#macro>
