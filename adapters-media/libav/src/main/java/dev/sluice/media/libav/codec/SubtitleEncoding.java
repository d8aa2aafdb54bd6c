package dev.sluice.media.libav.codec;

import static org.bytedeco.ffmpeg.global.avcodec.SUBTITLE_ASS;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_decode_subtitle2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_encode_subtitle;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avsubtitle_free;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.media.libav.base.Failures;
import dev.sluice.media.libav.base.Natives;
import dev.sluice.media.libav.base.Times;
import dev.sluice.media.libav.mux.MetadataCopier;
import dev.sluice.media.libav.mux.Muxer;
import dev.sluice.media.libav.mux.StreamPipeline;
import dev.sluice.media.libav.plan.ClipWindow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVSubtitle;
import org.bytedeco.ffmpeg.avcodec.AVSubtitleRect;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Writes the text of subtitles in another format. That of mp4 shows one text at a time, so texts
 * that overlap are written as the lines that are shown from one change to the next.
 */
public final class SubtitleEncoding implements StreamPipeline {
  /** The duration of a text that has none, in microseconds. */
  private static final long DEFAULT_DURATION = 5_000_000;

  private static final int MAX_TEXT = 256 << 10;

  /** More texts are never shown together. */
  private static final int MAX_SHOWN = 32;

  /** The fields in front of the text of a line of Advanced SubStation Alpha. */
  private static final int FIELDS_BEFORE_TEXT = 8;

  private static final AVRational MILLISECONDS = new AVRational().num(1).den(1_000);

  private final AVStream source;
  private final ClipWindow window;
  private final Muxer muxer;
  private final AVStream target;
  private final AVCodecContext decoder;
  private final AVCodecContext encoder;
  private final AVSubtitle subtitle = new AVSubtitle();
  private final AVPacket made = av_packet_alloc();
  private final BytePointer text = new BytePointer(MAX_TEXT);
  private final boolean isOneAtATime;
  private final AVSubtitle joined = new AVSubtitle();

  /** The texts that are shown at {@link #reached}, with their ends. */
  private final List<Shown> shown = new ArrayList<>();

  private long reached;
  private long broken;

  /**
   * @param line with all its fields, of which the last one is the text
   */
  private record Shown(long to, String line, String text) {}

  /**
   * @param codec the name of libav's encoder
   */
  public SubtitleEncoding(AVStream source, String codec, ClipWindow window, Muxer muxer) {
    this.source = source;
    this.window = window;
    this.muxer = muxer;
    isOneAtATime = codec.equals("mov_text");
    AVCodec reading = avcodec_find_decoder(source.codecpar().codec_id());
    AVCodec writing = avcodec_find_encoder_by_name(codec);
    if (writing == null || writing.isNull()) {
      throw new SluiceException(
          FailureCode.ENCODER_MISSING, "This build has no encoder %s".formatted(codec));
    }
    decoder = avcodec_alloc_context3(reading);
    encoder = avcodec_alloc_context3(writing);
    try {
      avcodec_parameters_to_context(decoder, source.codecpar());
      decoder.pkt_timebase(source.time_base());
      check(avcodec_open2(decoder, reading, new AVDictionary((Pointer) null)), "decoded");
      encoder.time_base(MILLISECONDS);
      copyHeader();
      check(avcodec_open2(encoder, writing, new AVDictionary((Pointer) null)), "encoded");
      target = muxer.addStream();
      avcodec_parameters_from_context(target.codecpar(), encoder);
      target.time_base(MILLISECONDS);
      MetadataCopier.copy(source, target);
    } catch (Throwable failure) {
      close();
      throw failure;
    }
  }

  private static void check(int code, String what) {
    if (code < 0) {
      throw Failures.damaged(
          "The source's subtitles cannot be %s (%s)".formatted(what, Natives.describe(code)));
    }
  }

  // The styles that the lines of text refer to. The encoder owns and frees its copy.
  private void copyHeader() {
    int size = decoder.subtitle_header_size();
    if (size > 0) {
      BytePointer copy = new BytePointer(av_mallocz(size + 1L));
      BytePointer.memcpy(copy, decoder.subtitle_header(), size);
      encoder.subtitle_header(copy);
      encoder.subtitle_header_size(size);
    }
  }

