package dev.sluice.media.site;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.site.program.Program;
import dev.sluice.media.site.program.ProgramInput;
import dev.sluice.media.site.program.ProgramMedia;
import dev.sluice.media.site.program.ProgramRun;
import dev.sluice.media.site.program.ScratchHome;
import dev.sluice.media.site.proxy.GuardProxy;
import dev.sluice.media.site.proxy.UpstreamDialer;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.SiteCredentials;
import dev.sluice.media.web.origin.FetchScope;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The program yt-dlp, which is asked what a page shows and nothing else: the bytes are fetched by
 * our own client. It runs without a configuration, in an empty home, within a time, and reaches the
 * web through a proxy that applies the guard. Thread-safe.
 */
public final class YtDlp {
  private static final int MOST_OUTPUT = 32 << 20;

  /** Pages and their scripts take a few megabytes. */
  private static final long MOST_OF_A_PAGE = 64L << 20;

  /** What yt-dlp's own extractors tell each other behind a URL; nobody else has a use for it. */
  private static final String SMUGGLED = "#__youtubedl_smuggle";

  private static final List<String> ALWAYS =
      List.of(
          "--ignore-config",
          "--no-plugin-dirs",
          "--no-cache-dir",
          "--no-warnings",
          "--no-progress",
          "--color=never",
          "--socket-timeout=20",
          "--extractor-retries=1");

  private static final List<String> LOOK =
      List.of("--flat-playlist", "--retries=1", "--dump-single-json");

