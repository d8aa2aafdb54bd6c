package dev.sluice.media.site;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.http.FetchScope;
import dev.sluice.media.web.SiteAccess;
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

  /** What yt-dlp's own extractors tell each other behind a URL; nobody else has a use for it. */
  private static final String SMUGGLED = "#__youtubedl_smuggle";

  private static final List<String> ALWAYS =
      List.of(
          "--ignore-config",
          "--no-plugin-dirs",
          "--no-cache-dir",
          "--flat-playlist",
          "--no-warnings",
          "--no-progress",
          "--color=never",
          "--socket-timeout=20",
          "--retries=1",
          "--extractor-retries=1",
          "--dump-single-json");

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
  private final SiteAccess access;

  /**
   * @param guard tells what pages must not reach
   * @param randomness makes the passwords of its way to the web
   */
  public YtDlp(Installation installed, AddressPolicy guard, SecureRandom randomness) {
    this(installed, guard, randomness, SiteAccess.PLAIN);
  }

  private YtDlp(
      Installation installed, AddressPolicy guard, SecureRandom randomness, SiteAccess access) {
    this.installed = Objects.requireNonNull(installed);
    this.guard = Objects.requireNonNull(guard);
    this.randomness = Objects.requireNonNull(randomness);
    this.access = Objects.requireNonNull(access);
  }

  /** The same for somebody with cookies or a proxy. */
  public YtDlp with(SiteAccess other) {
    return new YtDlp(installed, guard, randomness, other);
  }

  /**
   * What it says of a page.
   *
   * @param options beside those that it is always given
   * @param most how long it may take
   * @throws SluiceException what {@link PageFailures} makes of its complaints; ADDRESS_FORBIDDEN,
   *     SOURCE_STALLED, NOT_MEDIA
   */
  PageFacts ask(SourceUrl url, List<String> options, Duration most, FetchScope scope) {
    WayOut way = new WayOut(access.proxy());
    try (GuardProxy proxy = GuardProxy.start(guard, way, randomness);
        EmptyHome home = EmptyHome.make()) {
      List<String> all = new ArrayList<>(options);
      if (access.cookies().isPresent()) {
        all.addAll(List.of("--cookies", home.with(access.cookies().get()).toString()));
      }
      ProgramRun run =
          ProgramRun.of(
              command(url, all), environment(proxy, home), home.path(), most, MOST_OUTPUT, scope);
      if (run.exitCode() == 0) {
        return PageFacts.of(JSON.readTree(run.out()));
      }
      if (way.isBarred()) {
        throw failure(
            FailureCode.CONNECTION_FAILED,
            "The proxy %s, through which the requests of this key go, does not let us through"
                .formatted(access.proxy().get()),
            url);
      }
      throw failure(run, proxy, url);
    } catch (JsonProcessingException e) {
      throw new SluiceException(
          FailureCode.SOURCE_BROKEN, "yt-dlp says nothing that makes sense of " + url, e);
    } catch (IOException e) {
      throw new SluiceException(
          FailureCode.INTERNAL, "No folder for yt-dlp can be made, filled or removed", e);
    }
  }

  private List<String> command(SourceUrl url, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(installed.program().toString());
    command.addAll(ALWAYS);
    command.addAll(options);
    command.add("--");
    String text = url.text();
    int smuggled = text.indexOf(SMUGGLED);
    command.add(smuggled < 0 ? text : text.substring(0, smuggled));
    return command;
  }

  // Nothing of ours but what it is found by: it starts Python, and perhaps a JavaScript engine.
  private Map<String, String> environment(GuardProxy proxy, EmptyHome home) {
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

  private static SluiceException failure(ProgramRun run, GuardProxy proxy, SourceUrl url) {
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
          "The page has more than %d MB".formatted(GuardProxy.MOST_BYTES >> 20),
          url);
    }
    return PageFailures.of(run.err(), url);
  }

  private static SluiceException failure(FailureCode code, String sentence, SourceUrl url) {
    return new SluiceException(code, sentence + ": " + url);
  }
}
