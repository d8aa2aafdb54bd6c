package dev.sluice.media.web.origin;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads bodies whole, and decompresses them. */
public final class BodyReader {
  private BodyReader() {}

  /** Returns what is left of a source; fails if that is more than {@code maxBytes}. */
  public static byte[] whole(Origin origin, InputStream rest, int maxBytes) {
    try (InputStream source = rest) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] piece = new byte[1 << 14];
      int count;
      while ((count = source.read(piece)) >= 0) {
        if (all.size() + count > maxBytes) {
          throw origin.failures().tooLarge(maxBytes);
        }
        all.write(piece, 0, count);
      }
      return all.toByteArray();
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
      return new GZIPInputStream(raw, 1 << 16);
    } catch (ZipException | EOFException e) {
      throw damaged(origin, e);
    } catch (IOException e) {
      throw new SluiceException(FailureCode.INTERNAL, "The source cannot be decompressed", e);
    }
  }
}