  @Override
  public void accept(AVPacket packet) {
    try {
      int[] got = {0};
      if (packet.pts() == AV_NOPTS_VALUE
          || avcodec_decode_subtitle2(decoder, subtitle, got, packet) < 0) {
        broken++;
      } else if (got[0] != 0) {
        try {
          encode(packet);
        } finally {
          avsubtitle_free(subtitle);
        }
      }
    } finally {
      av_packet_unref(packet);
    }
  }

  private void encode(AVPacket packet) {
    if (subtitle.num_rects() == 0) {
      return;
    }
    long begin =
        Times.toMicroseconds(packet.pts(), source.time_base())
            + 1_000L * Math.max(0, subtitle.start_display_time());
    long end = begin + duration(packet);
    long from = window.cutsStart() ? Math.max(0, begin) : begin;
    long to = window.cutsEnd() ? Math.min(window.length(), end) : end;
    if (to <= from) {
      return;
    }
    if (isOneAtATime) {
      showUntil(from);
      for (int i = 0; i < subtitle.num_rects(); i++) {
        BytePointer line = subtitle.rects(i).ass();
        if (line != null && !line.isNull()) {
          show(to, line.getString(StandardCharsets.UTF_8));
        }
      }
    } else {
      encode(subtitle, from, to);
    }
  }

  private void show(long to, String line) {
    String[] fields = line.split(",", FIELDS_BEFORE_TEXT + 1);
    if (fields.length <= FIELDS_BEFORE_TEXT || shown.size() == MAX_SHOWN) {
      broken++;
    } else {
      shown.add(new Shown(to, line, fields[FIELDS_BEFORE_TEXT]));
    }
  }

  private void encode(AVSubtitle lines, long from, long to) {
    lines.pts(from);
    lines.start_display_time(0);
    lines.end_display_time((int) ((to - from) / 1_000));
    int size = avcodec_encode_subtitle(encoder, text, MAX_TEXT, lines);
    if (size < 0) {
      broken++;
    } else if (size > 0) {
      write(size, from, to);
    }
  }

  /** Writes what is shown until a time, at which another text begins. */
  private void showUntil(long time) {
    while (!shown.isEmpty() && reached < time) {
      long until = Math.min(time, shown.stream().mapToLong(Shown::to).min().getAsLong());
      if (until > reached) {
        encodeShown(until);
        reached = until;
      }
      shown.removeIf(each -> each.to() <= until);
    }
    reached = Math.max(reached, time);
  }

  private void encodeShown(long until) {
    String line =
        shown.get(0).line()
            + shown.stream()
                .skip(1)
                // Overrides of a text end with it.
                .map(each -> "{\\r}\\N" + each.text())
                .collect(Collectors.joining());
    try (BytePointer bytes = new BytePointer(line, StandardCharsets.UTF_8);
        AVSubtitleRect rect = new AVSubtitleRect();
        PointerPointer<AVSubtitleRect> rects = new PointerPointer<>(1)) {
      rect.type(SUBTITLE_ASS).ass(bytes);
      joined.num_rects(1).rects(rects.put(rect));
      encode(joined, reached, until);
      joined.num_rects(0).rects(new PointerPointer<>((Pointer) null));
    }
  }

  private long duration(AVPacket packet) {
    if (packet.duration() > 0) {
      return Times.toMicroseconds(packet.duration(), source.time_base());
    }
    long shown = subtitle.end_display_time() - (long) subtitle.start_display_time();
    return shown > 0 ? 1_000 * shown : DEFAULT_DURATION;
  }

  private void write(int size, long from, long to) {
    if (av_new_packet(made, size) < 0) {
      throw new OutOfMemoryError("no memory for a packet of " + size + " bytes");
    }
    BytePointer.memcpy(made.data(), text, size);
    made.pts(from / 1_000);
    made.dts(from / 1_000);
    made.duration(Math.max(1, (to - from) / 1_000));
    made.flags(org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY);
    muxer.write(made, target, MILLISECONDS);
  }

  @Override
  public Optional<String> remark() {
    return broken == 0
        ? Optional.empty()
        : Optional.of(
            String.format(Locale.ROOT, "%,d of its texts could not be converted", broken));
  }

  @Override
  public void finish() {
    showUntil(Long.MAX_VALUE);
  }

  @Override
  public void close() {
    avcodec_free_context(decoder);
    avcodec_free_context(encoder);
    av_packet_free(made);
    text.close();
  }
}
