package dev.sluice.media.libav.codec;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_decode_subtitle2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avsubtitle_free;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.sluice.media.libav.base.Natives;
import dev.sluice.media.libav.base.Times;
import dev.sluice.media.libav.plan.ClipWindow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVSubtitle;
import org.bytedeco.ffmpeg.avcodec.AVSubtitleRect;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Converts the packets of a subtitle stream to WebVTT. libav decodes every kind of text to lines of
 * Advanced SubStation Alpha; their text is taken without its styling. Subtitles that are bitmaps
 * yield nothing. Used for one run.
 */
public final class SubtitleExtractor implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SubtitleExtractor.class.getName());

  private static final int MAX_LENGTH = 5 << 20;

  /** The fields before a line's text: order, layer, style, name, three margins and an effect. */
  private static final int FIELDS_BEFORE_TEXT = 8;

  /** The duration of a cue that has none. */
  private static final Duration DEFAULT_DURATION = Duration.ofSeconds(5);

  /** A vector drawing, from its first to its last command. */
  private static final Pattern DRAWING =
      Pattern.compile("\\{[^}]*\\\\p[1-9][^}]*}.*?(\\{[^}]*\\\\p0[^}]*}|$)", Pattern.DOTALL);

  private static final Pattern OVERRIDES = Pattern.compile("\\{\\\\[^}]*}");

  private final AVStream stream;
  private final ClipWindow window;
  private final AVSubtitle subtitle = new AVSubtitle();
  private final StringBuilder cues = new StringBuilder();
  private @Nullable AVCodecContext context;

  public SubtitleExtractor(AVStream stream, ClipWindow window) {
    this.stream = stream;
    this.window = window;
    AVCodec codec = avcodec_find_decoder(stream.codecpar().codec_id());
    if (codec == null || codec.isNull()) {
      return;
    }
    context = avcodec_alloc_context3(codec);
    avcodec_parameters_to_context(context, stream.codecpar());
    context.pkt_timebase(stream.time_base());
    int code = avcodec_open2(context, codec, new AVDictionary((Pointer) null));
    if (code < 0) {
      LOG.log(System.Logger.Level.INFO, "Subtitles are skipped: {0}", Natives.describe(code));
      avcodec_free_context(context);
      context = null;
    }
  }

  /** Adds a packet of this stream. Its times count from the start of the result. */
  public void consider(AVPacket packet) {
    if (context == null || packet.pts() == AV_NOPTS_VALUE || cues.length() > MAX_LENGTH) {
      return;
    }
    int[] got = {0};
    if (avcodec_decode_subtitle2(context, subtitle, got, packet) < 0 || got[0] == 0) {
      return;
    }
    try {
      String text = text();
      if (!text.isBlank()) {
        addCue(packet, text);
      }
    } finally {
      avsubtitle_free(subtitle);
    }
  }

  private void addCue(AVPacket packet, String text) {
    Duration begin = time(packet.pts()).plusMillis(subtitle.start_display_time());
    Duration end =
        packet.duration() > 0
            ? time(packet.pts() + packet.duration())
            : begin.plus(DEFAULT_DURATION);
    Duration from = begin.isNegative() ? Duration.ZERO : begin;
    Duration last = window.cutsEnd() ? Times.ofMicroseconds(window.length()) : end;
    Duration to = end.compareTo(last) < 0 ? end : last;
    if (to.compareTo(from) > 0) {
      cues.append(Times.written(from)).append(" --> ").append(Times.written(to)).append('\n');
      cues.append(text).append("\n\n");
    }
  }

  private Duration time(long value) {
    return Times.ofMicroseconds(Times.toMicroseconds(value, stream.time_base()));
  }

  private String text() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < subtitle.num_rects(); i++) {
      AVSubtitleRect rect = subtitle.rects(i);
      if (rect.ass() != null && !rect.ass().isNull()) {
        String line = plain(rect.ass().getString(StandardCharsets.UTF_8));
        if (!line.isBlank()) {
          lines.append(lines.isEmpty() ? "" : "\n").append(line);
        }
      }
    }
    return lines.toString();
  }

  /** Returns the text of a line, escaped for WebVTT. */
  static String plain(String line) {
    String[] fields = line.split(",", FIELDS_BEFORE_TEXT + 1);
    String webVtt = fields.length > FIELDS_BEFORE_TEXT ? fields[FIELDS_BEFORE_TEXT] : "";
    String text = OVERRIDES.matcher(DRAWING.matcher(webVtt).replaceAll("")).replaceAll("");
    return text.replace("\\N", "\n")
        .replace("\\n", "\n")
        .replace("\\h", "\u00A0")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        // An empty line would end the cue.
        .replaceAll("\\R\\s*(?=\\R)", "")
        .strip();
  }

  /** Returns the subtitles as WebVTT in UTF-8; empty if there are none. */
  public Optional<byte[]> webVtt() {
    return cues.isEmpty()
        ? Optional.empty()
        : Optional.of(("WEBVTT\n\n" + cues).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    if (context != null) {
      avcodec_free_context(context);
      context = null;
    }
  }
}
