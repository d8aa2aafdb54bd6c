package dev.sluice.media.libav.demux;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_NONE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_TTML;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_WEBVTT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_SUBTITLE;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.media.CueJoiner;
import dev.sluice.core.media.TextCue;
import dev.sluice.core.media.WebVttSample;
import dev.sluice.media.libav.base.TimeBase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Converts the samples of WebVTT and TTML in mp4, which no decoder of libav reads, to packets of
 * WebVTT, one for each cue. Not thread-safe.
 */
final class TextSamples {
  /** What {@link #tag} is of TTML in mp4. */
  static final int TTML = tag("stpp");

  private static final int WEB_VTT = tag("wvtt");

  /** Larger samples are no text. In bytes. */
  private static final int LARGEST = 5 << 20;

  /** How long a text is shown whose end is unknown. In microseconds. */
  private static final long DEFAULT_DURATION = 5_000_000;

  private final boolean isTtml;
  private final int index;
  private final TimeBase base;
  private final CueJoiner joiner = new CueJoiner(this::write);
  private final Deque<Cue> ready = new ArrayDeque<>();
  private long position = -1;
  private long broken;

  private record Cue(TextCue cue, long position) {}

  private TextSamples(boolean isTtml, int index, TimeBase base) {
    this.isTtml = isTtml;
    this.index = index;
    this.base = base;
  }

  /** Returns a converter for a stream, which becomes one of WebVTT; empty for other streams. */
  static Optional<TextSamples> of(AVStream stream) {
    AVCodecParameters parameters = stream.codecpar();
    int codec = parameters.codec_id();
    boolean isTtml = codec == AV_CODEC_ID_TTML && parameters.codec_tag() == TTML;
    boolean isWebVtt = codec == AV_CODEC_ID_NONE && parameters.codec_tag() == WEB_VTT;
    if (!isTtml && !isWebVtt) {
      return Optional.empty();
    }
    parameters.codec_type(AVMEDIA_TYPE_SUBTITLE);
    parameters.codec_id(AV_CODEC_ID_WEBVTT);
    return Optional.of(new TextSamples(isTtml, stream.index(), TimeBase.of(stream.time_base())));
  }

  private static int tag(String name) {
    return name.charAt(0) | name.charAt(1) << 8 | name.charAt(2) << 16 | name.charAt(3) << 24;
  }

  /** Takes a sample with the times of its track. */
  void add(AVPacket sample) {
    if (sample.pts() == AV_NOPTS_VALUE || sample.size() > LARGEST) {
      broken++;
      return;
    }
    position = sample.pos();
    long from = base.toMicroseconds(sample.pts());
    long to =
        sample.duration() > 0
            ? base.toMicroseconds(sample.pts() + sample.duration())
            : TextCue.OPEN;
    byte[] bytes = new byte[sample.size()];
    if (bytes.length > 0) {
      sample.data().get(bytes);
    }
    if (isTtml && isBlank(bytes)) {
      return;
    }
    try {
      joiner.add(from, cues(bytes, from, to));
    } catch (SluiceException e) {
      broken++;
    }
  }

  // A sample without a document fills a gap.
  private static boolean isBlank(byte[] sample) {
    boolean isBlank = true;
    for (byte each : sample) {
      isBlank &= each >= 0 && each <= ' ';
    }
    return isBlank;
  }

  private Stream<TextCue> cues(byte[] sample, long from, long to) {
    List<TextCue> cues =
        isTtml ? TtmlReader.cues(sample) : WebVttSample.cues(ByteBuffer.wrap(sample), from, to);
    return cues.stream()
        .map(cue -> cue.within(from, to))
        .map(cue -> new TextCue(cue.from(), end(cue), "", cue.text()));
  }

  private static long end(TextCue cue) {
    return cue.to() == TextCue.OPEN ? cue.from() + DEFAULT_DURATION : cue.to();
  }

  private void write(TextCue cue) {
    ready.add(new Cue(cue, position));
  }

  /** Returns the next packet; false if none is ready. */
  boolean next(AVPacket packet) {
    Cue next = ready.poll();
    if (next == null) {
      return false;
    }
    byte[] text = next.cue().text().getBytes(StandardCharsets.UTF_8);
    if (av_new_packet(packet, text.length) < 0) {
      throw new OutOfMemoryError("no memory for a packet of " + text.length + " bytes");
    }
    packet.data().put(text);
    packet.stream_index(index);
    packet.pts(base.fromMicroseconds(next.cue().from()));
    packet.dts(packet.pts());
    packet.duration(base.fromMicroseconds(next.cue().to()) - packet.pts());
    packet.pos(next.position());
    packet.flags(AV_PKT_FLAG_KEY);
    return true;
  }

  /** Makes packets of all that waits: no sample follows, or one of another place. */
  void finish() {
    joiner.finish();
  }

  /** Drops what waits, as after a seek. */
  void clear() {
    joiner.finish();
    ready.clear();
  }

  /** Returns how many samples could not be read. */
  long broken() {
    return broken;
  }
}
