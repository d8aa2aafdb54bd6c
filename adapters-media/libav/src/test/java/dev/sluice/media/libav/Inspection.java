package dev.sluice.media.libav;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_describe;
import static org.bytedeco.ffmpeg.global.avutil.av_get_sample_fmt_name;

import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.libav.base.Natives;
import dev.sluice.media.libav.base.Times;
import dev.sluice.media.libav.codec.FilterChain;
import dev.sluice.media.libav.codec.FrameDecoder;
import dev.sluice.media.libav.demux.Demuxer;
import dev.sluice.media.libav.demux.Source;
import dev.sluice.media.libav.io.SpoolFolder;
import dev.sluice.testkit.fake.MemoryInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/** Decodes the best video and audio of a file completely, for comparisons. */
final class Inspection {
  private static final int SOUND_RATE = 48_000;

  final MediaInfo facts;

  /** Brightness of each picture by its time in microseconds. */
  final TreeMap<Long, byte[]> pictures = new TreeMap<>();

  /** The times of all packets, in the order of the file. */
  final Map<StreamKind, List<Long>> decodeTimes = new TreeMap<>();

  long pictureStart = Long.MAX_VALUE;
  long pictureEnd;
  long soundStart = Long.MAX_VALUE;
  long soundEnd;
  int width;
  int height;
  private float[] sound = new float[0];

  static Inspection of(byte[] file) {
    return new Inspection(file);
  }

  private Inspection(byte[] file) {
    try (Source source =
        Source.open(
            List.of(MemoryInput.of(file)), StageMonitor.none(), 100_000_000, SpoolFolder.none())) {
      facts = source.facts();
      read(source);
    }
  }

  private void read(Source source) {
    Demuxer demuxer = source.demuxers().get(0);
    StreamInfo video = facts.first(StreamKind.VIDEO).orElse(null);
    StreamInfo audio = facts.first(StreamKind.AUDIO).orElse(null);
    FrameDecoder pictureDecoder = video == null ? null : decoder(demuxer, video);
    FrameDecoder soundDecoder = audio == null ? null : decoder(demuxer, audio);
    AVPacket packet = av_packet_alloc();
    while (demuxer.read(packet)) {
      int index = packet.stream_index();
      AVRational base = demuxer.stream(index).time_base();
      if (video != null && index == video.index()) {
        times(StreamKind.VIDEO).add(Times.toMicroseconds(packet.dts(), base));
        pictureDecoder.decode(packet, frame -> picture(frame, base, video));
      } else if (audio != null && index == audio.index()) {
        times(StreamKind.AUDIO).add(Times.toMicroseconds(packet.dts(), base));
        soundDecoder.decode(packet, frame -> sound(frame, base));
      }
      av_packet_unref(packet);
    }
    if (video != null) {
      pictureDecoder.finish(
          frame -> picture(frame, demuxer.stream(video.index()).time_base(), video));
      pictureDecoder.close();
    }
    if (audio != null) {
      soundDecoder.finish(frame -> sound(frame, demuxer.stream(audio.index()).time_base()));
      soundDecoder.close();
    }
    av_packet_free(packet);
  }

  private List<Long> times(StreamKind kind) {
    return decodeTimes.computeIfAbsent(kind, any -> new ArrayList<>());
  }

  private static FrameDecoder decoder(Demuxer demuxer, StreamInfo stream) {
    return new FrameDecoder(
        demuxer.stream(stream.index()), new AVRational().num(0).den(1), 1, 100_000_000);
  }

  private void picture(AVFrame frame, AVRational base, StreamInfo video) {
    width = frame.width();
    height = frame.height();
    byte[] luma = new byte[width * height];
    int deep = video.pixelFormat().orElse("").contains("10le") ? 2 : 1;
    byte[] row = new byte[width * deep];
    for (int y = 0; y < height; y++) {
      new BytePointer(frame.data(0)).position((long) y * frame.linesize(0)).get(row);
      for (int x = 0; x < width; x++) {
        luma[y * width + x] =
            deep == 1 ? row[x] : (byte) (((row[2 * x] & 0xff) | (row[2 * x + 1] & 0xff) << 8) >> 2);
      }
    }
    long at = Times.toMicroseconds(frame.best_effort_timestamp(), base);
    long lasts = frame.duration() > 0 ? Times.toMicroseconds(frame.duration(), base) : 40_000;
    pictureStart = Math.min(pictureStart, at);
    pictures.put(at, luma);
    pictureEnd = Math.max(pictureEnd, at + lasts);
  }

