package dev.sluice.shows.testing;

import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.testing.FakeWeb.Asked;
import dev.sluice.shows.testing.FakeWeb.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Spotify on a loopback port: tokens, shows with their pages of episodes, and oEmbed, with what its
 * answers suffer from. Thread-safe.
 */
public final class FakeSpotify implements AutoCloseable {
  public static final String CLIENT_ID = "client";
  public static final String CLIENT_SECRET = "client+secret";

  private record Show(String id, String title, String publisher) {}

  private record Episode(String show, String id, String title, String date, long millis) {}

  private final List<Show> shows = new CopyOnWriteArrayList<>();
  private final List<Episode> episodes = new CopyOnWriteArrayList<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private final FakeWeb service = FakeWeb.start(this::answer);
  private volatile boolean nulls;
  private volatile boolean pageOfNulls;
  private volatile int wrongBy;
  private volatile boolean ignoringOffset;
  private volatile int most = Integer.MAX_VALUE;
  private volatile int firstGood = 1;

  private FakeSpotify() {}

  /** A running service that knows nothing yet. */
  public static FakeSpotify start() {
    return new FakeSpotify();
  }

  /** What the setting {@code spotify-api-url} is set to. */
  public SourceUrl api() {
    return service.address("");
  }

  /** What the setting {@code spotify-token-url} is set to. */
  public SourceUrl tokenUrl() {
    return service.address("/api/token");
  }

  /** What the setting {@code spotify-oembed-url} is set to. */
  public SourceUrl oembed() {
    return service.address("/oembed");
  }

  public FakeSpotify show(String id, String title, String publisher) {
    shows.add(new Show(id, title, publisher));
    return this;
  }

  /**
   * Lists an episode, behind those that are there.
   *
   * @param date a day, a month or a year
   * @param duration as Spotify tells it
   */
  public FakeSpotify episode(String show, String id, String title, String date, Duration duration) {
    episodes.add(new Episode(show, id, title, date, duration.toMillis()));
    return this;
  }

  /** Between the episodes of a page there are entries that are null. */
  public FakeSpotify withNulls() {
    nulls = true;
    return this;
  }

  /** The entries of the first page are all null. */
  public FakeSpotify withPageOfNulls() {
    pageOfNulls = true;
    return this;
  }

  /** The total is wrong by so much. */
  public FakeSpotify wrongTotal(int by) {
    wrongBy = by;
    return this;
  }

  /** However many are asked for, so many come at most. */
  public FakeSpotify pagesOf(int episodes) {
    most = episodes;
    return this;
  }

  /** Whichever page is asked for, the first one comes. */
  public FakeSpotify ignoringOffset() {
    ignoringOffset = true;
    return this;
  }

  /** The tokens given out so far end now, before their time: 401 for whoever comes with one. */
  public FakeSpotify expireTokens() {
    firstGood = tokens.get() + 1;
    return this;
  }

  /** The next question is one too many. */
  public FakeSpotify limited(String retryAfter) {
    service.next(Reply.text(429, "Too many requests").with("Retry-After", retryAfter));
    return this;
  }

  /** The next question is refused, in plain text. */
  public FakeSpotify refused() {
    service.next(Reply.text(403, "Active premium subscription required for the owner of the app."));
    return this;
  }

  /** The next question is answered with a page. */
  public FakeSpotify page() {
    service.next(new Reply(502, "text/html", Map.of(), "<html>Bad gateway</html>"));
    return this;
  }

  /** Every answer comes so much later. */
  public FakeSpotify slow(Duration each) {
    service.delay(each);
    return this;
  }

  /** How many tokens were given out. */
  public int tokens() {
    return tokens.get();
  }

  /** The paths that were asked for. */
  public List<String> asked() {
    return service.asked().stream().map(Asked::path).toList();
  }

  private Reply answer(Asked asked) {
    if (asked.path().equals("/api/token")) {
      return token(asked);
    }
    if (asked.path().equals("/oembed")) {
      return oembed(asked.parameter("url"));
    }
    if (!isGood(asked.header("Authorization"))) {
      return error(401, "The access token expired");
    }
    if (!asked.parameter("market").matches("[A-Z]{2}")) {
      return error(404, "Resource not found");
    }
    String[] path = asked.path().split("/", -1);
    boolean pages = path.length == 5 && path[4].equals("episodes");
    if (asked.path().startsWith("/v1/shows/") && (path.length == 4 || pages)) {
      return shows.stream()
          .filter(show -> show.id().equals(path[3]))
          .findFirst()
          .map(show -> pages ? page(show, asked) : Reply.json(written(show)))
          .orElseGet(() -> error(404, "Resource not found"));
    }
    if (asked.path().startsWith("/v1/episodes/") && path.length == 4) {
      return episodes.stream()
          .filter(episode -> episode.id().equals(path[3]))
          .findFirst()
          .map(this::withItsShow)
          .orElseGet(() -> error(404, "Resource not found"));
    }
    return error(404, "Service not found");
  }

