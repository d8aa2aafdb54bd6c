package dev.sluice.http.api.exchange;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes a line for each request: the route and not the path, since paths name the files of users;
 * never the query, where links carry their signature; the name of the key and never the key.
 */
public final class AccessLog {
  private static final Logger LOG = System.getLogger(AccessLog.class.getName());

  /** Routes that machines call every few seconds. */
  private static final Set<String> PROBES = Set.of("/health", "/ready", "/metrics");

  private static final Pattern UNSAFE = Pattern.compile("[\\p{Cntrl}\"]");

  private static final String KEY_NAME = "sluice-key-name";

  private AccessLog() {}

  /** Notes the name of the key, once it is known. */
  public static void named(Context ctx, String keyName) {
    ctx.attribute(KEY_NAME, keyName);
  }

  /** Returns the name of the request's key; {@code null} if it is not known. */
  public static String name(Context ctx) {
    return ctx.attribute(KEY_NAME);
  }

  public static void write(Context ctx, Float millis) {
    line(
        ctx.method().name(),
        route(ctx),
        ctx.statusCode(),
        Math.round(millis),
        keyName(ctx),
        RequestIds.of(ctx));
  }

  /** Writes the line of a request that was rejected before its path and key were read. */
  static void refused(String method, int status, String requestId) {
    // An unreadable request may hold anything; if even its method is unreadable, Jetty says BAD.
    boolean sane = method != null && method.matches("[A-Z]{1,16}") && !method.equals("BAD");
    line(sane ? method : "-", "-", status, 0, "-", requestId);
  }

  private static void line(
      String method, String route, int status, int millis, String key, String requestId) {
    // All as text: a number would be written with the digits and grouping of the default locale.
    LOG.log(
        PROBES.contains(route) ? Level.DEBUG : Level.INFO,
        "{0} {1} {2} {3} ms key={4} request={5}",
        method,
        route,
        Integer.toString(status),
        Integer.toString(millis),
        key,
        requestId);
  }

  /** Returns the matched route, such as {@code /jobs/{id}}; {@code -} without one. */
  static String route(Context ctx) {
    Endpoint matched = ctx.endpoints().matchedHttpEndpoint();
    return matched == null ? "-" : matched.path;
  }

  private static String keyName(Context ctx) {
    String name = name(ctx);
    // A name is free text: a line break in it must not begin a line of the log.
    return name == null ? "-" : '"' + UNSAFE.matcher(name).replaceAll("?") + '"';
  }
}
