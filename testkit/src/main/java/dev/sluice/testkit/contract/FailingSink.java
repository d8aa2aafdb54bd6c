package dev.sluice.testkit.contract;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.testkit.fake.MemorySink;
import java.nio.ByteBuffer;

/** A sink that fails after some writes, as a full store does. */
final class FailingSink implements ArtifactSink {
  private final MemorySink kept = new MemorySink();
  private final RuntimeException failure;
  private int writesLeft;

  FailingSink(int writesLeft, RuntimeException failure) {
    this.writesLeft = writesLeft;
    this.failure = failure;
  }

  @Override
  public void begin(int head) {
    kept.begin(head);
  }

  @Override
  public void write(ByteBuffer bytes) {
    if (writesLeft-- <= 0) {
      throw failure;
    }
    kept.write(bytes);
  }

  @Override
  public void rewrite(long position, ByteBuffer bytes) {
    kept.rewrite(position, bytes);
  }

  @Override
  public long written() {
    return kept.written();
  }

  @Override
  public long commit() {
    return kept.commit();
  }

  @Override
  public void close() {
    kept.close();
  }
}
