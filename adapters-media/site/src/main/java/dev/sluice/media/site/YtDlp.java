package dev.sluice.media.site;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The program yt-dlp. It describes pages, and fetches the formats that the web client cannot read.
 * It runs without a configuration, in an empty home and within a time limit, and reaches the web
 * through a proxy that applies the guard. Thread-safe.
 */
public final class YtDlp {
  private static final int MAX_OUTPUT_BYTES = 32 << 20;

  /** The most bytes read to describe a page; pages and their scripts take a few megabytes. */
  private static final long MAX_PAGE_BYTES = 64L << 20;

  /** Begins data that extractors of yt-dlp pass to each other in a URL; callers must not use it. */
  private static final String SMUGGLED = "#__youtubedl_smuggle";

  private static final List<String> COMMON_OPTIONS =
      List.of(
          "--ignore-config",
          "--no-plugin-dirs",
          "--no-cache-dir",
          "--no-warnings",
          "--no-progress",
          "--color=never",
          "--socket-timeout=20",
          "--extractor-retries=1");

  private static final List<String> LIST_OPTIONS =
      List.of("--flat-playlist", "--retries=1", "--dump-single-json");

  /** No further programs, which would bypass the proxy; a missing fragment is an error. */
  private static final List<String> FETCH_OPTIONS =
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

  /**
   * An installation of yt-dlp.
   *
   * @param program the path of yt-dlp
   * @param searchPath its {@code PATH}, with Python and perhaps a JavaScript engine
   */
  public record Installation(Path program, String searchPath) {}

  private final Installation installation;
  private final AddressPolicy guard;
  private final SecureRandom randomness;
  private final SiteCredentials credentials;

  /**
   * Creates a yt-dlp without site credentials.
   *
   * @param guard decides which addresses pages may reach
   * @param randomness makes the passwords of the proxy
   */
  public YtDlp(Installation installation, AddressPolicy guard, SecureRandom randomness) {
    this(installation, guard, randomness, SiteCredentials.NONE);
  }

  private YtDlp(
      Installation installation,
      AddressPolicy guard,
      SecureRandom randomness,
      SiteCredentials credentials) {
    this.installation = Objects.requireNonNull(installation);
    this.guard = Objects.requireNonNull(guard);
    this.randomness = Objects.requireNonNull(randomness);
    this.credentials = Objects.requireNonNull(credentials);
  }

  /** Returns a copy that uses these credentials. */
  public YtDlp with(SiteCredentials other) {
    return new YtDlp(installation, guard, randomness, other);
  }

  /**
   * Describes a page. What it takes is reserved until the scope ends.
   *
   * @param options in addition to the common ones
   * @param timeLimit how long it may take
   * @throws SluiceException as {@link YtDlpErrors} maps its errors; ADDRESS_FORBIDDEN,
   *     SOURCE_STALLED, NOT_MEDIA, FEED_TOO_LARGE; as {@link FetchScope#reserve}
   */
  PageInfo describe(SourceUrl url, List<String> options, Duration timeLimit, FetchScope scope) {
    UpstreamDialer dialer = new UpstreamDialer(credentials.proxy());
    try (GuardProxy proxy = GuardProxy.start(guard, dialer, randomness, MAX_PAGE_BYTES);
        ScratchHome home = ScratchHome.make()) {
      List<String> all = new ArrayList<>(LIST_OPTIONS);
      all.addAll(options);
      ProgramRun<PageInfo> run =
          ProgramRun.of(
              command(url, all, proxy, home),
              timeLimit,
              MAX_OUTPUT_BYTES,
              out -> page(out, url, scope),
              scope);
      if (run.exitCode() == 0) {
        return run.result().orElseThrow();
      }
      throw failure(run.errors(), proxy, dialer, url);
    } catch (IOException e) {
      throw new SluiceException(
          FailureCode.INTERNAL,
          "The temporary folder of yt-dlp cannot be created, filled or deleted",
          e);
    }
  }

  private static PageInfo page(InputStream json, SourceUrl url, FetchScope scope)
      throws IOException {
    try {
      return PageReader.read(json, bytes -> scope.reserve(bytes, "the description of the page"));
    } catch (JsonProcessingException e) {
      throw new SluiceException(
          FailureCode.SOURCE_BROKEN, "yt-dlp returned no valid description of " + url, e);
    }
  }

