package dev.sluice.media.web.origin;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.SecretHeaders;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The server of one file. It is asked for ranges of the file; a response that does not fit the
 * request, or an earlier response, is a failure. If {@link #isContradiction} says so of a failure,
 * the file may still be read whole, from {@link #reopen}. Thread-safe once it was opened.
 */
public final class Origin {
  /** Statuses by which servers refuse a request for a range that they would answer without it. */
  private static final Set<Integer> RANGE_REFUSALS = Set.of(400, 405, 416, 501);

  private static final Set<FailureCode> CONTRADICTIONS =
      Set.of(FailureCode.SOURCE_CHANGED, FailureCode.SOURCE_REFUSED);

  private static final Set<FailureCode> PAUSES =
      Set.of(FailureCode.SOURCE_BROKEN, FailureCode.SOURCE_RATE_LIMITED);

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
    boolean unsuitable =
        response.status() == 206
            && range.map(r -> r.from() != 0 || r.end() > r.total()).orElse(true);
    if (unsuitable || RANGE_REFUSALS.contains(response.status())) {
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
   * Requests the whole file again, at its first address, and without a condition. What was known
   * from earlier responses is forgotten.
   */
  public OriginResponse reopen(FetchScope scope) {
    FailedAttempts failed = new FailedAttempts(this, scope, true);
    while (true) {
      try {
        return openWhole(scope);
      } catch (SluiceException e) {
        scope.check();
        failed.pauseAfter(e);
      }
    }
  }

  /**
   * Returns whether a failure shows that the origin's responses do not fit each other or their
   * requests, so that its ranges cannot be used.
   */
  public static boolean isContradiction(SluiceException failure) {
    return CONTRADICTIONS.contains(failure.code());
  }

  /**
   * Requests a further part of the same file, or its first part. The response may be the whole file
   * instead, which begins at 0.
   *
   * @param end exclusive; −1 for the end of the file
   */
  OriginResponse request(long from, long end, FetchScope scope) {
    // Without If-Range: the response's validators show the same, and a server that does not
    // understand the condition, or has another version, would send the whole file.
    Map<String, String> headers = range(from, end);
    URI requested = current;
    try {
      return continued(send(requested, headers, scope), from, end);
    } catch (SluiceException e) {
      if (requested.equals(source) || !(HttpFiles.isStale(e) || isContradiction(e))) {
        throw e;
      }
      // The link that the redirect led to may have expired: follow the redirect again.
      OriginResponse answer = continued(send(source, headers, scope), from, end);
      current = answer.response().uri();
      return answer;
    }
  }

  /**
   * Returns whether a failure asks for another request later, after no longer a pause than a
   * response may take.
   */
  public boolean mayBeWaitedFor(SluiceException failure) {
    return PAUSES.contains(failure.code())
        && failure
            .retryAfter()
            .filter(pause -> pause.compareTo(settings.readTimeout()) <= 0)
            .isPresent();
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

  /** Fails for a response that is compressed: a range of it is not a range of the file. */
  void rejectCompressed(OriginResponse answer) {
    if (answer.compressed()) {
      throw failures.unexpectedEncoding(answer.codings());
    }
  }

  private OriginResponse continued(WebClient.Response response, long from, long end) {
    try {
      int status = response.status();
      if (status == 416) {
        throw beyondEnd(response, from);
      }
      if (status != 206 && status != 200 && status != 203) {
        throw StatusFailures.of(response);
      }
      OriginResponse answer = status == 206 ? ranged(response, from) : whole(response);
      if (known && !isSameFile(answer)) {
        throw failures.changed();
      }
      if (!known) {
        boolean isPart = from > 0 || end >= 0;
        if (isPart) {
          rejectCompressed(answer);
        }
        remember(answer);
      }
      return answer;
    } catch (RuntimeException e) {
      response.close();
      throw e;
    }
  }

  private boolean isSameFile(OriginResponse answer) {
    Validator received = Validator.of(answer.response());
    boolean otherLength = total >= 0 && answer.total() >= 0 && total != answer.total();
    if (validator.differsFrom(received) || otherLength || !codings.equals(answer.codings())) {
      return false;
    }
    // An origin that has shown its version, or that has not sent a range before, has to prove it.
    boolean needsProof = answer.ranges() && (!ranges || validator.strongTag().isPresent());
    return !needsProof || validator.isConfirmedBy(received);
  }

  private SluiceException beyondEnd(WebClient.Response response, long from) {
    if (isEmptySource(response)) {
      return failures.empty();
    }
    return known && from < total
        ? failures.changed()
        : failures.of(FailureCode.SOURCE_CUT, "The source ends before the requested range", null);
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

  private WebClient.Response send(URI to, Map<String, String> conditions, FetchScope scope) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept-Encoding", "identity");
    settings.userAgent().ifPresent(name -> headers.put("User-Agent", name));
    boolean isTrusted = SecretHeaders.mayGo(source, to);
    settings
        .headers()
        .forEach(
            (name, value) -> {
              if (isTrusted || !SecretHeaders.isSecret(name)) {
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
