package dev.sluice.shows.feed.fetch;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.RequestField;
import dev.sluice.shows.feed.parse.FeedBudget;
import dev.sluice.shows.feed.parse.FeedFailures;
import dev.sluice.shows.feed.parse.FeedPage;
import dev.sluice.shows.feed.parse.FeedReader;
import dev.sluice.shows.feed.parse.HealingReader;
import dev.sluice.shows.feed.parse.WebPage;
import dev.sluice.shows.feed.text.FeedEncoding;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Asks for one page of a feed, and for no more of it than has changed. Thread-safe. */
final class PageFetcher {
  private static final String ACCEPT =
      "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5";

  /** For hosts that accept only agents that begin as browsers do; it still names Sluice. */
  private static final String OTHER_NAME = "Mozilla/5.0 (compatible; Sluice)";

  private static final int HEAD = 512;

  /**
   * @param from where it came from after all redirects
   */
  record Found(URI from, FeedPage page) {}

  private final WebClient web;
  private final PageCache cache = new PageCache();

  PageFetcher(WebClient web) {
    this.web = web;
  }

  /**
   * @param first whether this is the requested page, rather than one that a page named
   */
  Found read(URI uri, boolean first, FeedBudget budget) {
    budget.page();
    Optional<PageCache.CachedPage> before = cache.find(uri);
    try (WebClient.Response answer = ask(uri, before, budget)) {
      if (answer.status() == 304 && before.isPresent()) {
        before.get().page().items().forEach(budget::item);
        return new Found(before.get().from(), before.get().page());
      }
      if (answer.status() != 200) {
        throw FeedFailures.refused(answer, first);
      }
      FeedPage page = parsed(answer, budget);
      cache.put(
          uri,
          new PageCache.CachedPage(
              answer.header("ETag").orElse(""),
              answer.header("Last-Modified").orElse(""),
              answer.uri(),
              page));
      return new Found(answer.uri(), page);
    }
  }

  private WebClient.Response ask(
      URI uri, Optional<PageCache.CachedPage> before, FeedBudget budget) {
    Map<String, String> headers =
        new HashMap<>(Map.of("Accept", ACCEPT, "Accept-Encoding", "gzip"));
    before.ifPresent(
        page -> {
          put(headers, "If-None-Match", page.etag());
          put(headers, "If-Modified-Since", page.lastModified());
        });
    WebClient.Response answer = send(uri, headers, budget);
    if (answer.status() != 403 && answer.status() != 406) {
      return answer;
    }
    answer.close();
    headers.put("User-Agent", OTHER_NAME);
    return send(uri, headers, budget);
  }

  private WebClient.Response send(URI uri, Map<String, String> headers, FeedBudget budget) {
    try {
      return web.send(WebClient.Request.get(uri, headers, budget.patience()));
    } catch (SluiceException e) {
      // A silence that was not waited out because the time was up is a matter of time.
      if (e.code() == FailureCode.SOURCE_STALLED) {
        budget.checkTime();
      }
      throw e;
    }
  }

  private static void put(Map<String, String> headers, String name, String value) {
    if (!value.isEmpty()) {
      headers.put(name, value);
    }
  }

  private static FeedPage parsed(WebClient.Response answer, FeedBudget budget) {
    URI at = answer.uri();
    Optional<String> type = answer.header("Content-Type");
    try {
      BufferedInputStream bytes = FeedBody.of(answer, budget);
      bytes.mark(HEAD);
      String head = new String(bytes.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
      bytes.reset();
      check(at, head, type.orElse("").toLowerCase(Locale.ROOT));
      if (WebPage.begins(begin(head))) {
        String page = new String(bytes.readNBytes(WebPage.HEAD), StandardCharsets.UTF_8);
        throw WebPage.failure(at, page);
      }
      Reader text = FeedEncoding.reader(bytes, type);
      return FeedReader.read(new HealingReader(text, at), at, budget);
    } catch (IOException e) {
      throw FeedFailures.invalid(at, "cannot be read", e);
    }
  }

  // Whatever begins as XML is judged by what it is, not by the type that it comes with.
  private static void check(URI at, String head, String type) {
    String begin = begin(head);
    if (begin.startsWith("<")) {
      return;
    }
    boolean media = type.startsWith("audio/") || type.startsWith("video/") || isMedia(head);
    if (media) {
      throw FeedFailures.noFeed(
          at,
          "Audio or video",
          "to have this file itself, send its URL without " + RequestField.FEED.option());
    }
    if (begin.isEmpty()) {
      throw FeedFailures.invalid(at, "is empty; ask again later, or ask its publisher to mend it");
    }
    throw FeedFailures.noFeed(
        at,
        begin.startsWith("{") || begin.startsWith("[")
            ? "A JSON document"
            : "Something that is no XML",
        "RSS and Atom are understood");
  }

  private static String begin(String head) {
    return head.replaceAll("^[\\s\\u0000\\u00ef\\u00bb\\u00bf\\u00fe\\u00ff]+", "");
  }

  private static boolean isMedia(String head) {
    return head.startsWith("ID3")
        || head.startsWith("OggS")
        || head.startsWith("fLaC")
        || head.startsWith("RIFF")
        || head.startsWith("ftyp", 4)
        || head.startsWith("\u001aE\u00df\u00a3");
  }
}
