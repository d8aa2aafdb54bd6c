package dev.sluice.storage.folder;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A process that writes a large object into a folder, and never commits it. */
final class UnfinishedWriter {
  private static final int MB = 1 << 20;

  private UnfinishedWriter() {}

  public static void main(String[] arguments) throws IOException {
    FileArtifactStore store = FileArtifactStore.in(Path.of(arguments[0]));
    try (ArtifactSink sink =
        store.create(
            ObjectPath.of("film.mp4"),
            new ContentType("video/mp4"),
            IfExists.FAIL,
            StageMonitor.none())) {
      sink.begin(MB);
      for (int i = 0; i < 24; i++) {
        sink.write(ByteBuffer.allocate(MB));
      }
      // Ends what is written past the page cache.
      sink.rewrite(0, ByteBuffer.allocate(1));
      System.out.println("written");
      if (System.in.read() >= 0) {
        sink.commit();
      }
    }
  }
}
