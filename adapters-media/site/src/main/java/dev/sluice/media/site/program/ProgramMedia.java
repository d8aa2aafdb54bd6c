package dev.sluice.media.site.program;

import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** One track that a program brings; closing it ends the program. */
public final class ProgramMedia implements Media {
  private final MediaInput input;
  private final List<AutoCloseable> around;

  /**
   * @param around the program's end, and then of all that it needs
   */
  public ProgramMedia(MediaInput input, List<AutoCloseable> around) {
    this.input = input;
    this.around = List.copyOf(around);
  }

  @Override
  public List<MediaInput> inputs() {
    return List.of(input);
  }

  @Override
  public void close() {
    close(around);
  }

  public static void close(List<AutoCloseable> around) {
    try {
      for (AutoCloseable each : around) {
        each.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("what yt-dlp left behind cannot be removed", e);
    } catch (Exception e) {
      throw new IllegalStateException("a program's surroundings do not close", e);
    }
  }
}
