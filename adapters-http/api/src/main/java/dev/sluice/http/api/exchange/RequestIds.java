package dev.sluice.http.api.exchange;

import dev.sluice.core.port.store.IdSource;
import io.javalin.http.Context;
import java.util.regex.Pattern;

/**
 * Names each request, so that a client's word, the answer and the log can be brought together. A
 * name that the client gives is kept if it can stand in a line of a log.
 */
public final class RequestIds {
  static final String HEADER = "X-Request-Id";

  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,128}");

  private final IdSource ids;

  public RequestIds(IdSource ids) {
    this.ids = ids;
  }

  public void mark(Context ctx) {
    ctx.header(HEADER, name(ctx.header(HEADER)));
  }

  /**
   * The name of a request.
   *
   * @param given by the client; null if it gave none
   */
  String name(String given) {
    boolean sane = given != null && SANE.matcher(given).matches();
    return sane ? given : ids.next().toString();
  }

  /** The name of this request; {@code -} for one that came to nobody. */
  static String of(Context ctx) {
    String id = ctx.res().getHeader(HEADER);
    return id == null ? "-" : id;
  }
}
