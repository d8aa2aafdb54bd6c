package dev.sluice.http.api.exchange;

import dev.sluice.core.port.store.IdSource;
import io.javalin.http.Context;
import java.util.regex.Pattern;

/**
 * Gives each request an id, which the answer and the log carry. An id that the client sends is used
 * if it can stand in a line of a log.
 */
public final class RequestIds {
  static final String HEADER = "X-Request-Id";

  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,128}");

  private final IdSource ids;

  public RequestIds(IdSource ids) {
    this.ids = ids;
  }

  public void mark(Context ctx) {
    ctx.header(HEADER, id(ctx.header(HEADER)));
  }

  /**
   * Returns the id of a request.
   *
   * @param given by the client; null without one
   */
  String id(String given) {
    boolean sane = given != null && SANE.matcher(given).matches();
    return sane ? given : ids.next().toString();
  }

  /** Returns the id of this request; {@code -} for one that reached no handler. */
  static String of(Context ctx) {
    String id = ctx.res().getHeader(HEADER);
    return id == null ? "-" : id;
  }
}
