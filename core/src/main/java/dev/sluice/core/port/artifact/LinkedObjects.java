package dev.sluice.core.port.artifact;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * Objects of a store whose links lead back to our own server, such as a local folder: the server
 * asks here for what lies behind a link. Thread-safe.
 */
public interface LinkedObjects {
  /** The path prefix under which the server offers them. */
  String PREFIX = "/files/";

  /**
   * Opens what a link leads to.
   *
   * @param path the link's path behind {@link #PREFIX}, percent-decoded
   * @param expires the link's {@code expires}, seconds since 1970; empty when it has none
   * @param signature the link's {@code signature}; empty when it has none
   * @return empty if the signature is wrong, the link has expired, or the object is gone: which of
   *     them is not told
   */
  Optional<LinkedObject> open(String path, String expires, String signature);

  /** An open object. Not thread-safe. */
  interface LinkedObject extends AutoCloseable {
    String fileName();

    String contentType();

    /** In bytes. */
    long size();

    Instant modifiedAt();

    /** Reads at {@code position}; −1 at the end. */
    int read(long position, ByteBuffer buffer);

    @Override
    void close();
  }
}
