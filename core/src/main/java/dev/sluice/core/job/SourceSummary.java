package dev.sluice.core.job;

import java.util.Optional;

/**
 * The metadata that the source gives about itself.
 *
 * @param releaseDate in ISO 8601 if its format is known, else as the source writes it
 * @param videoCodec libav's name of the source's codec, such as {@code hevc}; empty without video
 * @param audioCodec libav's name of the source's codec, such as {@code vorbis}; empty without audio
 */
public record SourceSummary(
    Optional<String> title,
    Optional<String> description,
    Optional<String> releaseDate,
    Optional<String> videoCodec,
    Optional<String> audioCodec) {
  public static final SourceSummary UNKNOWN =
      new SourceSummary(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Returns this summary, with its absent fields taken from the media itself. */
  public SourceSummary completedBy(SourceSummary media) {
    return new SourceSummary(
        title.or(media::title),
        description.or(media::description),
        releaseDate.or(media::releaseDate),
        videoCodec.or(media::videoCodec),
        audioCodec.or(media::audioCodec));
  }
}
