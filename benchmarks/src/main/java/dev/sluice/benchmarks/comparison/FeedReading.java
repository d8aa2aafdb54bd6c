package dev.sluice.benchmarks.comparison;

import dev.sluice.benchmarks.measure.BenchOptions;
import dev.sluice.benchmarks.measure.TemporaryFolders;
import dev.sluice.benchmarks.peer.ChildJvm;
import dev.sluice.benchmarks.peer.OriginProcess;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How long a feed of many episodes takes from the request to its last episode, and how much memory.
 * The heap of the JVM that reads it is limited to the goal, so that the goal is met if the read
 * completes.
 */
public final class FeedReading {
  private static final int EPISODES = 10_000;
  private static final int GOAL_SECONDS = 3;
  private static final int GOAL_MEGABYTES = 64;

  private FeedReading() {}

  public static void run(BenchOptions bench) throws Exception {
    Path folder = TemporaryFolders.fresh(bench.work(), "feed");
    int episodes = bench.jobs().orElse(EPISODES);
    int rounds = bench.rounds().orElse(5);
    try {
      measure(bench, folder.resolve("plain.xml"), "in ASCII", episodes, rounds, "'");
      measure(bench, folder.resolve("quoted.xml"), "with curly quotes", episodes, rounds, "\u2019");
    } finally {
      TemporaryFolders.delete(folder);
    }
  }

  private static void measure(
      BenchOptions bench, Path feed, String kind, int episodes, int rounds, String quote)
      throws Exception {
    write(feed, episodes, quote);
    try (ChildJvm origin = OriginProcess.start(feed.getParent())) {
      String url = origin.firstLine() + "/" + feed.getFileName();
      int before = (int) Math.ceil(FeedProcess.read(url, 0, 512).before());
      int most = before + GOAL_MEGABYTES;
      FeedProcess.Result small = FeedProcess.read(url, rounds, most);
      FeedProcess.Result wide = FeedProcess.read(url, rounds, 512);
      bench.say(
          "%,d episodes %s, %.1f MB: median %.2f s, first %.2f s, within %d MB of heap, which is %d"
              + " MB above what was in use (goal: under %d s within %d MB more); the episodes"
              + " themselves hold %.0f MB; with 512 MB of heap: median %.2f s, first %.2f s",
          small.episodes(),
          kind,
          Files.size(feed) / 1e6,
          small.median(),
          small.first(),
          most,
          GOAL_MEGABYTES,
          GOAL_SECONDS,
          GOAL_MEGABYTES,
          small.held() - small.before(),
          wide.median(),
          wide.first());
    }
  }

  // As hosts of podcasts write them: notes of 2 KB twice, once as HTML and once as a summary.
  static void write(Path feed, int episodes, String quote) throws IOException {
    String notes =
        ("<p>This week we talk with a guest who doesn"
                + quote
                + "t like interviews &amp; came all the same.</p><ul><li><a"
                + " href=\"https://show.example/notes?from=feed\">What we spoke of</a></li></ul>")
            .repeat(10);
    try (Writer out = Files.newBufferedWriter(feed)) {
      out.write(
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\""
              + " xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\""
              + " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\""
              + " xmlns:podcast=\"https://podcastindex.org/namespace/1.0\"><channel><title>A show"
              + " of many"
              + " years</title><language>en</language><itunes:author>Somebody</itunes:author>\n");
      for (int i = episodes; i > 0; i--) {
        out.write(
            String.format(
                    Locale.ROOT,
                    "<item><title>%1$d: A talk that is number %1$d</title>"
                        + "<guid isPermaLink=\"false\">5f0c7e3a-%1$012d</guid>",
                    i)
                + String.format(
                    Locale.ROOT,
                    "<link>https://show.example/episodes/%d</link><pubDate>Tue, 05 Jan 2021"
                        + " 06:07:08 +0000</pubDate>",
                    i)
                + "<description><![CDATA["
                + notes
                + "]]></description>"
                + "<content:encoded><![CDATA["
                + notes
                + "]]></content:encoded>"
                + String.format(
                    Locale.ROOT,
                    "<itunes:duration>1:02:03</itunes:duration><itunes:image"
                        + " href=\"https://images.example/show/%d.jpg\"/>",
                    i)
                + String.format(
                    Locale.ROOT,
                    "<podcast:transcript url=\"https://media.example/show/%d.vtt\""
                        + " type=\"text/vtt\"/>",
                    i)
                + String.format(
                    Locale.ROOT,
                    "<enclosure"
                        + " url=\"https://stats.example/redirect/media.example/show/%d.mp3?source=feed&amp;show=1\""
                        + " length=\"54321000\" type=\"audio/mpeg\"/></item>\n",
                    i));
      }
      out.write("</channel></rss>\n");
    }
  }
}
