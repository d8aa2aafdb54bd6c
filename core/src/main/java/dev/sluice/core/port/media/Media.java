package dev.sluice.core.port.media;

import dev.sluice.core.port.media.SourceInfo.SiteListing;
import dev.sluice.core.request.SourceUrl;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Opened media. Used by one job; its inputs may be read by different threads. Closing it frees all
 * connections, threads and memory, even during a read; closing it again does nothing.
 */
public interface Media extends AutoCloseable {
  /** Returns the title that the source gives; empty if it gives none, as for a plain file. */
  default Optional<String> title() {
    return Optional.empty();
  }

  /** Returns the description that the source gives, if any. */
  default Optional<String> description() {
    return Optional.empty();
  }

  /** Returns the date of publication, in ISO 8601 if its format is known. */
  default Optional<String> releaseDate() {
    return Optional.empty();
  }

  /**
   * Returns the file name that the origin proposes ({@code Content-Disposition}), with its
   * extension.
   */
  default Optional<String> proposedName() {
    return Optional.empty();
  }

  /**
   * Returns one input with all streams, or several if the source offers video and audio separately:
   * video first, then audio, the preferred first. If they carry timestamps, these refer to the same
   * clock.
   */
  List<MediaInput> inputs();

  /**
   * Returns the renditions that the source's manifest offers and that the fetcher did not take,
   * each with the reason. Other qualities of a rendition that was taken are not listed.
   */
  default List<StreamReport> otherRenditions() {
    return List.of();
  }

  /** Returns the URL of a picture that represents the media, in any format. */
  default Optional<SourceUrl> thumbnail() {
    return Optional.empty();
  }

  /** Returns how its site lists the media; empty for plain files and streams. */
  default Optional<SiteListing> listing() {
    return Optional.empty();
  }

  /**
   * Returns the subtitles that the source offers apart from the inputs, in the source's order.
   * {@link #session()} opens those whose URL it handles.
   */
  default List<SubtitleTrack> subtitles() {
    return List.of();
  }

  /**
   * Returns a fetcher of the files that belong to the media, such as its subtitles and its
   * thumbnail: it sends the cookies that the source has set. Usable until the media is closed.
   * Empty if these files need no session, so that any fetcher opens them.
   */
  default Optional<MediaFetcher> session() {
    return Optional.empty();
  }

  /**
   * Subtitles in a separate file, as WebVTT or SubRip.
   *
   * @param language as the source writes it, such as {@code en-GB}; empty if it names none
   */
  record SubtitleTrack(SourceUrl url, Optional<String> language) {}

  @Override
  void close();

  /** Media that forwards every call to other media, for subclasses that change some of them. */
  abstract class Forwarding implements Media {
    private final Media media;

    protected Forwarding(Media media) {
      this.media = Objects.requireNonNull(media);
    }

    @Override
    public Optional<String> title() {
      return media.title();
    }

    @Override
    public Optional<String> description() {
      return media.description();
    }

    @Override
    public Optional<String> releaseDate() {
      return media.releaseDate();
    }

    @Override
    public Optional<String> proposedName() {
      return media.proposedName();
    }

    @Override
    public List<MediaInput> inputs() {
      return media.inputs();
    }

    @Override
    public List<StreamReport> otherRenditions() {
      return media.otherRenditions();
    }

    @Override
    public Optional<SourceUrl> thumbnail() {
      return media.thumbnail();
    }

    @Override
    public Optional<SiteListing> listing() {
      return media.listing();
    }

    @Override
    public List<SubtitleTrack> subtitles() {
      return media.subtitles();
    }

    @Override
    public Optional<MediaFetcher> session() {
      return media.session();
    }

    @Override
    public void close() {
      media.close();
    }
  }
}
