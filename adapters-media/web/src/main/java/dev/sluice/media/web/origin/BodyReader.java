package dev.sluice.media.web.origin;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.shared.BoundedGzipStream;
import dev.sluice.media.web.manifest.Manifest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** Decompresses bodies, and reads manifests. */
public final class BodyReader {
  /**
   * How much memory a manifest takes while it is parsed, in multiples of its size: its text, and
   * the lists that are made of it, which are copied when they grow.
   */
  private static final int TIMES = 3;

  private BodyReader() {}

  /**
   * Reads a manifest to its end, and closes its body.
   *
   * @param body the body of the response, decompressed
   * @param scope ends when the manifest is no longer needed: its memory is reserved until then
   * @throws SluiceException of category SOURCE; SOURCE_TOO_LARGE if it is too large; as {@link
   *     FetchScope#reserve}
   */
  public static Manifest manifest(
      Origin origin, WebClient.Response response, InputStream body, FetchScope scope) {
    try (InputStream source = body) {
      return Manifest.read(
          response, source, bytes -> scope.reserve((long) TIMES * bytes, "the manifest"));
    } catch (IOException e) {
      throw damaged(origin, e);
    }
  }

  /** Returns the failure of a source whose compressed bytes cannot be decompressed. */
  public static SluiceException damaged(Origin origin, IOException cause) {
    return origin
        .failures()
        .of(FailureCode.SOURCE_CUT, "The source's compressed bytes are damaged", cause);
  }

  public static InputStream decompressed(Origin origin, InputStream raw) {
    try {
      return new BoundedGzipStream(raw, 1 << 16);
    } catch (ZipException | EOFException e) {
      throw damaged(origin, e);
    } catch (IOException e) {
      throw new SluiceException(FailureCode.INTERNAL, "The source cannot be decompressed", e);
    }
  }
}
