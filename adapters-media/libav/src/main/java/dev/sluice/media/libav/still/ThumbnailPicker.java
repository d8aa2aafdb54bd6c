package dev.sluice.media.libav.still;

import static org.bytedeco.ffmpeg.global.avformat.av_guess_frame_rate;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_sample_aspect_ratio;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.media.libav.base.DecoderLimits;
import dev.sluice.media.libav.base.PacketTimes;
import dev.sluice.media.libav.base.Times;
import dev.sluice.media.libav.codec.FrameDecoder;
import dev.sluice.media.libav.demux.Demuxer;
import dev.sluice.media.libav.demux.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the thumbnail of a result: the source's own picture, or its cover, or the frame at a
 * tenth of the result's duration. That frame is decoded from the packets of the run. If the key
 * picture before it is far away, the next key picture is used instead, so that few packets are
 * buffered. A failure only leaves the result without a thumbnail. Used for one run.
 */
public final class ThumbnailPicker implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ThumbnailPicker.class.getName());

  private static final int PART = 10;

  /** The time of the frame if the duration is unknown, in microseconds. */
  private static final long DEFAULT_MARK = 10_000_000;

  private static final int MAX_HELD = 150;
  private static final long MAX_HELD_BYTES = 8 << 20;
  private static final int MAX_TRIES = 3;

  private final Source source;
  private final DecoderLimits limits;
  private final List<AVPacket> held = new ArrayList<>();
  private long heldBytes;
  private boolean tooMany;
  private int tries;
  private long mark;
  private Optional<Transcoder.Picture> found;
  private Optional<StreamInfo> watched = Optional.empty();
  private @Nullable AVFrame chosen;

  /**
   * @param supplied the source's own picture
   */
  public ThumbnailPicker(
      Source source, Optional<Transcoder.Picture> supplied, DecoderLimits limits) {
    this.source = source;
    this.limits = limits;
    JpegConverter stills = new JpegConverter(limits);
    found = supplied.flatMap(stills::jpeg).or(() -> cover(stills));
    if (found.isEmpty()) {
      watched = source.facts().first(StreamKind.VIDEO);
    }
  }

  private Optional<Transcoder.Picture> cover(JpegConverter stills) {
    return source
        .facts()
        .first(StreamKind.COVER)
        .map(cover -> source.stream(cover.index()).attached_pic())
        .map(JpegImage::bytes)
        .flatMap(bytes -> stills.jpeg(new Transcoder.Picture(bytes)));
  }

  /**
   * Returns the stream whose packets are needed; empty if the thumbnail is already chosen, or there
   * is no video.
   */
  public OptionalInt watched() {
    return watched.isPresent() ? OptionalInt.of(watched.get().index()) : OptionalInt.empty();
  }

  /** Sets the duration of the result; zero if it is unknown. */
  public void setDuration(Duration duration) {
    mark = duration.isZero() ? DEFAULT_MARK : duration.toNanos() / 1_000 / PART;
  }

  /**
   * Considers a packet of the run. Its times count from the start of the result.
   *
   * @param number the number of its stream
   */
  public void consider(int number, AVPacket packet) {
    if (found.isPresent() || watched.isEmpty() || watched.get().index() != number) {
      return;
    }
    long at = PacketTimes.decodingTime(packet);
    boolean isPastMark = at != AV_NOPTS_VALUE && inMicroseconds(at) > mark;
    boolean isKey = (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0;
    if (isPastMark && !tooMany) {
      take();
    }
    if (found.isPresent()) {
      release();
      return;
    }
    if (isKey) {
      release();
      tooMany = false;
    }
    hold(packet, isKey);
    if (isPastMark && isKey) {
      take();
    }
  }

  /** Returns the thumbnail; no more packets come. */
  public Optional<Transcoder.Picture> finish() {
    if (found.isEmpty()) {
      take();
    }
    return found;
  }

  private void hold(AVPacket packet, boolean isKey) {
    if (tooMany || (held.isEmpty() && !isKey)) {
      return;
    }
    if (held.size() == MAX_HELD || heldBytes + packet.size() > MAX_HELD_BYTES) {
      tooMany = !held.isEmpty();
      // Only the key picture is kept, in case no later one comes.
      while (held.size() > 1) {
        avcodec.av_packet_free(held.remove(held.size() - 1));
      }
      return;
    }
    held.add(avcodec.av_packet_clone(packet));
    heldBytes += packet.size();
  }

  private void take() {
    if (held.isEmpty() || tries == MAX_TRIES) {
      return;
    }
    tries++;
    AVStream stream = source.stream(watched.get().index());
    Demuxer demuxer = source.demuxerOf(watched.get().index());
    AVRational rate = av_guess_frame_rate(demuxer.context(), stream, null);
    try (FrameDecoder decoder =
        new FrameDecoder(stream, rate, limits.threads(), limits.maxPixels())) {
      held.forEach(packet -> decoder.decode(packet, this::choose));
      decoder.finish(this::choose);
    } catch (SluiceException e) {
      LOG.log(System.Logger.Level.DEBUG, "no thumbnail from these packets: {0}", e.getMessage());
    }
    if (chosen != null) {
      AVRational aspect = av_guess_sample_aspect_ratio(demuxer.context(), stream, chosen);
      try {
        ThumbnailRenderer shape = new ThumbnailRenderer(aspect, watched.get().rotation());
        found = Optional.of(new Transcoder.Picture(shape.jpeg(chosen)));
      } catch (SluiceException e) {
        LOG.log(System.Logger.Level.INFO, "There is no thumbnail: {0}", e.getMessage());
      }
      av_frame_unref(chosen);
    }
  }

  private void choose(AVFrame frame) {
    long pts = frame.best_effort_timestamp();
    boolean first = chosen == null || chosen.width() == 0;
    if (first || (pts != AV_NOPTS_VALUE && inMicroseconds(pts) <= mark)) {
      if (chosen == null) {
        chosen = av_frame_alloc();
      }
      av_frame_unref(chosen);
      av_frame_ref(chosen, frame);
    }
  }

  private long inMicroseconds(long time) {
    return Times.toMicroseconds(time, source.stream(watched.get().index()).time_base());
  }

  private void release() {
    held.forEach(avcodec::av_packet_free);
    held.clear();
    heldBytes = 0;
  }

  @Override
  public void close() {
    release();
    if (chosen != null) {
      av_frame_free(chosen);
      chosen = null;
    }
  }
}
