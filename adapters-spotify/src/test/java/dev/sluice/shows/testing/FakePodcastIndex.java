package dev.sluice.shows.testing;

import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.testing.FakeWeb.Asked;
import dev.sluice.shows.testing.FakeWeb.Reply;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Podcast Index on a loopback port. It refuses questions without a name, signed wrongly, or signed
 * at a time that is not its own. Thread-safe.
 */
public final class FakePodcastIndex implements AutoCloseable {
  public static final String KEY = "KEY";
  public static final String SECRET = "hush+hush";

  private static final Duration TOLERANCE = Duration.ofMinutes(3);

  private record Feed(String title, String url) {}

  private final InstantSource clock;
  private final List<Feed> feeds = new CopyOnWriteArrayList<>();
  private final FakeWeb service = FakeWeb.start(this::answer);

  private FakePodcastIndex(InstantSource clock) {
    this.clock = clock;
  }

  /** A running service that knows nothing yet. */
  public static FakePodcastIndex start(InstantSource clock) {
    return new FakePodcastIndex(clock);
  }

  /** What the setting {@code podcast-index-url} is set to. */
  public SourceUrl address() {
    return service.address("");
  }

  public FakePodcastIndex feed(String title, String url) {
    feeds.add(new Feed(title, url));
    return this;
  }

  public int asked() {
    return service.asked().size();
  }

  private Reply answer(Asked asked) {
    if (!asked.path().equals("/api/1.0/search/byterm")) {
      return Reply.text(404, "");
    }
    String date = asked.header("X-Auth-Date");
    boolean signed =
        asked.header("X-Auth-Key").equals(KEY)
            && date.matches("\\d{1,12}")
            && asked.header("Authorization").equals(sha1(KEY + SECRET + date));
    if (!signed || asked.header("User-Agent").isBlank()) {
      return Reply.text(401, "Authorization header does not match");
    }
    Duration apart =
        Duration.between(Instant.ofEpochSecond(Long.parseLong(date)), clock.instant()).abs();
    if (apart.compareTo(TOLERANCE) > 0) {
      return Reply.text(401, "X-Auth-Date is out of date");
    }
    String term = asked.parameter("q").toLowerCase(Locale.ROOT);
    String found =
        feeds.stream()
            .filter(feed -> feed.title().toLowerCase(Locale.ROOT).contains(term))
            .map(
                feed ->
                    "{\"id\":1,\"title\":%s,\"url\":%s}"
                        .formatted(FakeWeb.quoted(feed.title()), FakeWeb.quoted(feed.url())))
            .collect(Collectors.joining(","));
    return Reply.json("{\"status\":\"true\",\"feeds\":[" + found + "]}");
  }

  private static String sha1(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    service.close();
  }
}
