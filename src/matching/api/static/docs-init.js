"use strict";

// Opens Swagger UI on our own contract; everything it needs comes from this host.
const place = document.getElementById("swagger-ui");

window.ui = SwaggerUIBundle({
  domNode: place,
  url: place.dataset.contract,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  docExpansion: "list",
  filter: true,
  oauth2RedirectUrl: `${location.origin}/docs/oauth2-redirect.html`,
  persistAuthorization: place.dataset.persist === "true",
  tryItOutEnabled: true,
  validatorUrl: null,
});

if (place.dataset.client) {
  window.ui.initOAuth({
    clientId: place.dataset.client,
    scopes: place.dataset.scopes,
    usePkceWithAuthorizationCodeGrant: true,
  });
}
