package dev.sluice.http.api.exchange;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Set;

/**
 * Marks answers with the web pages that may read them in a browser. No cookie is ever a key here,
 * so no page gains a right that its user did not type in.
 *
 * <p>Not Javalin's plugin, which answers 400 to a page that is not listed and allows a page only
 * the method that it asks for; nor Jetty's handler, which reads origins as regular expressions and
 * answers {@code *} with the origin of the page.
 */
public final class Cors {
  /** Allows every page. */
  static final String ANY = "*";

  private static final String METHODS = "GET, HEAD, POST, PATCH, DELETE, OPTIONS";
  private static final String HEADERS =
      "x-api-key, Authorization, Content-Type, x-idempotency-key, Idempotency-Key, X-Request-Id,"
          + " Last-Event-ID, Prefer";
  private static final String READABLE = "X-Request-Id, Retry-After, Preference-Applied";
  private static final String PREFLIGHT_SECONDS = "600";

  private final Set<String> origins;

  /**
   * @param origins as browsers spell them, such as {@code https://app.example}; {@value #ANY} is
   *     all of them; empty is none
   */
  public Cors(Set<String> origins) {
    this.origins = Set.copyOf(origins);
  }

  public void mark(Context ctx) {
    if (origins.isEmpty()) {
      return;
    }
    boolean any = origins.contains(ANY);
    if (!any) {
      // Also without an origin: a cache must not give this answer to a request that names one.
      ctx.header("Vary", "Origin");
    }
    String origin = ctx.header("Origin");
    if (origin == null || !(any || origins.contains(origin))) {
      return;
    }
    ctx.header("Access-Control-Allow-Origin", any ? ANY : origin);
    ctx.header("Access-Control-Expose-Headers", READABLE);
    boolean preflight =
        ctx.method().equals(HandlerType.OPTIONS)
            && ctx.header("Access-Control-Request-Method") != null;
    if (preflight) {
      ctx.header("Access-Control-Allow-Methods", METHODS);
      ctx.header("Access-Control-Allow-Headers", HEADERS);
      ctx.header("Access-Control-Max-Age", PREFLIGHT_SECONDS);
    }
  }
}
