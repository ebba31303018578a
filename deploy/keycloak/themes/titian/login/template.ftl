<#-- The frame of every page: the bar with its planks, one card with one main thing, a word of help. -->
<#import "field.ftl" as field>

<#macro username>
  <@field.group name="kc-attempted-username" label=msg("username")>
    <input id="kc-attempted-username" value="${auth.attemptedUsername}" readonly>
  </@field.group>
  <p><a id="reset-login" href="${url.loginRestartFlowUrl}">${msg("restartLoginTooltip")}</a></p>
</#macro>

<#macro bridge>
  <svg viewBox="0 0 34 26" aria-hidden="true">
    <path d="M5 24V4M29 24V4M5 5c6 13 18 13 24 0M11 18v-6M17 18v-4M23 18v-6"/>
    <path class="deck" d="M1 19c10-4 22-4 32 0"/>
  </svg>
</#macro>

<#macro registrationLayout bodyClass="" displayInfo=false displayMessage=true displayRequiredFields=false>
<#assign refused = messagesPerField?? && messagesPerField.existsError("username", "password", "password-confirm", "totp")
    || message?has_content && message.type == "error">
<!DOCTYPE html>
<html lang="${lang}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width,initial-scale=1">
  <meta name="theme-color" content="#0f2a49">
  <title><#if refused>${msg("titianError")}: </#if>${msg("loginTitle", realm.displayName!"Titian")}</title>
  <link rel="icon" href="${url.resourcesPath}/img/titian.svg">
  <#list properties.styles?split(" ") as style>
  <link rel="stylesheet" href="${url.resourcesPath}/${style}">
  </#list>
  <#-- Where Keycloak's own scripts (passkeys) look for what they import. -->
  <script type="importmap">
    {"imports": {"rfc4648": "${url.resourcesCommonPath}/vendor/rfc4648/rfc4648.js"}}
  </script>
  <#list scripts![] as script>
  <script src="${script}"></script>
  </#list>
  <script type="module" src="${url.resourcesPath}/js/titian.js"></script>
  <#-- Logged in, or begun anew, in another tab: this one follows. -->
  <script type="module">
    <#outputformat "JavaScript">
    import { checkAuthSession, startSessionPolling } from ${(url.resourcesPath + "/js/authChecker.js")?c};
    startSessionPolling(${url.ssoLoginInOtherTabsUrl?c});
    <#if authenticationSession??>checkAuthSession(${authenticationSession.authSessionIdHash?c});</#if>
    </#outputformat>
  </script>
</head>
<body data-page-id="login-${pageId}">
<a class="skip" href="#isi">${msg("titianSkip")}</a>
<header class="top">
  <p class="brand"><@bridge/>Titian</p>
  <#if realm.internationalizationEnabled && locale.supported?size gt 1>
  <nav class="languages" aria-label="${msg("languages")}">
    <#list locale.supported?filter(l -> l.languageTag != locale.currentLanguageTag) as l>
    <a href="${l.url}" lang="${l.languageTag}" hreflang="${l.languageTag}">${l.label}</a>
    </#list>
  </nav>
  </#if>
</header>
<div class="two">
  <main class="card" id="isi" tabindex="-1">
    <h1 id="kc-page-title"><#nested "header"></h1>
    <#if auth?has_content && auth.showUsername() && !auth.showResetCredentials()>
      <#nested "show-username">
      <@username/>
    </#if>
    <#if displayMessage && message?has_content && (message.type != "warning" || !isAppInitiatedAction??)>
    <p class="note ${message.type}" role="<#if message.type == "error">alert<#else>status</#if>">${message.summary}</p>
    </#if>
    <#nested "form">
    <#if auth?has_content && auth.showTryAnotherWayLink()>
    <form id="kc-select-try-another-way-form" action="${url.loginAction}" method="post">
      <button class="btn quiet" name="tryAnotherWay" value="on">${msg("doTryAnotherWay")}</button>
    </form>
    </#if>
    <#nested "socialProviders">
    <#if displayInfo><#nested "info"></#if>
  </main>
  <aside>
    <@bridge/>
    <p>${msg("titianPurpose")}</p>
    <p class="dim">${msg("titianHelp")}</p>
  </aside>
</div>
</body>
</html>
</#macro>
