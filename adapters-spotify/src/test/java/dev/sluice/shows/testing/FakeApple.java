package dev.sluice.shows.testing;

import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.testing.FakeWeb.Asked;
import dev.sluice.shows.testing.FakeWeb.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Apple's lookup and search on a loopback port, as far as they tell of podcasts. Thread-safe. */
public final class FakeApple implements AutoCloseable {
  private record Show(String id, String title, String feed) {}

  private record Episode(
      String show, String id, String title, String guid, String media, String date) {}

  private final List<Show> shows = new CopyOnWriteArrayList<>();
  private final List<Episode> episodes = new CopyOnWriteArrayList<>();
  private final FakeWeb service = FakeWeb.start(this::answer);

  private FakeApple() {}

  /** A running service that knows nothing yet. */
  public static FakeApple start() {
    return new FakeApple();
  }

  /** What the setting {@code apple-url} is set to. */
  public SourceUrl address() {
    return service.address("");
  }

  /**
   * Lists a show.
   *
   * @param feed null where Apple tells none
   */
  public FakeApple show(String id, String title, String feed) {
    shows.add(new Show(id, title, feed));
    return this;
  }

  /**
   * Lists an episode.
   *
   * @param guid null where Apple tells none
   */
  public FakeApple episode(String show, String id, String title, String guid, String media) {
    return episode(show, id, title, guid, media, null);
  }

  /**
   * Lists an episode.
   *
   * @param date such as {@code 2024-03-05T10:00:00Z}; null where Apple tells none
   */
  public FakeApple episode(
      String show, String id, String title, String guid, String media, String date) {
    episodes.add(new Episode(show, id, title, guid, media, date));
    return this;
  }

  /** The next question is one too many: 403 with nothing in it. */
  public FakeApple limited() {
    service.next(Reply.text(403, ""));
    return this;
  }

  /** The next question is answered with a page. */
  public FakeApple page() {
    service.next(new Reply(502, "text/html", Map.of(), "<html>Bad gateway</html>"));
    return this;
  }

  /** Every answer comes so much later. */
  public FakeApple slow(Duration each) {
    service.delay(each);
    return this;
  }

  /** The questions so far: path and query. */
  public List<String> asked() {
    return service.asked().stream().map(one -> one.path() + " " + one.query()).toList();
  }

  private Reply answer(Asked asked) {
    String id = asked.parameter("id");
    List<String> results;
    if (asked.path().equals("/search")) {
      String term = asked.parameter("term").toLowerCase(Locale.ROOT);
      results =
          shows.stream()
              .filter(show -> show.title().toLowerCase(Locale.ROOT).contains(term))
              .map(FakeApple::written)
              .toList();
    } else if (asked.path().equals("/lookup")) {
      results =
          shows.stream().filter(show -> show.id().equals(id)).map(FakeApple::written).toList();
      if (asked.parameter("entity").equals("podcastEpisode")) {
        List<String> more =
            episodes.stream()
                .filter(episode -> episode.show().equals(id))
                .map(FakeApple::written)
                .toList();
        results = Stream.concat(results.stream(), more.stream()).toList();
      }
    } else {
      return Reply.text(404, "");
    }
    String body =
        String.format(
            Locale.ROOT,
            "{\"resultCount\":%d,\"results\":[%s]}",
            results.size(),
            results.stream().collect(Collectors.joining(",")));
    return new Reply(200, "text/javascript; charset=utf-8", Map.of(), "\n\n" + body);
  }

  private static String written(Show show) {
    String feed = show.feed() == null ? "" : ",\"feedUrl\":" + FakeWeb.quoted(show.feed());
    return "{\"wrapperType\":\"track\",\"kind\":\"podcast\",\"collectionId\":%s,\"collectionName\":%s%s}"
        .formatted(show.id(), FakeWeb.quoted(show.title()), feed);
  }

  private static String written(Episode episode) {
    return "{\"wrapperType\":\"podcastEpisode\",\"kind\":\"podcast-episode\",\"collectionId\":%s,\"trackId\":%s,\"trackName\":%s,\"episodeGuid\":%s,\"episodeUrl\":%s,\"releaseDate\":%s}"
        .formatted(
            episode.show(),
            episode.id(),
            FakeWeb.quoted(episode.title()),
            FakeWeb.quoted(episode.guid()),
            FakeWeb.quoted(episode.media()),
            FakeWeb.quoted(episode.date()));
  }

  @Override
  public void close() {
    service.close();
  }
}