  /**
   * No program but itself, which would go to the web as it likes; no part left out without a word.
   */
  private static final List<String> FETCH =
      List.of(
          "--no-playlist",
          "--output=-",
          "--downloader=native",
          "--ffmpeg-location=/nonexistent",
          "--fixup=never",
          "--no-part",
          "--no-mtime",
          "--retries=3",
          "--fragment-retries=3",
          "--abort-on-unavailable-fragments",
          "--concurrent-fragments=4");

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(200).build())
                  .build())
          .build();

  /**
   * What is installed.
   *
   * @param program where yt-dlp is
   * @param searchPath where it finds Python, and perhaps a JavaScript engine: as {@code PATH}
   */
  public record Installation(Path program, String searchPath) {}

  private final Installation installed;
  private final AddressPolicy guard;
  private final SecureRandom randomness;
  private final SiteCredentials access;

  /**
   * @param guard tells what pages must not reach
   * @param randomness makes the passwords of its way to the web
   */
  public YtDlp(Installation installed, AddressPolicy guard, SecureRandom randomness) {
    this(installed, guard, randomness, SiteCredentials.PLAIN);
  }

  private YtDlp(
      Installation installed,
      AddressPolicy guard,
      SecureRandom randomness,
      SiteCredentials access) {
    this.installed = Objects.requireNonNull(installed);
    this.guard = Objects.requireNonNull(guard);
    this.randomness = Objects.requireNonNull(randomness);
    this.access = Objects.requireNonNull(access);
  }

  /** The same for somebody with cookies or a proxy. */
  public YtDlp with(SiteCredentials other) {
    return new YtDlp(installed, guard, randomness, other);
  }

  /**
   * What it says of a page.
   *
   * @param options beside those that it is always given
   * @param most how long it may take
   * @throws SluiceException what {@link YtDlpErrors} makes of its complaints; ADDRESS_FORBIDDEN,
   *     SOURCE_STALLED, NOT_MEDIA
   */
  PageInfo ask(SourceUrl url, List<String> options, Duration most, FetchScope scope) {
    UpstreamDialer way = new UpstreamDialer(access.proxy());
    try (GuardProxy proxy = GuardProxy.start(guard, way, randomness, MOST_OF_A_PAGE);
        ScratchHome home = ScratchHome.make()) {
      List<String> all = new ArrayList<>(LOOK);
      all.addAll(options);
      ProgramRun run =
          ProgramRun.of(
              command(url, all, home),
              environment(proxy, home),
              home.path(),
              most,
              MOST_OUTPUT,
              scope);
      if (run.exitCode() == 0) {
        return PageInfo.of(JSON.readTree(run.out()));
      }
      throw failure(run.err(), proxy, way, url);
    } catch (JsonProcessingException e) {
      throw new SluiceException(
          FailureCode.SOURCE_BROKEN, "yt-dlp says nothing that makes sense of " + url, e);
    } catch (IOException e) {
      throw new SluiceException(
          FailureCode.INTERNAL, "No folder for yt-dlp can be made, filled or removed", e);
    }
  }

  /**
   * One of the page's formats as yt-dlp itself fetches it, for what our client cannot read: in
   * order, over its one connection. When this returns, the first bytes are there.
   *
   * @param format its id
   * @throws SluiceException as {@link #ask} says; what reads it throws these, too
   */
  Media fetch(SourceUrl url, String format, HttpFetchSettings settings, StageMonitor monitor) {
    List<AutoCloseable> around = new ArrayList<>();
    FetchScope scope = new FetchScope(monitor);
    around.add(scope);
    try {
      UpstreamDialer way = new UpstreamDialer(access.proxy());
      GuardProxy proxy = GuardProxy.start(guard, way, randomness, Long.MAX_VALUE);
      around.add(proxy);
      ScratchHome home = ScratchHome.make();
      around.add(home);
      List<String> options = new ArrayList<>(FETCH);
      options.add("--format=" + format);
      Program program =
          Program.start(command(url, options, home), environment(proxy, home), home.path());
      around.add(0, program::kill);
      scope.onEnd(program::kill);
      ProgramInput input =
          new ProgramInput(
              program,
              url,
              settings,
              scope,
              monitor,
              () -> failure(program.errors(), proxy, way, url));
      input.begin();
      return new ProgramMedia(input, around);
    } catch (IOException e) {
      ProgramMedia.close(around);
      throw new SluiceException(
          FailureCode.INTERNAL, "No folder for yt-dlp can be made or filled", e);
    } catch (RuntimeException e) {
      ProgramMedia.close(around);
      throw e;
    }
  }

  private List<String> command(SourceUrl url, List<String> options, ScratchHome home)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(installed.program().toString());
    command.addAll(ALWAYS);
    command.addAll(options);
    if (access.cookies().isPresent()) {
      command.addAll(List.of("--cookies", home.with(access.cookies().get()).toString()));
    }
    command.add("--");
    String text = url.text();
    int smuggled = text.indexOf(SMUGGLED);
    command.add(smuggled < 0 ? text : text.substring(0, smuggled));
    return command;
  }

  // Nothing of ours but what it is found by: it starts Python, and perhaps a JavaScript engine.
  private Map<String, String> environment(GuardProxy proxy, ScratchHome home) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", installed.searchPath());
    environment.put("LANG", "C.UTF-8");
    environment.put("HOME", home.path().toString());
    environment.put("TMPDIR", home.path().toString());
    // Not on the command line, which everybody on the machine can read.
    for (String scheme : List.of("http", "https", "ftp", "all")) {
      environment.put(scheme + "_proxy", proxy.address().toString());
    }
    return environment;
  }

  private SluiceException failure(
      String said, GuardProxy proxy, UpstreamDialer way, SourceUrl url) {
    if (way.isBarred()) {
      return failure(
          FailureCode.CONNECTION_FAILED,
          "The proxy %s of this key (setting site-access) cannot or will not go there"
              .formatted(access.proxy().get()),
          url);
    }
    if (!proxy.forbidden().isEmpty()) {
      return failure(
          FailureCode.ADDRESS_FORBIDDEN,
          "The page leads to %s, an address that is not allowed"
              .formatted(proxy.forbidden().get(0)),
          url);
    }
    if (proxy.isSpent()) {
      return failure(
          FailureCode.NOT_MEDIA,
          "The page has more than %d MB".formatted(MOST_OF_A_PAGE >> 20),
          url);
    }
    return YtDlpErrors.of(said, url);
  }

  private static SluiceException failure(FailureCode code, String sentence, SourceUrl url) {
    return new SluiceException(code, sentence + ": " + url);
  }
}