  /**
   * Fetches a format of the page with yt-dlp itself, in order. The first bytes have come when this
   * returns.
   *
   * @param format the format's id
   * @throws SluiceException as {@link #describe}; so does reading
   */
  Media fetch(SourceUrl url, String format, HttpFetchSettings settings, StageMonitor monitor) {
    List<AutoCloseable> resources = new ArrayList<>();
    FetchScope scope = new FetchScope(monitor);
    resources.add(scope);
    try {
      UpstreamDialer dialer = new UpstreamDialer(credentials.proxy());
      GuardProxy proxy = GuardProxy.start(guard, dialer, randomness, Long.MAX_VALUE);
      resources.add(proxy);
      ScratchHome home = ScratchHome.make();
      resources.add(home);
      List<String> options = new ArrayList<>(FETCH_OPTIONS);
      options.add("--format=" + format);
      Program program = Program.start(command(url, options, proxy, home));
      resources.add(0, program::kill);
      scope.onEnd(program::kill);
      ProgramInput input =
          new ProgramInput(
              program,
              url,
              settings,
              scope,
              monitor,
              () -> failure(program.errors(), proxy, dialer, url));
      input.begin();
      return new ProgramMedia(input, resources);
    } catch (IOException e) {
      ProgramMedia.close(resources);
      throw new SluiceException(
          FailureCode.INTERNAL, "The temporary folder of yt-dlp cannot be created or filled", e);
    } catch (RuntimeException e) {
      ProgramMedia.close(resources);
      throw e;
    }
  }

  // Arguments are visible to every user of the machine, and a URL may contain secrets.
  private Program.Command command(
      SourceUrl url, List<String> options, GuardProxy proxy, ScratchHome home) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(installation.program().toString());
    words.addAll(COMMON_OPTIONS);
    words.addAll(options);
    if (credentials.cookies().isPresent()) {
      words.addAll(List.of("--cookies", home.with(credentials.cookies().get()).toString()));
    }
    words.addAll(List.of("--batch-file", "-"));
    return new Program.Command(words, input(url), environment(proxy, home), home.path());
  }

  /** Returns the one line that it reads from its standard input. */
  private static String input(SourceUrl url) {
    String text = url.uri().toString();
    int smuggled = text.indexOf(SMUGGLED);
    return (smuggled < 0 ? text : text.substring(0, smuggled)) + "\n";
  }

  // It starts Python, and perhaps a JavaScript engine; it gets nothing else of this environment.
  private Map<String, String> environment(GuardProxy proxy, ScratchHome home) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", installation.searchPath());
    environment.put("LANG", "C.UTF-8");
    environment.put("HOME", home.path().toString());
    environment.put("TMPDIR", home.path().toString());
    // Not on the command line, which every user of the machine can read.
    for (String scheme : List.of("http", "https", "ftp", "all")) {
      environment.put(scheme + "_proxy", proxy.address().toString());
    }
    return environment;
  }

  private SluiceException failure(
      String errorOutput, GuardProxy proxy, UpstreamDialer dialer, SourceUrl url) {
    if (dialer.isBlocked()) {
      return failure(
          FailureCode.CONNECTION_FAILED,
          "The proxy %s of this key (setting site-credentials) did not connect to the site"
              .formatted(credentials.proxy().get()),
          url);
    }
    if (!proxy.forbidden().isEmpty()) {
      return failure(
          FailureCode.ADDRESS_FORBIDDEN,
          "The page leads to %s, an address that is not allowed"
              .formatted(proxy.forbidden().get(0)),
          url);
    }
    if (proxy.isOverLimit()) {
      return failure(
          FailureCode.NOT_MEDIA, "The page has more than " + (MAX_PAGE_BYTES >> 20) + " MB", url);
    }
    return YtDlpErrors.of(errorOutput, url);
  }

  private static SluiceException failure(FailureCode code, String sentence, SourceUrl url) {
    return new SluiceException(code, sentence + ": " + url);
  }
}
