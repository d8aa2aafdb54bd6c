package dev.sluice.media.web.origin;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.media.web.client.HttpFetchSettings;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The server that has the file: asked for stretches of it, and believed only where its answers
 * agree with the question and with each other. Thread-safe once it was opened.
 */
public final class Origin {
  private final WebClient web;
  private final HttpFetchSettings settings;
  private final URI home;
  private final OriginFailures failures;
  private volatile URI place;
  private volatile Validator version = new Validator(Optional.empty(), Optional.empty());
  private volatile boolean known;
  private volatile long total = -1;
  private volatile boolean ranges;

  public Origin(WebClient web, HttpFetchSettings settings, URI home) {
    this.web = web;
    this.settings = settings;
    this.home = home;
    this.failures = new OriginFailures(home, settings);
    this.place = home;
  }

  /** The first answer, from the beginning: with a range of a chunk, or the whole. */
  public OriginResponse open(FetchScope scope) {
    WebClient.Response response = send(home, range(0, settings.chunkBytes()), scope);
    Optional<ContentRange> range = range(response);
    boolean unsuitable = response.status() == 206 && range.map(r -> r.total() < 0).orElse(true);
    if (unsuitable || response.status() == 416) {
      boolean empty = saysEmpty(response);
      response.close();
      if (empty) {
        throw failures.empty();
      }
      // No range that could be worked with: the whole in one go, then.
      response = send(home, Map.of(), scope);
    }
    return understood(response);
  }

  /** The first answer, to a question for all of it in one go. */
  OriginResponse openWhole(FetchScope scope) {
    return understood(send(home, Map.of(), scope));
  }

  /**
   * Asks for more of the same file, or for its first stretch.
   *
   * @param end exclusive; −1 for all that is left
   * @throws IOException if the answer breaks off before it comes to {@code from}
   */
  OriginResponse ask(long from, long end, FetchScope scope) throws IOException {
    Map<String, String> question = new HashMap<>(range(from, end));
    version.strong().ifPresent(tag -> question.put("If-Range", tag));
    URI asked = place;
    try {
      return continued(send(asked, question, scope), from, scope);
    } catch (SluiceException e) {
      if (asked.equals(home) || !HttpFiles.isStale(e)) {
        throw e;
      }
      // A redirect may lead to a link that lives for minutes: fetch a new one.
      OriginResponse answer = continued(send(home, question, scope), from, scope);
      place = answer.response().uri();
      return answer;
    }
  }

  /** Whether it makes sense to ask for the rest after a cut. */
  boolean canContinue(long from) {
    return ranges
        || from == 0
        || version.strong().isPresent()
        || version.lastModified().isPresent();
  }

  /** The file's size; −1 where the origin does not tell it. */
  public long total() {
    return total;
  }

  /** What can be wrong with this source, in sentences. */
  public OriginFailures failures() {
    return failures;
  }

  private OriginResponse understood(WebClient.Response response) {
    try {
      int status = response.status();
      if (status != 206 && status != 200 && status != 203) {
        throw StatusFailures.of(response);
      }
      OriginResponse answer = status == 206 ? ranged(response, 0) : whole(response);
      learn(answer);
      return answer;
    } catch (RuntimeException e) {
      response.close();
      throw e;
    }
  }

  private static boolean saysEmpty(WebClient.Response response) {
    return response.header("Content-Range").map(text -> text.strip().endsWith("*/0")).orElse(false);
  }

  private void learn(OriginResponse answer) {
    WebClient.Response response = answer.response();
    place = response.uri();
    version = Validator.of(response);
    total = answer.total();
    ranges = answer.ranges();
    known = true;
    if (total == 0) {
      throw failures.empty();
    }
    if (total > settings.maxSourceBytes()) {
      throw failures.tooLarge();
    }
    if (answer.strangeEncoding().isPresent()) {
      throw failures.wronglyCompressed();
    }
  }

  // A stretch of compressed bytes is not a stretch of the file.
  private void refuseCompressed(OriginResponse answer) {
    if (answer.compressed()) {
      throw failures.wronglyCompressed();
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
        throw saysEmpty(response)
            ? failures.empty()
            : failures.of(
                FailureCode.SOURCE_CUT, "The source ends before the part that was asked for", null);
      }
      if (status != 206 && status != 200 && status != 203) {
        throw StatusFailures.of(response);
      }
      Validator now = Validator.of(response);
      if (version.differsFrom(now)) {
        throw failures.changed();
      }
      OriginResponse answer = status == 206 ? ranged(response, from) : whole(response);
      if (total >= 0 && answer.total() >= 0 && total != answer.total()) {
        throw failures.changed();
      }
      boolean first = !known;
      if (first) {
        refuseCompressed(answer);
        learn(answer);
      }
      if (status != 206 && from > 0) {
        if (!first && !version.provenBy(now)) {
          throw failures.of(
              FailureCode.SOURCE_CUT,
              "The source ended too early, and does not let itself be taken up where it stopped",
              null);
        }
        // Trust the status, not our question: this is the whole, so what we have comes first.
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
                        "The source sent another range than the one it was asked for",
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
        throw new IOException("ended before the part that is missing");
      }
      left -= count;
    }
  }

  private WebClient.Response send(URI to, Map<String, String> question, FetchScope scope) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept-Encoding", "identity");
    settings.userAgent().ifPresent(name -> headers.put("User-Agent", name));
    boolean ours = home.getHost().equalsIgnoreCase(to.getHost());
    settings
        .headers()
        .forEach(
            (name, value) -> {
              if (ours || !isSecret(name)) {
                headers.put(name, value);
              }
            });
    headers.putAll(question);
    try {
      return web.send(WebClient.Request.get(to, headers, settings.stallTimeout()), scope::onEnd);
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
    String text = response.header("Content-Length").orElse("").strip();
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
  }
}
