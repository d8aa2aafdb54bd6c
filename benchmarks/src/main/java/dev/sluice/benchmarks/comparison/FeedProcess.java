package dev.sluice.benchmarks.comparison;

import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Stopwatch;
import dev.sluice.benchmarks.peer.ChildJvm;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.guard.Cidr;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.shows.feed.fetch.FeedClient;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Reads a feed in a JVM of its own with a given heap. */
public final class FeedProcess {
  /**
   * What was found, in seconds and megabytes.
   *
   * @param before in use after the classes had been loaded by one small answer
   * @param held in use while the last show was held, all garbage taken away
   */
  record Result(int episodes, double before, double held, double first, double median) {}

  private FeedProcess() {}

  static Result read(String url, int rounds, int heapMegabytes) throws IOException {
    try (ChildJvm child =
        ChildJvm.start("read-feed", List.of(url, Integer.toString(rounds)), heapMegabytes)) {
      String[] fields = child.firstLine().split(" ");
      return new Result(
          Integer.parseInt(fields[0]),
          Double.parseDouble(fields[1]),
          Double.parseDouble(fields[2]),
          Double.parseDouble(fields[3]),
          Double.parseDouble(fields[4]));
    }
  }

  /** Prints a {@link Result}. */
  public static void measure(String url, int rounds, PrintStream out) {
    AddressPolicy policy = AddressPolicy.publicOnly().allowing(List.of(Cidr.parse("127.0.0.0/8")));
    try (OkHttpWebClient web = OkHttpWebClient.guardedBy(policy)) {
      warm(web, url);
      double before = inUse();
      Samples samples = new Samples();
      double first = 0;
      Show show = null;
      for (int i = 0; i < rounds; i++) {
        show = null;
        Stopwatch watch = new Stopwatch();
        show = read(web, url);
        samples.add(watch.seconds());
        first = i == 0 ? watch.seconds() : first;
      }
      double held = inUse();
      out.println(
          (show == null ? 0 : show.episodes().size())
              + " "
              + before
              + " "
              + held
              + " "
              + first
              + " "
              + (rounds == 0 ? 0 : samples.median()));
      out.flush();
    }
  }

  // A refusal loads the client and the reader, and reads nothing.
  private static void warm(OkHttpWebClient web, String url) {
    try {
      read(web, url + ".none");
      throw new IllegalStateException("there is a feed where there should be none");
    } catch (SluiceException e) {
      // As it should be.
    }
  }

  // Each time by new Feeds, so that none is kept from the time before.
  private static Show read(OkHttpWebClient web, String url) {
    return new FeedClient(web, InstantSource.system())
        .read(SourceUrl.parse(url), Instant.now().plusSeconds(300));
  }

  private static double inUse() {
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    return (runtime.totalMemory() - runtime.freeMemory()) / 1e6;
  }
}
