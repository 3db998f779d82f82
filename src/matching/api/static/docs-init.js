"use strict";

// Opens Swagger UI on our own contract; everything it needs comes from this host.
const place = document.getElementById("swagger-ui");

// Swagger UI shows an SVG that comes back as text; here it becomes the picture. As an image it runs no script.
const Pictures = (system) => ({
  wrapComponents: {
    responseBody: (Original) => (props) =>
      /^image\/svg/.test(props.contentType || "") && typeof props.content === "string"
        ? system.React.createElement("img", {
            alt: "",
            className: "report-picture",
            src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(props.content)}`,
          })
        : system.React.createElement(Original, props),
  },
});

window.ui = SwaggerUIBundle({
  plugins: [Pictures],
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
