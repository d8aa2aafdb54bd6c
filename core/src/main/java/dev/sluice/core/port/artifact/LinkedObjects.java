package dev.sluice.core.port.artifact;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * The objects of a store whose links lead to Sluice's own server, such as a local folder. The
 * server opens a linked object here. Thread-safe.
 */
public interface LinkedObjects {
  /** The path prefix under which the server offers the objects. */
  String PREFIX = "/files/";

  /**
   * Opens the object that a link leads to.
   *
   * @param path the link's path after {@link #PREFIX}, percent-decoded
   * @param expires the link's {@code expires}, in seconds since 1970; empty if it has none
   * @param signature the link's {@code signature}; empty if it has none
   * @return the object; empty if the signature is wrong, the link has expired, or the object is
   *     gone, without a hint which of these is the case
   */
  Optional<LinkedObject> open(String path, String expires, String signature);

  /** An open object. Not thread-safe. */
  interface LinkedObject extends AutoCloseable {
    String fileName();

    String contentType();

    /** Returns the size in bytes. */
    long size();

    Instant modifiedAt();

    /** Reads bytes at {@code position} and returns how many; −1 at the end. */
    int read(long position, ByteBuffer buffer);

    @Override
    void close();
  }
}
