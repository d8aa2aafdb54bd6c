package dev.sluice.testkit.contract;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.testkit.fake.MemorySink;
import java.nio.ByteBuffer;

/** A sink that fails after some writes, as a full store does. */
final class FailingSink implements ArtifactSink {
  private final MemorySink stored = new MemorySink();
  private final RuntimeException failure;
  private int writesLeft;

  FailingSink(int writesLeft, RuntimeException failure) {
    this.writesLeft = writesLeft;
    this.failure = failure;
  }

  @Override
  public void begin(int head) {
    stored.begin(head);
  }

  @Override
  public void write(ByteBuffer bytes) {
    if (writesLeft-- <= 0) {
      throw failure;
    }
    stored.write(bytes);
  }

  @Override
  public void rewrite(long position, ByteBuffer bytes) {
    stored.rewrite(position, bytes);
  }

  @Override
  public long written() {
    return stored.written();
  }

  @Override
  public long commit() {
    return stored.commit();
  }

  @Override
  public void close() {
    stored.close();
  }
}
