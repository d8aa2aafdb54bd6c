package dev.sluice.media.libav.codec;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import dev.sluice.media.libav.base.Times;
import dev.sluice.media.libav.plan.ClipWindow;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the pictures that are shown within a clip, which begins at zero. The picture that is
 * still shown when the clip begins is moved to zero, so that the clip does not begin with a gap.
 */
final class FrameTrimmer implements AutoCloseable {
  private final ClipWindow window;
  private final long exact;
  private final long end;
  private final long usualDuration;
  private @Nullable AVFrame shown;
  private boolean waiting;

  /**
   * @param base the time base of the pictures' times
   * @param usualDuration the duration of a picture in that time base; 0 if it is unknown
   */
  FrameTrimmer(ClipWindow window, AVRational base, long usualDuration) {
    this.window = window;
    this.usualDuration = usualDuration;
    exact = Times.fromMicroseconds(ClipWindow.EXACT, base);
    end = window.cutsEnd() ? Times.fromMicroseconds(window.length(), base) : Long.MAX_VALUE;
  }

  /** Processes the next picture in presentation order. The frame remains the caller's. */
  void push(AVFrame frame, Consumer<AVFrame> frames) {
    long pts = frame.pts();
    if (window.cutsEnd() && pts >= end - exact) {
      // The picture before is shown until then.
      flush(frames);
      return;
    }
    if (window.cutsStart() && pts < -exact) {
      keep(frame);
      return;
    }
    if (waiting && pts > exact) {
      flush(frames);
    }
    waiting = false;
    if (window.cutsStart()) {
      frame.pts(Math.max(0, pts));
    }
    frames.accept(frame);
  }

  /** Passes on what is still buffered; no more pictures come. */
  void finish(Consumer<AVFrame> frames) {
    if (waiting && shown.pts() + Math.max(shown.duration(), usualDuration) > exact) {
      flush(frames);
    }
  }

  private void keep(AVFrame frame) {
    if (shown == null) {
      shown = av_frame_alloc();
    }
    av_frame_unref(shown);
    av_frame_ref(shown, frame);
    waiting = true;
  }

  private void flush(Consumer<AVFrame> frames) {
    if (!waiting) {
      return;
    }
    waiting = false;
    shown.pts(0);
    frames.accept(shown);
  }

  @Override
  public void close() {
    if (shown != null) {
      av_frame_free(shown);
    }
  }
}
