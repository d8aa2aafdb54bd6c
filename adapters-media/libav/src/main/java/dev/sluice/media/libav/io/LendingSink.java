package dev.sluice.media.libav.io;

import dev.sluice.core.port.artifact.ArtifactSink;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A sink that lends memory, into which a muxer writes what it appends. */
public interface LendingSink extends ArtifactSink {
  /**
   * Lends direct memory for the next bytes. Lends other memory after each {@link #appendLent}.
   *
   * @param flush appends what the memory holds; the sink may run it until it takes the memory back,
   *     but not while one of its own methods runs
   * @return empty if it has none
   */
  Optional<ByteBuffer> lend(Runnable flush);

  /** Appends bytes of the memory that was lent last. */
  void appendLent(int from, int count);

  /** Takes the memory back, with bytes that are not appended. */
  void takeBack();
}
