// Draws the page. Keys that people type in are kept until they leave it, and nothing is sent to anybody else.
window.addEventListener("load", () => {
  const place = document.getElementById("swagger-ui");
  window.SwaggerUIBundle({
    url: place.dataset.document,
    domNode: place,
    deepLinking: true,
    persistAuthorization: false,
    validatorUrl: null,
    defaultModelsExpandDepth: 0,
    requestSnippetsEnabled: true,
  });
});
