package dev.sluice.media.libav.plan;

import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.request.Container;

/** A rule that says which streams can be copied into which container. */
@FunctionalInterface
public interface ContainerFit {
  /**
   * Returns whether the stream's packets can be copied into the container, and players would play
   * them.
   */
  boolean takes(Container container, StreamInfo stream);
}