  private void sound(AVFrame frame, AVRational base) {
    long at = Times.toMicroseconds(frame.best_effort_timestamp(), base);
    soundStart = Math.min(soundStart, at);
    soundEnd = Math.max(soundEnd, at + frame.nb_samples() * 1_000_000L / frame.sample_rate());
    byte[] layout = new byte[256];
    av_channel_layout_describe(frame.ch_layout(), layout, layout.length);
    String input =
        String.format(
            Locale.ROOT,
            "time_base=1/%d:sample_rate=%d:sample_fmt=%s:channel_layout=%s",
            frame.sample_rate(),
            frame.sample_rate(),
            av_get_sample_fmt_name(frame.format()).getString(),
            Natives.text(layout));
    try (FilterChain chain =
        new FilterChain(
            List.of(
                new FilterChain.Step("abuffer", input),
                new FilterChain.Step(
                    "aformat", "sample_fmts=flt:channel_layouts=mono:sample_rates=" + SOUND_RATE),
                new FilterChain.Step("abuffersink", "")))) {
      chain.push(frame, mono -> put(mono, at));
      chain.finish(mono -> put(mono, at));
    }
  }

  private void put(AVFrame mono, long at) {
    int from = (int) (at * SOUND_RATE / 1_000_000);
    float[] samples = new float[mono.nb_samples()];
    new FloatPointer(mono.data(0)).get(samples);
    int needed = Math.max(0, from) + samples.length;
    if (needed > sound.length) {
      sound = java.util.Arrays.copyOf(sound, needed);
    }
    for (int i = 0; i < samples.length; i++) {
      if (from + i >= 0) {
        sound[from + i] = samples[i];
      }
    }
  }

  /** Returns the picture that is shown at a time. */
  byte[] pictureAt(double seconds) {
    return pictures.floorEntry((long) (seconds * 1e6) + 2_000).getValue();
  }

  /**
   * Returns the start of the beep that the test tone has in this second, in seconds; NaN if there
   * is none.
   */
  double beepNear(int second) {
    return beepBetween(second - 0.4, second + 0.4);
  }

  /** Returns the start of the beep that begins in this range, in seconds; NaN if there is none. */
  double beepBetween(double seconds, double until) {
    int window = SOUND_RATE / 200;
    double strongest = 0;
    for (int at = 0; at + window < sound.length; at += window / 4) {
      strongest = Math.max(strongest, power(at, window));
    }
    int from = (int) (seconds * SOUND_RATE);
    int to = Math.min(sound.length - window, (int) (until * SOUND_RATE));
    for (int at = Math.max(0, from); at < to; at += window / 8) {
      if (power(at, window) > strongest / 2) {
        return (at + window / 2.0) / SOUND_RATE;
      }
    }
    return Double.NaN;
  }

  // Goertzel: how strong 1760 Hz is, four times the tone's 440.
  private double power(int at, int window) {
    double k = 2 * Math.cos(2 * Math.PI * 1_760 / SOUND_RATE);
    double a = 0;
    double b = 0;
    for (int i = 0; i < window; i++) {
      double c = sound[at + i] + k * a - b;
      b = a;
      a = c;
    }
    return a * a + b * b - k * a * b;
  }

  /** Returns the mean difference of two pictures' brightness; infinite if their sizes differ. */
  static double difference(byte[] one, byte[] other) {
    if (one.length != other.length) {
      return Double.POSITIVE_INFINITY;
    }
    long sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.abs((one[i] & 0xff) - (other[i] & 0xff));
    }
    return (double) sum / one.length;
  }
}
