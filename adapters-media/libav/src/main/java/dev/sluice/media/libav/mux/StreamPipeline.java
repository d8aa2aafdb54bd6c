package dev.sluice.media.libav.mux;

import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** What happens to the packets of one stream of the source. */
public interface StreamPipeline extends AutoCloseable {
  /** Takes the packet's content over; the packet is empty afterwards. */
  void accept(AVPacket packet);

  /** Nothing more comes: hands on what is still held back. */
  void finish();

  @Override
  void close();
}
