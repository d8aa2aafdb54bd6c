package dev.sluice.http.api.exchange;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A line for each request: the route and not the path, since paths name people's files; never the
 * query, where links carry their signature; the key's name and never the key.
 */
public final class AccessLog {
  private static final Logger LOG = System.getLogger(AccessLog.class.getName());

  /** Asked by machines every few seconds. */
  private static final Set<String> PROBES = Set.of("/health", "/ready", "/metrics");

  private static final Pattern UNSPEAKABLE = Pattern.compile("[\\p{Cntrl}\"]");

  private static final String KEY_NAME = "sluice-key-name";

  private AccessLog() {}

  /** Whose request it is, once that is known. */
  public static void named(Context ctx, String keyName) {
    ctx.attribute(KEY_NAME, keyName);
  }

  /** The name of the key whose request it is; {@code null} where that is not known. */
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

  /** A request that was refused before anybody looked at its path or key. */
  static void refused(String method, int status, String requestId) {
    // What cannot be read may hold anything; where not even the method could be, Jetty says BAD.
    boolean sane = method != null && method.matches("[A-Z]{1,16}") && !method.equals("BAD");
    line(sane ? method : "-", "-", status, 0, "-", requestId);
  }

  private static void line(
      String method, String route, int status, int millis, String key, String requestId) {
    // All as text: a number would be written with the grouping of a locale.
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

  /** The route that was taken, such as {@code /jobs/{id}}; {@code -} if there is none. */
  static String route(Context ctx) {
    Endpoint matched = ctx.endpoints().matchedHttpEndpoint();
    return matched == null ? "-" : matched.path;
  }

  private static String keyName(Context ctx) {
    String name = name(ctx);
    // A name is anything that somebody typed: no line of the log may begin in it.
    return name == null ? "-" : '"' + UNSPEAKABLE.matcher(name).replaceAll("?") + '"';
  }
}
