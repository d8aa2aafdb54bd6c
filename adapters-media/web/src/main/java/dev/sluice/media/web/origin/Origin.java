package dev.sluice.media.web.origin;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.media.web.client.HttpFetchSettings;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The server of one file. It is asked for ranges of the file; a response that does not fit the
 * request, or an earlier response, is a failure. Thread-safe once it was opened.
 */
public final class Origin {
  private final WebClient web;
  private final HttpFetchSettings settings;
  private final URI source;
  private final OriginFailures failures;
  private volatile URI current;
  private volatile Validator validator = new Validator(Optional.empty(), Optional.empty());
  private volatile boolean known;
  private volatile long total = -1;
  private volatile boolean ranges;
  private volatile List<String> codings = List.of();

  public Origin(WebClient web, HttpFetchSettings settings, URI source) {
    this.web = web;
    this.settings = settings;
    this.source = source;
    this.failures = new OriginFailures(source, settings);
    this.current = source;
  }

  /**
   * Sends the first request: for the first chunk, and for the whole file if there are no ranges.
   */
  public OriginResponse open(FetchScope scope) {
    WebClient.Response response = send(source, range(0, settings.chunkBytes()), scope);
    Optional<ContentRange> range = range(response);
    boolean unsuitable = response.status() == 206 && range.map(r -> r.total() < 0).orElse(true);
    if (unsuitable || response.status() == 416) {
      boolean empty = isEmptySource(response);
      response.close();
      if (empty) {
        throw failures.empty();
      }
      // Ranges cannot be used here: request the whole file.
      response = send(source, Map.of(), scope);
    }
    return checked(response);
  }

  /** Sends the first request, for the whole file. */
  OriginResponse openWhole(FetchScope scope) {
    return checked(send(source, Map.of(), scope));
  }

  /**
   * Requests a further part of the same file, or its first part.
   *
   * @param end exclusive; −1 for the end of the file
   * @throws IOException if the response breaks off before {@code from}
   */
  OriginResponse request(long from, long end, FetchScope scope) throws IOException {
    Map<String, String> conditions = new HashMap<>(range(from, end));
    validator.strongTag().ifPresent(tag -> conditions.put("If-Range", tag));
    URI requested = current;
    try {
      return continued(send(requested, conditions, scope), from, scope);
    } catch (SluiceException e) {
      if (requested.equals(source) || !HttpFiles.isStale(e)) {
        throw e;
      }
      // The link that the redirect led to may have expired: follow the redirect again.
      OriginResponse answer = continued(send(source, conditions, scope), from, scope);
      current = answer.response().uri();
      return answer;
    }
  }

  /** Returns whether the rest can be requested after the transfer broke off. */
  boolean canContinue(long from) {
    return ranges
        || from == 0
        || validator.strongTag().isPresent()
        || validator.lastModified().isPresent();
  }

  /** Returns the file's size; −1 if the origin does not announce it. */
  public long total() {
    return total;
  }

  /** Returns the failures of this source, with its address. */
  public OriginFailures failures() {
    return failures;
  }

  private OriginResponse checked(WebClient.Response response) {
    try {
      int status = response.status();
      if (status != 206 && status != 200 && status != 203) {
        throw StatusFailures.of(response);
      }
      OriginResponse answer = status == 206 ? ranged(response, 0) : whole(response);
      remember(answer);
      return answer;
    } catch (RuntimeException e) {
      response.close();
      throw e;
    }
  }

  private static boolean isEmptySource(WebClient.Response response) {
    return response.header("Content-Range").map(text -> text.strip().endsWith("*/0")).orElse(false);
  }

  private void remember(OriginResponse answer) {
    WebClient.Response response = answer.response();
    current = response.uri();
    validator = Validator.of(response);
    total = answer.total();
    ranges = answer.ranges();
    known = true;
    if (total == 0) {
      throw failures.empty();
    }
    if (total > settings.maxSourceBytes()) {
      throw failures.tooLarge();
    }
    codings = answer.codings();
    if (!codings.isEmpty() && !answer.compressed()) {
      throw failures.unexpectedEncoding(codings);
    }
  }

