package dev.sluice.app.command;

import dev.sluice.core.request.LanguageChoice;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code sluice get} for subtitles and thumbnails. */
final class SidecarOptions {
  @Option(
      names = "--download-subtitles",
      description = "Store subtitles beside the file, as WebVTT, where the source has some.")
  private boolean downloadSubtitles;

  @Option(
      names = "--subtitle-languages",
      paramLabel = "LIST",
      description = "Languages of the subtitles, such as en,pt-BR. Default: the source's first.")
  private String subtitleLanguages;

  @Option(
      names = "--download-thumbnail",
      description =
          "Store a picture beside the file, as JPEG: the source's own, or a frame of the video.")
  private boolean downloadThumbnail;

  boolean thumbnail() {
    return downloadThumbnail;
  }

  /**
   * The subtitles. Empty where none are wanted.
   *
   * @throws IllegalArgumentException with a sentence
   */
  Optional<LanguageChoice> choice() {
    if (!downloadSubtitles) {
      if (subtitleLanguages != null) {
        throw new IllegalArgumentException("--subtitle-languages needs --download-subtitles");
      }
      return Optional.empty();
    }
    return Optional.of(
        subtitleLanguages == null ? LanguageChoice.ANY : LanguageChoice.parse(subtitleLanguages));
  }
}
