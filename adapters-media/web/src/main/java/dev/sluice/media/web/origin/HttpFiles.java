package dev.sluice.media.web.origin;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.manifest.ManifestFormat;
import java.io.InputStream;
import java.net.URI;
import java.util.Objects;
import java.util.Set;

/**
 * Reads files that a manifest names, with the same checks, limits and retries as a source that is a
 * single file. Thread-safe.
 */
public final class HttpFiles {
  // Google's and Amazon's stores answer 400, which is SOURCE_REFUSED, to some expired links.
  private static final Set<FailureCode> STALE =
      Set.of(
          FailureCode.SOURCE_REFUSED,
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

  /** Returns whether the failure may mean that a link has expired, so that a new one would work. */
  public static boolean isStale(SluiceException failure) {
    return STALE.contains(failure.code());
  }

  public HttpFetchSettings settings() {
    return settings;
  }

  /** Returns a reader with the same settings that uses this client. */
  public HttpFiles with(WebClient other) {
    return new HttpFiles(other, settings);
  }

  /**
   * Reads a manifest.
   *
   * @param parent ends when the manifest is no longer needed: its memory is reserved until then
   * @throws SluiceException of category SOURCE; SOURCE_TOO_LARGE if it has more than {@link
   *     ManifestFormat#LARGEST} bytes
   */
  public Manifest readManifest(URI uri, FetchScope parent) {
    Origin origin = new Origin(web, settings.withMaxSourceBytes(ManifestFormat.LARGEST), uri);
    try (FetchScope scope = parent.child()) {
      OriginResponse first = origin.openWhole(scope);
      InputStream raw = new TransferStream(Transfer.ofWhole(origin, scope, first));
      return BodyReader.manifest(
          origin,
          first.response(),
          first.compressed() ? BodyReader.decompressed(origin, raw) : raw,
          parent);
    } catch (SluiceException e) {
      parent.check();
      throw e;
    }
  }

  /**
   * Opens a file, or a range of it. Reading throws {@link SluiceException} of category SOURCE. A
   * transfer that breaks off is continued where it stopped; if that fails, reading fails. A whole
   * file that its server compresses is decompressed; of such a file there are no ranges. Closing
   * the stream ends a blocked read, also from another thread.
   *
   * @param from the position of the first byte
   * @param end the position after the last byte; −1 for the end of the file
   */
  public InputStream open(URI uri, long from, long end, FetchScope parent) {
    parent.check();
    FetchScope scope = parent.child();
    Origin origin = new Origin(web, settings, uri);
    return new FileStream(origin, Transfer.ofRange(origin, scope, from, end), scope);
  }
}
