package dev.sluice.core.engine.limits;

import dev.sluice.core.port.artifact.ArtifactSink;
import java.nio.ByteBuffer;

/** A sink that asks before it takes more bytes. */
final class QuotaSink implements ArtifactSink {
  private final ArtifactSink sink;
  private final QuotaEnforcer limits;

  QuotaSink(ArtifactSink sink, QuotaEnforcer limits) {
    this.sink = sink;
    this.limits = limits;
  }

  @Override
  public void begin(int head) {
    sink.begin(head);
  }

  @Override
  public void write(ByteBuffer bytes) {
    limits.written(sink.written() + bytes.remaining());
    sink.write(bytes);
  }

  @Override
  public void rewrite(long position, ByteBuffer bytes) {
    sink.rewrite(position, bytes);
  }

  @Override
  public long written() {
    return sink.written();
  }

  @Override
  public long commit() {
    return sink.commit();
  }

  @Override
  public void close() {
    sink.close();
  }
}
