package dev.sluice.media.libav;

import dev.sluice.media.libav.base.NativeMemory;
import dev.sluice.media.libav.base.Natives;
import dev.sluice.media.libav.process.ChildLoop;

/** The main class of a child process of a {@link ProcessTranscoder}. */
final class TranscoderChild {
  private TranscoderChild() {}

  /**
   * Runs calls for the parent process.
   *
   * @param arguments those of {@link ChildLoop}, the threads of a decoder or encoder, and the most
   *     pixels of a picture
   */
  public static void main(String[] arguments) {
    LibavSettings settings =
        LibavSettings.standard()
            .threads(Integer.parseInt(arguments[ChildLoop.ARGUMENTS]))
            .maxPixels(Long.parseLong(arguments[ChildLoop.ARGUMENTS + 1]));
    ChildLoop.run(
        arguments,
        spool -> new LibavTranscoder(settings.spoolBy(spool)),
        Natives::folders,
        NativeMemory::giveBack);
  }
}
