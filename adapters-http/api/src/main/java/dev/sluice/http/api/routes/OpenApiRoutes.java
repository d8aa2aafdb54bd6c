package dev.sluice.http.api.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.files.Transfers;
import dev.sluice.http.api.json.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The description of all calls, for machines as {@code /openapi.json} and for people as {@code
 * /swagger}. Both are the same for all keys, so they need none. The page loads nothing from other
 * hosts.
 */
public final class OpenApiRoutes {
  /** The folder of the page's parts in the jar of swagger-ui. */
  private static final String PARTS = "/META-INF/resources/webjars/swagger-ui/5.34.1/";

  private static final String SAME_ORIGIN_ONLY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
          + " data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
          + " 'none'";

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Sluice: the HTTP API</title>
      <link rel="icon" type="image/png" href="PARTS/favicon-32x32.png">
      <link rel="stylesheet" href="PARTS/swagger-ui.css">
      </head>
      <body>
      <noscript>This page needs JavaScript; <a href="DOCUMENT">openapi.json</a> does not.</noscript>
      <div id="swagger-ui" data-document="DOCUMENT"></div>
      <script src="PARTS/swagger-ui-bundle.js"></script>
      <script src="PARTS/start.js"></script>
      </body>
      </html>
      """;

  private final Transfers transfers;

  /** The parts of the page that were requested; they are sent to many at a time without copies. */
  private final Map<String, byte[]> parts = new ConcurrentHashMap<>();

  public OpenApiRoutes(Transfers transfers) {
    this.transfers = transfers;
  }

  // Rarely requested, so it is read at the first request and not at the start.
  private static final class Document {
    static final JsonNode TREE = read();
    static final byte[] JSON = Json.bytes(TREE);

    private static JsonNode read() {
      try (InputStream in = OpenApiRoutes.class.getResourceAsStream("openapi.yaml")) {
        return new ObjectMapper(new YAMLFactory()).readTree(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public static JsonNode tree() {
    return Document.TREE;
  }

  public void document(Context ctx) throws IOException {
    ctx.header("Cache-Control", "no-cache").contentType("application/json");
    transfers.send(ctx, Document.JSON);
  }

  public static void page(Context ctx) {
    // Relative, so that it works below a proxy's prefix, with or without a slash at the end.
    boolean slash = ctx.req().getRequestURI().endsWith("/");
    ctx.header("Cache-Control", "no-cache")
        .header("Content-Security-Policy", SAME_ORIGIN_ONLY)
        .contentType("text/html; charset=utf-8")
        .result(
            PAGE.replace("PARTS/", slash ? "" : "swagger/")
                .replace("DOCUMENT", slash ? "../openapi.json" : "openapi.json"));
  }

  public void file(Context ctx) throws IOException {
    String name = ctx.pathParam("file");
    // Only the parts that the page names: text of a request never becomes a path.
    String where =
        switch (name) {
          case "start.js" -> "swagger-start.js";
          case "swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png" -> PARTS + name;
          default -> throw ApiError.noSuchRoute();
        };
    ctx.header("Cache-Control", "max-age=3600")
        .header("X-Content-Type-Options", "nosniff")
        .contentType(type(name));
    transfers.send(ctx, parts.computeIfAbsent(where, OpenApiRoutes::part));
  }

  private static byte[] part(String resource) {
    try (InputStream in = OpenApiRoutes.class.getResourceAsStream(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.'))) {
      case ".css" -> "text/css; charset=utf-8";
      case ".js" -> "text/javascript; charset=utf-8";
      default -> "image/png";
    };
  }
}
