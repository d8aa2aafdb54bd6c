package dev.sluice.benchmarks.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.benchmarks.measure.BenchOptions;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Stopwatch;
import dev.sluice.benchmarks.measure.TemporaryFolders;
import dev.sluice.benchmarks.peer.ChildJvm;
import dev.sluice.benchmarks.peer.JobDatabase;
import dev.sluice.benchmarks.peer.OriginProcess;
import dev.sluice.benchmarks.peer.SluiceProcess;
import dev.sluice.shows.testing.FakeApple;
import dev.sluice.shows.testing.FakeSpotify;
import dev.sluice.shows.testing.FeedSite;
import dev.sluice.shows.testing.FeedText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures {@code POST /jobs} with a show until the response with all ids: a show on Spotify whose
 * services are slow, and a feed of many episodes, first read and then cached.
 */
public final class ShowExpansion {
  private static final int ON_SPOTIFY = 142;
  private static final int IN_FEED = 10_000;
  private static final Duration EACH_ANSWER = Duration.ofMillis(50);

  private ShowExpansion() {}

  public static void run(BenchOptions bench) throws Exception {
    Path folder = TemporaryFolders.fresh(bench.work(), "show");
    try {
      JobDatabase.each(folder, base -> spotify(bench, base));
      Path feed = folder.resolve("feed.xml");
      int episodes = bench.jobs().orElse(IN_FEED);
      FeedReading.write(feed, episodes, "'");
      JobDatabase.each(folder, base -> feed(bench, base, feed, episodes));
    } finally {
      TemporaryFolders.delete(folder);
    }
  }

  private static void spotify(BenchOptions bench, JobDatabase base) throws Exception {
    int rounds = bench.rounds().orElse(3);
    try (FakeSpotify spotify = FakeSpotify.start();
        FakeApple apple = FakeApple.start();
        FeedSite site = FeedSite.start()) {
      for (int show = 0; show <= rounds; show++) {
        publish(spotify, apple, site, show);
      }
      apple.slow(EACH_ANSWER);
      spotify.slow(EACH_ANSWER);
      List<String> settings = new ArrayList<>(base.settings());
      settings.addAll(
          List.of(
              "--apple-url=" + apple.address(),
              "--spotify-api-url=" + spotify.api(),
              "--spotify-token-url=" + spotify.tokenUrl(),
              "--spotify-client-id=" + FakeSpotify.CLIENT_ID,
              "--spotify-client-secret=" + FakeSpotify.CLIENT_SECRET));
      Path data = base.data().resolveSibling(base.data().getFileName() + "-spotify");
      try (SluiceProcess server = SluiceProcess.start(bench, data, 0, settings)) {
        Samples warm = new Samples();
        double first = 0;
        for (int show = 0; show <= rounds; show++) {
          Stopwatch watch = new Stopwatch();
          JsonNode answer =
              server.post("/jobs", Map.of("url", "https://open.spotify.com/show/" + id(show)));
          double seconds = watch.seconds();
          if (answer.get("episode_jobs").size() != ON_SPOTIFY) {
            throw new IllegalStateException("answered " + answer.get("episode_jobs").size());
          }
          if (show == 0) {
            first = seconds;
          } else {
            warm.add(seconds);
          }
        }
        bench.say(
            "%s, a show of %d episodes on Spotify, %d ms each answer: median %.2f s, the first one"
                + " after the start %.2f s (goal: under 1 s)",
            base.name(), ON_SPOTIFY, EACH_ANSWER.toMillis(), warm.median(), first);
      }
    }
  }

  private static void publish(FakeSpotify spotify, FakeApple apple, FeedSite site, int show) {
    String name = "The Long Way, volume " + show;
    FeedText feed = FeedText.rss(name);
    spotify.show(id(show), name, "Harbour Radio");
    for (int i = 1; i <= ON_SPOTIFY; i++) {
      LocalDate day = LocalDate.parse("2021-01-01").plusDays(7L * i);
      Duration length = Duration.ofSeconds(1_800 + 7L * i);
      spotify.episode(
          id(show),
          String.format(Locale.ROOT, "%011d%011d", show, i),
          title(i),
          day.toString(),
          length);
      feed =
          feed.item(
              "g" + i,
              i + ": " + title(i),
              site.url(String.format(Locale.ROOT, "/%d/%d.mp3", show, i)).text(),
              String.format(
                  Locale.ROOT,
                  "<pubDate>%s</pubDate><itunes:duration>%d</itunes:duration>",
                  DateTimeFormatter.RFC_1123_DATE_TIME.format(
                      day.atTime(6, 0).atOffset(ZoneOffset.UTC)),
                  length.toSeconds()));
    }
    String path = String.format(Locale.ROOT, "/way-%d.xml", show);
    site.serve(path, feed).delay(EACH_ANSWER);
    apple.show(Integer.toString(1 + show), name, site.url(path).text());
  }

  private static String id(int show) {
    return String.format(Locale.ROOT, "%022d", show);
  }

  private static String title(int number) {
    return String.format(
        Locale.ROOT, "Of things that are seen on the way, and the %d. of them", number);
  }

  private static void feed(BenchOptions bench, JobDatabase base, Path feed, int episodes)
      throws Exception {
    try (ChildJvm origin = OriginProcess.start(feed.getParent());
        SluiceProcess server = base.serve(bench)) {
      Map<String, String> request =
          Map.of("url", origin.firstLine() + "/" + feed.getFileName(), "format", "mp3");
      Samples written = new Samples();
      double first = 0;
      for (int round = 0; round <= bench.rounds().orElse(3); round++) {
        Stopwatch watch = new Stopwatch();
        JsonNode answer = server.post("/jobs", request);
        double seconds = watch.seconds();
        if (answer.get("episode_jobs").size() != episodes) {
          throw new IllegalStateException("answered " + answer.get("episode_jobs").size());
        }
        if (round == 0) {
          first = seconds;
        } else {
          written.add(seconds);
        }
      }
      bench.say(
          "%s, a feed of %,d episodes: %.2f s with its reading, by a server that has just started;"
              + " its jobs written and answered: median %.2f s (goal: under 3 s)",
          base.name(), episodes, first, written.median());
    }
  }
}
