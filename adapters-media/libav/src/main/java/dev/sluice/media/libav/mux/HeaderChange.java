package dev.sluice.media.libav.mux;

import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Thrown if the parameters of a copied stream change in the middle, and the result's header, which
 * states the first ones, is already written.
 */
public final class HeaderChange extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient AVStream source;

  /**
   * @param source the stream that changes
   */
  public HeaderChange(AVStream source) {
    super("a copied stream changes its parameters", null, false, false);
    this.source = source;
  }

  /** Returns whether it is this stream that changes. */
  public boolean isOf(AVStream stream) {
    return source.equals(stream);
  }
}
