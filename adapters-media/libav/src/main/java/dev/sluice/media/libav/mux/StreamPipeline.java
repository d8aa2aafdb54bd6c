package dev.sluice.media.libav.mux;

import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** Processes the packets of one stream of the source: copies or transcodes them. */
public interface StreamPipeline extends AutoCloseable {
  /** Processes a packet and takes its content over; the packet is empty afterwards. */
  void accept(AVPacket packet);

  /** Writes what is still buffered; no more packets come. */
  void finish();

  /** Returns what a reader of the report should know about what was done, if anything. */
  default Optional<String> remark() {
    return Optional.empty();
  }

  /**
   * Returns what the result lacks because it could not be decoded, as a sentence without a full
   * stop; empty if that is nothing or not worth mentioning. Called after {@link #finish}.
   */
  default Optional<String> lost() {
    return Optional.empty();
  }

  @Override
  void close();
}