  // A range of compressed bytes is not a range of the file.
  private void rejectCompressed(OriginResponse answer) {
    if (answer.compressed()) {
      throw failures.unexpectedEncoding(answer.codings());
    }
  }

  private OriginResponse continued(WebClient.Response response, long from, FetchScope scope)
      throws IOException {
    try {
      int status = response.status();
      if (status == 416 && known) {
        throw failures.changed();
      }
      if (status == 416) {
        throw isEmptySource(response)
            ? failures.empty()
            : failures.of(
                FailureCode.SOURCE_CUT, "The source ends before the requested range", null);
      }
      if (status != 206 && status != 200 && status != 203) {
        throw StatusFailures.of(response);
      }
      Validator received = Validator.of(response);
      if (validator.differsFrom(received)) {
        throw failures.changed();
      }
      OriginResponse answer = status == 206 ? ranged(response, from) : whole(response);
      boolean first = !known;
      boolean otherLength = total >= 0 && answer.total() >= 0 && total != answer.total();
      if (otherLength || (!first && !codings.equals(answer.codings()))) {
        throw failures.changed();
      }
      if (first) {
        rejectCompressed(answer);
        remember(answer);
      }
      if (status != 206 && from > 0) {
        if (!first && !validator.isConfirmedBy(received)) {
          throw failures.of(
              FailureCode.SOURCE_CUT,
              "The source broke off, and its server cannot continue where it stopped",
              null);
        }
        // The status says that this is the whole file, so skip what is already here.
        skip(response, from, scope);
        return new OriginResponse(response, from, answer.end(), answer.total(), false);
      }
      return answer;
    } catch (IOException | RuntimeException e) {
      response.close();
      throw e;
    }
  }

  private OriginResponse ranged(WebClient.Response response, long from) {
    ContentRange range =
        range(response)
            .filter(r -> r.from() == from)
            .orElseThrow(
                () ->
                    failures.of(
                        FailureCode.SOURCE_REFUSED,
                        "The source sent another range than the requested one",
                        null));
    boolean beyond = range.total() >= 0 && range.end() > range.total();
    if (beyond || length(response) > range.length()) {
      throw failures.overlong();
    }
    return new OriginResponse(response, from, range.end(), range.total(), true);
  }

  private static OriginResponse whole(WebClient.Response response) {
    long length = length(response);
    return new OriginResponse(response, 0, length, length, false);
  }

  private static void skip(WebClient.Response response, long bytes, FetchScope scope)
      throws IOException {
    byte[] waste = new byte[1 << 16];
    long left = bytes;
    while (left > 0) {
      scope.check();
      int count = response.body().read(waste, 0, (int) Math.min(left, waste.length));
      if (count < 0) {
        throw new IOException("ended before the missing part");
      }
      left -= count;
    }
  }

  private WebClient.Response send(URI to, Map<String, String> conditions, FetchScope scope) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept-Encoding", "identity");
    settings.userAgent().ifPresent(name -> headers.put("User-Agent", name));
    boolean sameHost = source.getHost().equalsIgnoreCase(to.getHost());
    settings
        .headers()
        .forEach(
            (name, value) -> {
              if (sameHost || !isSecret(name)) {
                headers.put(name, value);
              }
            });
    headers.putAll(conditions);
    try {
      return web.send(WebClient.Request.get(to, headers, settings.readTimeout()), scope::onEnd);
    } catch (SluiceException e) {
      if (e.code() != FailureCode.SOURCE_STALLED) {
        throw e;
      }
      throw failures.unanswered(e);
    }
  }

  private static boolean isSecret(String header) {
    return Set.of("authorization", "cookie").contains(header.toLowerCase(Locale.ROOT));
  }

  private static Map<String, String> range(long from, long end) {
    return Map.of("Range", "bytes=" + from + "-" + (end < 0 ? "" : Long.toString(end - 1)));
  }

  private static Optional<ContentRange> range(WebClient.Response response) {
    return response.header("Content-Range").flatMap(ContentRange::parse);
  }

  private static long length(WebClient.Response response) {
    if (response.header("Transfer-Encoding").isPresent()) {
      // The body is in chunks, and a length beside them means nothing (RFC 9112, 6.3).
      return -1;
    }
    String text = response.header("Content-Length").orElse("").strip();
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
  }
}
