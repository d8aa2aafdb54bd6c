package dev.sluice.storage.folder;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Objects of any length in a folder. */
abstract class ObjectFolderFixture {
  static final int MB = 1 << 20;

  /** A length that fits no buffer. */
  private static final int PIECE = 400_003;

  @TempDir Path parent;

  Path folder;

  @BeforeEach
  void place() {
    folder = parent.resolve("data/objects");
  }

  static byte[] bytes(int count, long seed) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static ArtifactSink create(ArtifactStore in, String path) {
    return in.create(
        ObjectPath.of(path), new ContentType("video/mp4"), IfExists.REPLACE, StageMonitor.none());
  }

  static void write(ArtifactSink sink, byte[] bytes) {
    for (int from = 0; from < bytes.length; from += PIECE) {
      sink.write(ByteBuffer.wrap(bytes, from, Math.min(PIECE, bytes.length - from)));
    }
  }

  static void put(ArtifactStore in, String path, byte[] bytes) {
    try (ArtifactSink sink = create(in, path)) {
      sink.begin(0);
      write(sink, bytes);
      sink.commit();
    }
  }
}
