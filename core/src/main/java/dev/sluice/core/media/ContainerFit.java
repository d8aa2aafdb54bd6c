package dev.sluice.core.media;

import dev.sluice.core.port.media.MediaInfo.StreamFacts;
import dev.sluice.core.request.Container;

/** Whether a container holds a stream as it is. */
@FunctionalInterface
public interface ContainerFit {
  /** Whether the stream's packets can be copied into the container and players would play them. */
  boolean takes(Container container, StreamFacts stream);
}
