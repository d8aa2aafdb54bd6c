package dev.sluice.core.port.media;

import dev.sluice.core.port.media.SourceInfo.SiteListing;
import dev.sluice.core.request.SourceUrl;
import java.util.List;
import java.util.Optional;

/**
 * Opened media. Used by one job; its inputs may be read by different threads. Closing it frees
 * everything (connections, threads, memory), also in the middle of a read, and may be done twice.
 */
public interface Media extends AutoCloseable {
  /** The title that the source gives; empty where it gives none, as a plain file does. */
  default Optional<String> title() {
    return Optional.empty();
  }

  default Optional<String> description() {
    return Optional.empty();
  }

  /** The date of publication, ISO 8601 where it can be told. */
  default Optional<String> releaseDate() {
    return Optional.empty();
  }

  /** A file name that the origin proposes ({@code Content-Disposition}), with its extension. */
  default Optional<String> proposedName() {
    return Optional.empty();
  }

  /**
   * One input that holds everything, or two: video first, then audio, where a site gives them
   * apart. Where the bytes of both tell the time, they tell it by the same clock.
   */
  List<MediaInput> inputs();

  /** A picture that stands for the media, of whatever kind. */
  default Optional<SourceUrl> thumbnail() {
    return Optional.empty();
  }

  /** How the site lists it that it was found on; empty for plain files and streams. */
  default Optional<SiteListing> listing() {
    return Optional.empty();
  }

  /** Subtitles that the source has beside the media, in its own order. */
  default List<SubtitleTrack> subtitles() {
    return List.of();
  }

  /**
   * Subtitles as a file of their own, as WebVTT or SubRip.
   *
   * @param language as the source writes it, such as {@code en-GB}; empty where it names none
   */
  record SubtitleTrack(SourceUrl url, Optional<String> language) {}

  @Override
  void close();
}