  private boolean isGood(String authorization) {
    String prefix = "Bearer token-";
    return authorization.matches(prefix + "\\d{1,6}")
        && Integer.parseInt(authorization.substring(prefix.length())) >= firstGood;
  }

  private Reply token(Asked asked) {
    String pair = CLIENT_ID + ":" + CLIENT_SECRET;
    String basic =
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    boolean right =
        asked.method().equals("POST")
            && asked.header("Authorization").equals(basic)
            && asked.body().equals("grant_type=client_credentials");
    if (!right) {
      return new Reply(400, "application/json", Map.of(), "{\"error\":\"invalid_client\"}");
    }
    return Reply.json(
        String.format(
            Locale.ROOT,
            "{\"access_token\":\"token-%d\",\"token_type\":\"Bearer\",\"expires_in\":3600}",
            tokens.incrementAndGet()));
  }

  private Reply oembed(String url) {
    for (Show show : shows) {
      if (url.endsWith("/show/" + show.id())) {
        return Reply.json(
            "{\"title\":%s,\"type\":\"rich\"}".formatted(FakeWeb.quoted(show.title())));
      }
    }
    for (Episode episode : episodes) {
      if (url.endsWith("/episode/" + episode.id())) {
        return Reply.json(
            "{\"title\":%s,\"type\":\"rich\"}".formatted(FakeWeb.quoted(episode.title())));
      }
    }
    return Reply.text(404, "Not Found");
  }

  private Reply page(Show show, Asked asked) {
    List<Episode> all = episodes.stream().filter(one -> one.show().equals(show.id())).toList();
    int limit = Math.min(most, Integer.parseInt(asked.parameter("limit")));
    int offset = ignoringOffset ? 0 : Integer.parseInt(asked.parameter("offset"));
    int end = Math.min(all.size(), offset + limit);
    List<String> items = new ArrayList<>();
    for (Episode episode : all.subList(Math.min(offset, end), end)) {
      items.add(written(episode));
    }
    if (pageOfNulls && offset == 0) {
      items.replaceAll(item -> "null");
    }
    if (nulls && !items.isEmpty()) {
      items.set(items.size() / 2, "null");
    }
    String next =
        end < all.size()
            ? FakeWeb.quoted(api() + "/v1/shows/" + show.id() + "/episodes?offset=" + end)
            : "null";
    return Reply.json(
        String.format(
            Locale.ROOT,
            "{\"items\":[%s],\"limit\":%d,\"offset\":%d,\"total\":%d,\"next\":%s}",
            items.stream().collect(Collectors.joining(",")),
            limit,
            offset,
            all.size() + wrongBy,
            next));
  }

  private Reply withItsShow(Episode episode) {
    Show show =
        shows.stream().filter(one -> one.id().equals(episode.show())).findFirst().orElseThrow();
    String body = written(episode);
    return Reply.json(body.substring(0, body.length() - 1) + ",\"show\":" + written(show) + "}");
  }

  private static String written(Show show) {
    return "{\"id\":%s,\"name\":%s,\"publisher\":%s,\"images\":[]}"
        .formatted(
            FakeWeb.quoted(show.id()),
            FakeWeb.quoted(show.title()),
            FakeWeb.quoted(show.publisher()));
  }

  private static String written(Episode episode) {
    return String.format(
        Locale.ROOT,
        "{\"id\":%s,\"name\":%s,\"description\":\"\",\"release_date\":%s,\"duration_ms\":%d,\"images\":[{\"url\":\"https://img.example/small\",\"width\":64},{\"url\":\"https://img.example/large\",\"width\":640}]}",
        FakeWeb.quoted(episode.id()),
        FakeWeb.quoted(episode.title()),
        FakeWeb.quoted(episode.date()),
        episode.millis());
  }

  private static Reply error(int status, String message) {
    return new Reply(
        status,
        "application/json",
        Map.of(),
        String.format(
            Locale.ROOT,
            "{\"error\":{\"status\":%d,\"message\":%s}}",
            status,
            FakeWeb.quoted(message)));
  }

  @Override
  public void close() {
    service.close();
  }
}
