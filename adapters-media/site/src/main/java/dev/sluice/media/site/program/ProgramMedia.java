package dev.sluice.media.site.program;

import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** One track that a program writes; closing it ends the program. */
public final class ProgramMedia implements Media {
  private final MediaInput input;
  private final List<AutoCloseable> resources;

  /**
   * Creates the media of one input.
   *
   * @param resources closed in this order: the program first
   */
  public ProgramMedia(MediaInput input, List<AutoCloseable> resources) {
    this.input = input;
    this.resources = List.copyOf(resources);
  }

  @Override
  public List<MediaInput> inputs() {
    return List.of(input);
  }

  @Override
  public void close() {
    close(resources);
  }

  public static void close(List<AutoCloseable> resources) {
    try {
      for (AutoCloseable each : resources) {
        each.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the files of yt-dlp cannot be deleted", e);
    } catch (Exception e) {
      throw new IllegalStateException("the resources of a program cannot be closed", e);
    }
  }
}
