package dev.sluice.media.web.origin;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.HttpDates;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.manifest.Manifest;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the files that a manifest names: with the same checks, limits and second tries as a file
 * that is media by itself. Thread-safe.
 */
public final class HttpFiles {
  private static final Set<FailureCode> STALE =
      Set.of(
          FailureCode.SOURCE_UNAUTHORIZED,
          FailureCode.SOURCE_FORBIDDEN,
          FailureCode.SOURCE_NOT_FOUND,
          FailureCode.SOURCE_GONE);

  private final WebClient web;
  private final HttpFetchSettings settings;

  public HttpFiles(WebClient web, HttpFetchSettings settings) {
    this.web = Objects.requireNonNull(web);
    this.settings = Objects.requireNonNull(settings);
  }

  /** Whether it may be a link's age that is refused so, and a new one would be good. */
  public static boolean isStale(SluiceException refusal) {
    return STALE.contains(refusal.code());
  }

  public HttpFetchSettings settings() {
    return settings;
  }

  /**
   * Reads a small file whole.
   *
   * @param most bytes
   * @throws SluiceException of category SOURCE; SOURCE_TOO_LARGE if there are more
   */
  public Small small(URI place, int most, FetchScope within) {
    Origin origin = new Origin(web, settings.withMaxSourceBytes(most), place);
    try (FetchScope scope = within.part()) {
      OriginResponse first = origin.openWhole(scope);
      Transfer transfer = new Transfer(origin, scope, first, origin.total());
      InputStream raw = new TransferStream(transfer);
      byte[] bytes =
          BodyReader.whole(
              origin, first.compressed() ? BodyReader.decompressed(origin, raw) : raw, most);
      return new Small(first.response().uri(), bytes, HttpDates.serverTime(first.response()));
    } catch (SluiceException e) {
      within.check();
      throw e;
    }
  }

  /**
   * A small file.
   *
   * @param place where it was found, after all redirects
   * @param date what time it was for who answered, where that is told
   */
  public record Small(URI place, byte[] bytes, Optional<Instant> date) {
    /** As a text. */
    public Manifest manifest() {
      return Manifest.of(place, bytes, date);
    }
  }

  /**
   * Opens a file, or a stretch of it. Reading throws {@link SluiceException} of category SOURCE; a
   * cut is taken up where it happened, and an end that comes too early is a failure. Closing the
   * stream ends a blocked read, also from another thread.
   *
   * @param from the position of the first byte wanted
   * @param end behind the last one; −1 for the file's end
   */
  public InputStream open(URI place, long from, long end, FetchScope within) {
    within.check();
    FetchScope scope = within.part();
    Transfer transfer = new Transfer(new Origin(web, settings, place), scope, from, end);
    return new TransferStream(transfer) {
      // The transfer is its reader's; whoever closes may be somebody else.
      @Override
      public void close() {
        scope.close();
      }
    };
  }
}
