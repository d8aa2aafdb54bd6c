package dev.sluice.media.libav.plan;

import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.VideoCodec;
import java.util.Optional;

/** A rule that says which streams can be copied into which container, and what is known of them. */
@FunctionalInterface
public interface ContainerFit {
  /**
   * Returns whether the stream's packets can be copied into the container, and players would play
   * them.
   */
  boolean takes(Container container, StreamInfo stream);

  /** Returns why {@link #takes} is false, as a phrase for people. */
  default String obstacle(Container container, StreamInfo stream) {
    return "%s cannot hold %s".formatted(container, stream.codec());
  }

  /** Returns whether this build can decode the stream. */
  default boolean decodes(StreamInfo stream) {
    return true;
  }

  /**
   * Checks that the size of the video's pictures is known.
   *
   * @throws dev.sluice.core.failure.SluiceException STREAM_UNSUPPORTED
   */
  default void checkSize(StreamInfo video) {}

  /** Returns whether two streams belong to different programs of a broadcast. */
  default boolean areApart(StreamInfo one, StreamInfo other) {
    return false;
  }

  /**
   * Returns what becomes of the stream's dynamic range if it is encoded, as a phrase for people;
   * empty if it stays.
   */
  default Optional<String> rangeLoss(StreamInfo stream, VideoCodec codec) {
    return Optional.empty();
  }
}
